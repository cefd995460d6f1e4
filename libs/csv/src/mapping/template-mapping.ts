// In: the headings of a file in the project's own template. Out: the mapping that they imply, so that no mapping file is needed. A template
// is narrow (headings are the fields of one record type) or wide (`Type.field`, several record types a row).
import { RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import type { RecordTypeName } from '@longview/clinical';
import { csvTemplateOf, describe, templateColumns } from '@longview/dictionary';
import type { Item } from '@longview/dictionary';
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { Headings, sameHeading } from '../headings.ts';
import type { FieldMapping, Mapping, RecordMapping } from './mapping.ts';
import { ISO_DATES } from './read-date-formats.ts';

/** The columns before the items: which row, which course, whether it is taken back, who. */
export const TEMPLATE_LEADING = [
  'key',
  'course',
  'void',
  'patient.nationalNumber',
  'patient.numberType',
  'patient.fileNumber',
  'patient.name',
  'patient.birthDate',
  'patient.sex',
] as const;

/** A column that any file in the template may have beside: why a row was corrected. */
export const REASON_COLUMN = 'correctionReason';

/** Columns that only this project's own export has: they name the record and its system exactly as they were. */
export const EXACT_COLUMNS = { record: 'record', source: 'source' } as const;

/** The template of one record type: one heading line. */
export const csvTemplate = (type: RecordTypeName): string =>
  csvTemplateOf(describe(recordClass(type)), TEMPLATE_LEADING);

/** What is asked at a visit after infusion, in one row: the record types that there are of these. */
const VISIT: readonly string[] = [
  'FollowUpVisit',
  'SurvivalStatus',
  'ResponseAssessment',
  'RelapseProgression',
  'Cytopenia',
  'ImmuneReconstitution',
  'PersistenceAssessment',
  'Infection',
  'SecondPrimaryMalignancy',
  'Pregnancy',
  'PatientReportedOutcome',
];

/** The wide template: one row a visit. */
export function visitTemplate(): string {
  const columns = RECORD_TYPE_NAMES.filter((type) => VISIT.includes(type)).flatMap((type) =>
    templateColumns(describe(recordClass(type))).map((column) => `${type}.${column}`),
  );
  return `${[...TEMPLATE_LEADING, ...columns].join(';')}\r\n`;
}

const LEADING = new Set([...TEMPLATE_LEADING, REASON_COLUMN, ...Object.values(EXACT_COLUMNS)].map(sameHeading));

/** Headings that are no item of `source` or `record`: those two are leading only where the file is in our own export. */
const itemHeadings = (headings: Headings): readonly string[] =>
  headings.names.filter((name) => name !== '' && !LEADING.has(sameHeading(name)));

/** The record type whose items the headings name; several or none is told, never guessed. */
export function templateType(headings: Headings): Result<RecordTypeName, string> {
  const items = itemHeadings(headings);
  const scored = RECORD_TYPE_NAMES.map((type) => {
    const known = new Set(templateColumns(describe(recordClass(type))).map(sameHeading));
    return { type, hits: items.filter((name) => known.has(sameHeading(name))).length };
  }).sort((left, right) => right.hits - left.hits);
  const [best, next] = scored;
  if (!best || best.hits === 0) return err('no heading is an item of a record type');
  if (next && next.hits === best.hits) return err(`the headings fit ${best.type} as well as ${next.type}`);
  return ok(best.type);
}

/** Record types of a wide template, by the beginnings of its headings. */
function wideTypes(headings: Headings): readonly RecordTypeName[] {
  const items = itemHeadings(headings).map(sameHeading);
  return RECORD_TYPE_NAMES.filter((type) => {
    const known = templateColumns(describe(recordClass(type))).map((column) => sameHeading(`${type}.${column}`));
    return known.some((column) => items.includes(column));
  });
}

function fieldsOf(type: RecordTypeName, prefix: string, headings: Headings): readonly FieldMapping[] {
  const there = (name: string): string | undefined =>
    headings.indexOf(`${prefix}${name}`) === undefined ? undefined : `${prefix}${name}`;
  return describe(recordClass(type)).items.flatMap((item: Item): FieldMapping[] => {
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
}

export function templateMapping(headings: Headings, source: string, decimal: ',' | '.' = '.'): Result<Mapping, string> {
  const there = (name: string): string | undefined => (headings.indexOf(name) === undefined ? undefined : name);
  const wide = wideTypes(headings);
  const narrow = templateType(headings);
  if (wide.length === 0 && !narrow.ok) return narrow;
  const records: readonly RecordMapping[] =
    wide.length > 0
      ? wide.map((type) => ({ type, ordinal: 1, when: [], fields: fieldsOf(type, `${type}.`, headings) }))
      : narrow.ok
        ? [{ type: narrow.value, ordinal: 1, when: [], fields: fieldsOf(narrow.value, '', headings) }]
        : [];
  const [number, numberType, fileNumber, name, birth, sex, course, voided] = [
    there('patient.nationalNumber'),
    there('patient.numberType'),
    there('patient.fileNumber'),
    there('patient.name'),
    there('patient.birthDate'),
    there('patient.sex'),
    there('course'),
    there('void'),
  ];
  const [record, system] = [there(EXACT_COLUMNS.record), there(EXACT_COLUMNS.source)];
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
    ...(there(REASON_COLUMN) === undefined ? {} : { reason: { column: REASON_COLUMN, values: new Map() } }),
    ...(voided === undefined ? {} : { void: { column: voided, values: new Map() } }),
    ...(record !== undefined && wide.length === 0
      ? { exact: { record, ...(system === undefined ? {} : { source: system }) } }
      : {}),
    records,
    demonstration: [],
  });
}
