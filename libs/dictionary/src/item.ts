// In: what one property of a record type means. Out: nothing; this is the vocabulary in which items are described.

/** Who needs the item: `key` is asked of everybody, `core` of every centre with a data manager, `full` where it is at hand. */
export type Level = 'key' | 'core' | 'full';

/** Why a required value is not there (one code for the whole registry). */
export const ABSENCES = { unknown: 'asked, not known', notDone: 'not done', notApplicable: 'does not apply' } as const;
export type Absence = keyof typeof ABSENCES;

/** What every item says of itself, whatever its kind. */
export interface ItemBase {
  readonly label: string;
  readonly level: Level;
  /** A value or a coded absence must be given. */
  readonly required?: boolean;
  /** Without a readable value the record cannot be placed: its absence or garble refuses the record. */
  readonly places?: boolean;
  /** Which standard or form the item comes from. */
  readonly source: string;
  /** Why it is collected (GDPR 5(1)(b), (c)). */
  readonly purpose: string;
  /** Could it, with others, point at a person? What points alone is not in the dictionary at all. */
  readonly identifiability: 'none' | 'quasi';
  /** Codes of the item itself in LOINC, SNOMED CT, …: `system|code`. */
  readonly concept?: string;
}

export interface CodeItem extends ItemBase {
  readonly kind: 'code';
  /** Code to label. An open list: an unknown code lands with a query. */
  readonly values: Readonly<Record<string, string>>;
  readonly system?: string;
}
export interface DateItem extends ItemBase {
  /** `date` is a day `YYYY-MM-DD`; `partialDate` may also be `YYYY-MM` or `YYYY`. */
  readonly kind: 'date' | 'partialDate';
}
export interface NumberItem extends ItemBase {
  readonly kind: 'integer' | 'decimal';
  readonly min: number;
  readonly max: number;
  /** UCUM unit of the number. */
  readonly unit: string;
}
export interface QuantityItem extends ItemBase {
  readonly kind: 'quantity';
  /** Canonical UCUM unit of `value`. */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Units that may be reported, with the factor to the canonical one. */
  readonly accepts: Readonly<Record<string, number>>;
}

export type ItemSpec = CodeItem | DateItem | NumberItem | QuantityItem;
export type Item = ItemSpec & { readonly name: string };

/** A measured value in its canonical unit, beside what the source said. */
export interface Quantity {
  readonly value: number;
  readonly reported: { readonly value: number; readonly unit: string };
}

export interface RecordSpec {
  readonly label: string;
  readonly purpose: string;
  readonly source: string;
  /** Whether the record hangs on a course of treatment or on the patient. */
  readonly belongsTo: 'patient' | 'course';
  /** Lands whatever the queries: death, relapse, second malignancy, pregnancy. */
  readonly alwaysLands?: boolean;
}

export interface RecordDescription extends RecordSpec {
  readonly name: string;
  readonly items: readonly Item[];
}

/** A code as it may leave a hospital: short, no spaces, so that a list can stay open and yet carry no typed text. */
export const CODE = /^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}$/;
