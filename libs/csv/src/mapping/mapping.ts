// In: nothing. Out: what a mapping says once it has been read and checked: which column becomes what.
import type { RecordTypeName } from '@longview/clinical';
import type { Absence, Item } from '@longview/dictionary';
import type { Encoding } from '../text/byte-text.ts';
import type { DateFormat } from '../values/date-format.ts';

export interface Condition {
  readonly column: string;
  readonly test:
    { readonly kind: 'notEmpty' | 'empty' } | { readonly kind: 'in' | 'notIn'; readonly values: ReadonlySet<string> };
}

/** What a cell stands for: a code, or the reason why there is none. */
export type Meaning = { readonly code: string } | { readonly absent: Absence };

export interface ColumnSource {
  readonly kind: 'column';
  readonly column: string;
  /** Cell text, in lower case, to meaning. */
  readonly values: ReadonlyMap<string, Meaning>;
  readonly dateFormats: readonly DateFormat[];
  readonly unit?: { readonly constant: string } | { readonly column: string };
  readonly units: ReadonlyMap<string, string>;
  /** A second column that says why the first is empty. */
  readonly absenceColumn?: string;
}

export type FieldSource =
  | ColumnSource
  | { readonly kind: 'constant'; readonly value: string | number }
  | { readonly kind: 'absent'; readonly absence: Absence };

export interface FieldMapping {
  readonly item: Item;
  readonly when: readonly Condition[];
  readonly from: FieldSource;
}

export interface RecordMapping {
  readonly type: RecordTypeName;
  /** Position among the records of its type in the mapping, from 1: part of the source record id, so it never depends on the data. */
  readonly ordinal: number;
  readonly when: readonly Condition[];
  readonly fields: readonly FieldMapping[];
}

export interface IdentityMapping {
  readonly nationalNumber?: string;
  readonly numberType?:
    { readonly constant: string } | { readonly column: string; readonly values: ReadonlyMap<string, string> };
  readonly fileNumber?: string;
  readonly name: readonly string[];
  readonly birthDate?: { readonly column: string; readonly dateFormats: readonly DateFormat[] };
  readonly sex?: { readonly column: string; readonly values: ReadonlyMap<string, string> };
}

export interface Mapping {
  /** Code of the system in the hospital that writes these files. */
  readonly source: string;
  readonly delimiter?: string;
  readonly encoding?: Encoding;
  readonly decimal: ',' | '.';
  readonly identity: IdentityMapping;
  readonly key: readonly string[];
  readonly course?: string;
  /** A column that takes the records of its row back: what its cell means is the reason, a code. */
  readonly void?: { readonly column: string; readonly values: ReadonlyMap<string, string> };
  /** Why a row takes the place of an earlier one. */
  readonly reason?: { readonly column: string; readonly values: ReadonlyMap<string, string> };
  /** Sheet of a workbook; where none is named, the one whose headings fit. */
  readonly sheet?: string;
  /** Columns of what this project wrote itself: they name record and system exactly. */
  readonly exact?: { readonly record?: string; readonly source?: string };
  readonly records: readonly RecordMapping[];
  /** Paths of the constants that only a demonstration may have. */
  readonly demonstration: readonly string[];
}

/** Columns that say who somebody is: their cells are never printed and never become a field of a record (sex alone may). */
export const identityColumns = (identity: IdentityMapping): readonly string[] =>
  [identity.nationalNumber, identity.fileNumber, identity.birthDate?.column, ...identity.name].filter(
    (column) => column !== undefined,
  );

/** Every column that the mapping reads, once. */
export function columnsOf(mapping: Mapping): readonly string[] {
  const { identity } = mapping;
  const of = (conditions: readonly Condition[]): string[] => conditions.map((condition) => condition.column);
  return [
    ...new Set([
      ...identityColumns(identity),
      ...(identity.sex ? [identity.sex.column] : []),
      ...(identity.numberType && 'column' in identity.numberType ? [identity.numberType.column] : []),
      ...mapping.key,
      ...(mapping.course === undefined ? [] : [mapping.course]),
      ...(mapping.void === undefined ? [] : [mapping.void.column]),
      ...(mapping.reason === undefined ? [] : [mapping.reason.column]),
      ...mapping.records.flatMap((record) => [
        ...of(record.when),
        ...record.fields.flatMap(({ when, from }) => [
          ...of(when),
          ...(from.kind === 'column'
            ? [
                from.column,
                ...(from.unit && 'column' in from.unit ? [from.unit.column] : []),
                ...(from.absenceColumn === undefined ? [] : [from.absenceColumn]),
              ]
            : []),
        ]),
      ]),
    ]),
  ];
}
