// In: what one property of a record type means. Out: nothing; this is the vocabulary in which items are described.

/** Who needs the item: `key` is asked of everybody, `core` of every centre with a data manager, `full` where it is at hand. */
export type Level = 'key' | 'core' | 'full';

/** Why a required value is not there (one code for the whole registry). */
export const ABSENCES = { unknown: 'asked, not known', notDone: 'not done', notApplicable: 'does not apply' } as const;
export type Absence = keyof typeof ABSENCES;

/** What another item of the record says: a code among these or not among them, or only that it has a value, or that it has none. */
export type Condition =
  | { readonly item: string; readonly is: readonly string[] | 'given' | 'missing' }
  | { readonly item: string; readonly isNot: readonly string[] };

/** What every item says of itself, whatever its kind. */
export interface ItemBase {
  readonly label: string;
  readonly level: Level;
  /** A value or a coded absence must be given. */
  readonly required?: boolean;
  /** Of a required item: asked about only where this holds of the same record. What does not apply is not asked. */
  readonly askedWhen?: Condition;
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
  /** `centre`: exact only to those whose own row it is; no permit lists it. Without it a permit may. */
  readonly seenBy?: 'centre';
}

export interface CodeItem extends ItemBase {
  readonly kind: 'code';
  /** Code to label. An open list: an unknown code lands with a query. An empty list takes any code. */
  readonly values: Readonly<Record<string, string>>;
  readonly system?: string;
  /** Of a system too large to be listed (ATC, ICD): what any of its codes looks like. A code of that shape is known. */
  readonly shape?: RegExp;
}
/** Several codes of one list, each once: what was given, which signs there were. What has values of its own is a record type of its own. */
export interface CodesItem extends ItemBase {
  readonly kind: 'codes';
  readonly values: Readonly<Record<string, string>>;
  readonly system?: string;
  readonly shape?: RegExp;
}
/** Typed text. It leaves a hospital only after the agent's check against that very patient; no permit lists it. */
export interface TextItem extends ItemBase {
  readonly kind: 'text';
  readonly maxLength: number;
  readonly seenBy: 'centre';
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
  /** UCUM units that may be reported, with the way to the canonical one. */
  readonly accepts: Readonly<Record<string, Conversion>>;
}

/** A factor, or for a scale with another zero `value * factor + offset`. */
export type Conversion = number | { readonly factor: number; readonly offset: number };

export type ItemSpec = CodeItem | CodesItem | TextItem | DateItem | NumberItem | QuantityItem;
export type Item = ItemSpec & { readonly name: string };

/** As HL7 FHIR writes them: the value lies on that side of what is given. */
export const COMPARATORS = ['<', '<=', '>=', '>'] as const;
export type Comparator = (typeof COMPARATORS)[number];

/** A measured value in its canonical unit, beside what the source said. */
export interface Quantity {
  readonly value: number;
  readonly reported: { readonly value: number; readonly unit: string };
  /** What the laboratory wrote before the number; absent for a number that was measured. */
  readonly comparator?: Comparator | null;
}

export interface RecordSpec {
  readonly label: string;
  readonly purpose: string;
  readonly source: string;
  /** Whether the record hangs on a course of treatment or on the patient. */
  readonly belongsTo: 'patient' | 'course';
  /** Lands whatever the queries: death, relapse, second malignancy, pregnancy. */
  readonly alwaysLands?: boolean;
  /** What may lie before its course begins: dated before all courses of the patient, it belongs to the first of them. */
  readonly mayPrecede?: true;
}

export interface RecordDescription extends RecordSpec {
  readonly name: string;
  readonly items: readonly Item[];
}

/** A code as it may leave a hospital: short, no spaces, so that a list can stay open and yet carry no typed text. */
export const CODE = /^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}$/;

/** Codes that one item may hold. */
export const MOST_CODES = 40;

/**
 * Typed text as it may leave a hospital: one line without control characters, without an at sign, without a number of six digits or more.
 * What a number in a file or an address looks like never passes, whoever wrote it; names are the agent's to find.
 */
export const TEXT = /^(?!.*\d[\d .\-/]{4,}\d)[^\p{C}@]+$/u;

/** Whether the dictionary vouches for a code of this item: it stands in the list, has the shape of its system, or the list is empty. */
export const knowsCode = (item: CodeItem | CodesItem, code: string): boolean =>
  Object.hasOwn(item.values, code) ||
  (item.shape !== undefined ? item.shape.test(code) : Object.keys(item.values).length === 0 && CODE.test(code));
