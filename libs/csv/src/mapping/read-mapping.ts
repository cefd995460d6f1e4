// In: a mapping file (YAML, see schema/mappings/README.md). Out: a checked Mapping, or everything that is wrong with it, each with its path.
// Refuses constants for consent, vital status, response and dates outside a demonstration, and identity columns inside records.
import { err, ok, refusal } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { CODE } from '@longview/dictionary';
import { parseDocument } from 'yaml';
import { DELIMITERS } from '../text/delimiter.ts';
import { ENCODINGS } from '../text/byte-text.ts';
import type { DateFormat } from '../values/date-format.ts';
import { identityColumns } from './mapping.ts';
import type { IdentityMapping, Mapping } from './mapping.ts';
import { readDateFormats } from './read-date-formats.ts';
import { readRecords } from './read-records.ts';
import { YamlNode } from './yaml-node.ts';
import type { MappingRefusal } from './yaml-node.ts';

export interface MappingOptions {
  /** Lets constants stand for what only a person may decide; the submission is then marked as a demonstration for ever. */
  readonly demonstration?: boolean;
}

/** The root of a mapping file of any format, and the list in which its refusals gather. */
export function openMapping(
  yaml: string,
): Result<{ readonly root: YamlNode; readonly refusals: readonly MappingRefusal[] }, readonly MappingRefusal[]> {
  const document = parseDocument(yaml, { uniqueKeys: true });
  if (document.errors.length > 0)
    return err(
      document.errors.map((error) =>
        refusal('yaml-unreadable', error.message.split('\n')[0] ?? '', `line ${error.linePos?.[0].line ?? 1}`),
      ),
    );
  const refusals: MappingRefusal[] = [];
  const root = new YamlNode(document.toJS(), '', refusals);
  if (!root.isObject) {
    root.refuse('yaml-unreadable', 'a mapping has names and values; see schema/mappings/README.md');
    return err(refusals);
  }
  return ok({ root, refusals });
}

export function readMapping(yaml: string, options: MappingOptions = {}): Result<Mapping, readonly MappingRefusal[]> {
  const opened = openMapping(yaml);
  if (!opened.ok) return opened;
  const { root, refusals } = opened.value;
  root.only(
    'version',
    'source',
    'delimiter',
    'encoding',
    'decimal',
    'dateFormat',
    'century',
    'sheet',
    'identity',
    'key',
    'course',
    'void',
    'reason',
    'records',
  );
  root.member('version').required();
  root.member('version').oneOf('1');
  const source = root.member('source').required() ?? '';
  if (source !== '' && !CODE.test(source))
    root.member('source').refuse('wrong-value', 'a code is expected: letters, digits and _ . : + -, no spaces');
  const century = root.member('century').oneOf('19', '20');
  const short = century === undefined ? undefined : Number(century);
  const dateFormats = readDateFormats(root.member('dateFormat'), undefined, short);
  // A birth date of two digits may be of either century whatever else is in the file: it is not read.
  const identity = readIdentity(
    root.member('identity'),
    dateFormats.filter(({ pattern }) => !/(?<!y)yy(?!y)/u.test(pattern)),
  );
  const voided = root.member('void');
  voided.only('column', 'values');
  const voidColumn = columnOf(voided);
  const reason = root.member('reason');
  reason.only('column', 'values');
  const reasonColumn = columnOf(reason);
  const sheet = root.member('sheet').text();
  const delimiter = root.member('delimiter').oneOf(...DELIMITERS);
  const encoding = root.member('encoding').oneOf(...ENCODINGS);
  const course = root.member('course').text();
  const key = root.member('key');
  if (key.isMissing)
    key.refuse(
      'missing-key',
      'key is missing: the column or columns that name a row for good, never a value that is corrected',
    );
  const { records, demonstration } = readRecords(root.member('records'), {
    dateFormats,
    ...(short !== undefined && { century: short }),
    closed: new Set(identityColumns(identity).map((column) => column.toLowerCase())),
    demonstration: options.demonstration ?? false,
  });
  if (refusals.length > 0) return err(refusals);
  return ok({
    source,
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    decimal: root.member('decimal').oneOf(',', '.') ?? '.',
    identity,
    key: key.items().flatMap((item) => item.text() ?? []),
    ...(course === undefined ? {} : { course }),
    ...(voidColumn === undefined ? {} : { void: { column: voidColumn, values: textMap(voided.member('values')) } }),
    ...(reasonColumn === undefined
      ? {}
      : { reason: { column: reasonColumn, values: textMap(reason.member('values')) } }),
    ...(sheet === undefined ? {} : { sheet }),
    records,
    demonstration,
  });
}

/** A column by its heading alone, or with what belongs to it. */
const columnOf = (node: YamlNode): string | undefined =>
  node.isObject ? node.member('column').required() : node.text();

const textMap = (node: YamlNode): ReadonlyMap<string, string> =>
  new Map(
    node.entries().flatMap(([name, value]) => {
      const text = value.text();
      return text === undefined ? [] : [[name.trim().toLowerCase(), text] as const];
    }),
  );

function readIdentity(node: YamlNode, dateFormats: readonly DateFormat[]): IdentityMapping {
  node.only('nationalNumber', 'numberType', 'fileNumber', 'name', 'birthDate', 'sex');
  const [number, type, birth, sex] = [
    node.member('nationalNumber'),
    node.member('numberType'),
    node.member('birthDate'),
    node.member('sex'),
  ];
  number.only('column');
  const fileNumber = node.member('fileNumber');
  fileNumber.only('column');
  if (number.isMissing && fileNumber.isMissing)
    node.refuse(
      'missing-key',
      'identity needs nationalNumber or fileNumber: without one a patient cannot be told apart',
    );
  birth.only('column', 'dateFormat');
  sex.only('column', 'values');
  type.only('column', 'values', 'constant');
  const sexValues = new Map([...textMap(sex.member('values')), ...SEX_CODES.map((code) => [code, code] as const)]);
  for (const [, value] of sex.member('values').entries()) value.oneOf(...SEX_CODES);

  const nationalNumber = columnOf(number);
  const fileColumn = columnOf(fileNumber);
  const birthColumn = columnOf(birth);
  const sexColumn = columnOf(sex);
  const constantType = type.isObject ? type.member('constant').text() : undefined;
  const typeColumn = constantType === undefined ? columnOf(type) : undefined;
  return {
    ...(nationalNumber === undefined ? {} : { nationalNumber }),
    ...(constantType !== undefined && { numberType: { constant: constantType } }),
    ...(typeColumn !== undefined && { numberType: { column: typeColumn, values: textMap(type.member('values')) } }),
    ...(fileColumn === undefined ? {} : { fileNumber: fileColumn }),
    name: node
      .member('name')
      .items()
      .flatMap((item) => item.text() ?? []),
    ...(birthColumn !== undefined && {
      birthDate: { column: birthColumn, dateFormats: readDateFormats(birth.member('dateFormat'), dateFormats) },
    }),
    ...(sexColumn !== undefined && { sex: { column: sexColumn, values: sexValues } }),
  };
}

const SEX_CODES = ['male', 'female', 'other', 'unknown'] as const;
