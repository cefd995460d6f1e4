// In: one item. Out: the checks that its description implies, each with a rule id, a severity and a sentence on how to mend it.
import { dateInterval, dayNumber } from '@longview/foundation';
import {
  ABSENCES,
  CODE,
  COMPARATORS,
  type Condition,
  type Item,
  knowsCode,
  MOST_CODES,
  type Quantity,
  TEXT,
} from './item.ts';
import type { Severity } from './problem.ts';

export interface Check {
  readonly rule: string;
  readonly severity: Severity;
  holds(value: unknown, record: Readonly<Record<string, unknown>>): boolean;
  message(value: unknown): string;
  readonly mend: string;
}

/** Nothing stands here: an empty list says as little as an empty cell. */
export const missing = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const absenceOf = (record: Readonly<Record<string, unknown>>, name: string): unknown =>
  (record['absent'] as Readonly<Record<string, unknown>> | null | undefined)?.[name] ?? undefined;

/** Whether a condition holds of a record. Where the other item has no value, nothing is known to be not so: its own absence is asked about. */
export function conditionHolds(condition: Condition, record: Readonly<Record<string, unknown>>): boolean {
  const value = record[condition.item];
  if ('isNot' in condition) return !missing(value) && !condition.isNot.includes(value as string);
  if (condition.is === 'given') return !missing(value);
  if (condition.is === 'missing') return missing(value);
  return condition.is.includes(value as string);
}

/** A unit is short and has no spaces: no typed text can pass for one. */
const UNIT = /^[A-Za-z0-9%*/.()[\]{}_^'-]{1,20}$/;

const isQuantity = (value: unknown): value is Quantity => {
  const quantity = value as Partial<Quantity> | null;
  const comparator = quantity?.comparator ?? undefined;
  return (
    typeof value === 'object' &&
    // The comparator is the one member that may be left out.
    Object.keys(quantity ?? {}).length === (quantity && Object.hasOwn(quantity, 'comparator') ? 3 : 2) &&
    Object.keys(quantity?.reported ?? {}).length === 2 &&
    typeof quantity?.value === 'number' &&
    Number.isFinite(quantity.value) &&
    typeof quantity.reported?.value === 'number' &&
    typeof quantity.reported.unit === 'string' &&
    UNIT.test(quantity.reported.unit) &&
    (comparator === undefined || COMPARATORS.includes(comparator))
  );
};

const isCodes = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= MOST_CODES &&
  value.every((code) => typeof code === 'string' && CODE.test(code)) &&
  new Set(value).size === value.length;

const readable: { readonly [kind in Item['kind']]: (value: unknown) => boolean } = {
  code: (value) => typeof value === 'string' && CODE.test(value),
  codes: isCodes,
  text: (value) => typeof value === 'string' && TEXT.test(value),
  date: (value) => typeof value === 'string' && dayNumber(value) !== undefined,
  partialDate: (value) => typeof value === 'string' && dateInterval(value) !== undefined,
  integer: (value) => Number.isSafeInteger(value),
  decimal: (value) => typeof value === 'number' && Number.isFinite(value),
  quantity: isQuantity,
};

const wording: { readonly [kind in Item['kind']]: string } = {
  code: 'a code (letters, digits and _ . : + -, no spaces)',
  codes: `a list of up to ${MOST_CODES} codes, each once`,
  text: 'one line of text without an at sign and without a number of six digits or more',
  date: 'a day that exists, written YYYY-MM-DD',
  partialDate: 'a date that exists, written YYYY-MM-DD, YYYY-MM or YYYY',
  integer: 'a whole number',
  decimal: 'a number',
  quantity: 'a number with its unit',
};

/** D01: a required item has a value or a coded absence, where it applies; one that places the record has a value. */
function required(item: Item): Check {
  return {
    rule: 'D01',
    severity: item.places ? 'error' : 'query',
    holds: (value, record) =>
      !missing(value) ||
      (!item.places && absenceOf(record, item.name) !== undefined) ||
      (item.askedWhen !== undefined && !conditionHolds(item.askedWhen, record)),
    message: () => `${item.label} is missing`,
    mend: item.places
      ? `Give ${item.name}: without it the record cannot be placed.`
      : `Give ${item.name}, or say why it is not there: absent.${item.name} = ${Object.keys(ABSENCES).join(', ')}.`,
  };
}

/** D02: what is given can be read as its kind. Guessing would be worse than asking. */
function readableAs(item: Item): Check {
  return {
    rule: 'D02',
    severity: 'error',
    holds: (value) =>
      missing(value) ||
      (readable[item.kind](value) && (item.kind !== 'text' || (value as string).length <= item.maxLength)),
    message: () => `${item.label} cannot be read as ${wording[item.kind]}`,
    mend: `Write ${item.name} as ${wording[item.kind]}${item.kind === 'text' ? `, of ${item.maxLength} characters at the most` : ''}.`,
  };
}

/** D03: a code stands in its list. Lists are open, so an unknown code lands and is asked about. */
function listed(item: Item & { kind: 'code' | 'codes' }): Check {
  const codes = Object.keys(item.values);
  const unknown = (value: unknown): readonly string[] =>
    (Array.isArray(value) ? (value as string[]) : [value as string]).filter((code) => !knowsCode(item, code));
  return {
    rule: 'D03',
    severity: 'query',
    holds: (value) => missing(value) || !readable[item.kind](value) || unknown(value).length === 0,
    message: (value) => `${item.label}: the code ${unknown(value).join(', ')} is not in the list`,
    mend:
      item.shape === undefined
        ? `Use one of ${codes.join(', ')}, or ask for the code to be added.`
        : `Use a code of ${item.system ?? 'its system'}${codes.length > 0 ? `, for example ${codes.slice(0, 5).join(', ')}` : ''}.`,
  };
}

/** D04: a number lies in its range. Outside it the likeliest cause is another unit. */
function inRange(item: Item & { kind: 'integer' | 'decimal' | 'quantity' }): Check {
  const numberOf = (value: unknown) => (item.kind === 'quantity' ? (value as Quantity).value : (value as number));
  return {
    rule: 'D04',
    severity: 'query',
    holds: (value) =>
      missing(value) || !readable[item.kind](value) || (numberOf(value) >= item.min && numberOf(value) <= item.max),
    message: (value) => `${item.label}: ${String(numberOf(value))} ${item.unit} is outside ${item.min} to ${item.max}`,
    mend: `Check the number and its unit (${item.unit}).`,
  };
}

/** D06: an absence is one of the three codes and does not stand beside a value. */
function absenceFits(item: Item): Check {
  return {
    rule: 'D06',
    severity: 'query',
    holds: (value, record) => {
      const absence = absenceOf(record, item.name);
      return (
        absence === undefined || (missing(value) && typeof absence === 'string' && Object.hasOwn(ABSENCES, absence))
      );
    },
    message: () =>
      `${item.label}: the absence given is not ${Object.keys(ABSENCES).join(', ')}, or a value stands beside it`,
    mend: `Keep either ${item.name} or absent.${item.name}.`,
  };
}

/** The checks of one item, in the order in which a person would want to hear of them. */
export function checksOf(item: Item): readonly Check[] {
  const checks: Check[] = [];
  if (item.required || item.places) checks.push(required(item));
  checks.push(readableAs(item));
  if ((item.kind === 'code' || item.kind === 'codes') && (item.shape || Object.keys(item.values).length > 0))
    checks.push(listed(item));
  if (item.kind === 'integer' || item.kind === 'decimal' || item.kind === 'quantity') checks.push(inRange(item));
  if (item.required) checks.push(absenceFits(item));
  return checks;
}
