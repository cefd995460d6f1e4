// In: the headings of a file in the project's own template. Out: the mapping that they imply, so that no mapping file is needed.
import { RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import type { RecordTypeName } from '@longview/clinical';
import { csvTemplateOf, describe, templateColumns } from '@longview/dictionary';
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { Headings, sameHeading } from '../headings.ts';
import type { FieldMapping, Mapping } from './mapping.ts';
import { ISO_DATES } from './read-date-formats.ts';

/** The columns before the items: which row, which course, who. */
export const TEMPLATE_LEADING = [
  'key',
  'course',
  'patient.nationalNumber',
  'patient.numberType',
  'patient.fileNumber',
  'patient.name',
  'patient.birthDate',
  'patient.sex',
] as const;

/** The template of one record type: one heading line. */
export const csvTemplate = (type: RecordTypeName): string =>
  csvTemplateOf(describe(recordClass(type)), TEMPLATE_LEADING);

/** The record type whose items the headings name; several or none is told, never guessed. */
export function templateType(headings: Headings): Result<RecordTypeName, string> {
  const leading = new Set(TEMPLATE_LEADING.map(sameHeading));
  const items = headings.names.filter((name) => name !== '' && !leading.has(sameHeading(name)));
  const scored = RECORD_TYPE_NAMES.map((type) => {
    const known = new Set(templateColumns(describe(recordClass(type))).map(sameHeading));
    return { type, hits: items.filter((name) => known.has(sameHeading(name))).length };
  }).sort((left, right) => right.hits - left.hits);
  const [best, next] = scored;
  if (!best || best.hits === 0) return err('no heading is an item of a record type');
  if (next && next.hits === best.hits) return err(`the headings fit ${best.type} as well as ${next.type}`);
  return ok(best.type);
}

export function templateMapping(headings: Headings, source: string, decimal: ',' | '.' = '.'): Result<Mapping, string> {
  const type = templateType(headings);
  if (!type.ok) return type;
  const there = (name: string): string | undefined => (headings.indexOf(name) === undefined ? undefined : name);
  const fields = describe(recordClass(type.value)).items.flatMap((item): FieldMapping[] => {
    const absence = item.required ? there(`absent.${item.name}`) : undefined;
    const unit = there(`${item.name}.unit`);
    const column = item.kind === 'quantity' ? there(`${item.name}.value`) : there(item.name);
    if (column === undefined) return [];
    return [
      {
        item,
        when: [],
        from: {
          kind: 'column',
          column,
          values: new Map(),
          dateFormats: ISO_DATES,
          ...(unit === undefined ? {} : { unit: { column: unit } }),
          units: new Map(),
          ...(absence === undefined ? {} : { absenceColumn: absence }),
        },
      },
    ];
  });
  const [number, numberType, fileNumber, name, birth, sex, course] = [
    there('patient.nationalNumber'),
    there('patient.numberType'),
    there('patient.fileNumber'),
    there('patient.name'),
    there('patient.birthDate'),
    there('patient.sex'),
    there('course'),
  ];
  return ok({
    source,
    decimal,
    identity: {
      // Without either column the missing one is told by its name, as for any other mapping.
      ...(number !== undefined || fileNumber === undefined ? { nationalNumber: 'patient.nationalNumber' } : {}),
      ...(fileNumber === undefined ? {} : { fileNumber }),
      ...(numberType === undefined ? {} : { numberType: { column: numberType, values: new Map() } }),
      name: name === undefined ? [] : [name],
      ...(birth === undefined ? {} : { birthDate: { column: birth, dateFormats: ISO_DATES } }),
      ...(sex === undefined
        ? {}
        : {
            sex: { column: sex, values: new Map(['male', 'female', 'other', 'unknown'].map((code) => [code, code])) },
          }),
    },
    key: ['key'],
    ...(course === undefined ? {} : { course }),
    records: [{ type: type.value, ordinal: 1, when: [], fields }],
    demonstration: [],
  });
}
