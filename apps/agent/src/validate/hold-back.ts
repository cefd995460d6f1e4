// In: a record and who its patient is. Out: the record without what could identify, and a query for each thing held back. What the
// dictionary vouches for (a code in its list, a number in its range) holds no name; everything else is compared with the patient.
import { recordClass } from '@longview/clinical';
import { ABSENCES, describe, TEXT } from '@longview/dictionary';
import type { Item, Problem, Quantity } from '@longview/dictionary';
import type { SourceRecord } from '@longview/csv';
import { mask, mentionsIdentity } from '@longview/identity';
import type { PatientIdentity } from '@longview/identity';
import { leavesFewBirthDays } from './birth-days.ts';
import type { AgentRule } from './rules.ts';

export interface HeldBack {
  readonly record: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** @param ageDay the day on which this patient's age is told; absent when none is. */
export function holdBack(
  { type, record }: SourceRecord,
  identity: PatientIdentity,
  ageDay: string | undefined,
): HeldBack {
  const problems: Problem[] = [];
  const kept: Record<string, unknown> = {};
  const items = new Map(describe(recordClass(type)).items.map((item) => [item.name, item]));
  for (const [name, value] of Object.entries(record)) {
    const item = items.get(name);
    if (name === 'absent') kept[name] = knownAbsences(value, problems);
    // A member that the dictionary does not know stays for D05 to name, without its value.
    else if (!item) kept[name] = null;
    else {
      const rule = reasonToHold(item, value, identity, ageDay);
      if (rule) problems.push(held(rule, item, value));
      else kept[name] = item.kind === 'quantity' ? bareQuantity(value) : value;
    }
  }
  return { record: kept, problems };
}

type HoldRule = Extract<AgentRule, 'P01' | 'P02' | 'P05' | 'P07' | 'P08'>;

const MESSAGES: Readonly<Record<HoldRule, readonly [string, string]>> = {
  P01: [
    'the value names this very patient and was held back',
    'Check the column: something else than a code stands in it.',
  ],
  P02: [
    'the date is the patient’s birth date and was held back',
    'Check the mapping; if the day is right, give the year alone.',
  ],
  P07: [
    'the date stands so soon after birth that with the age it would tell the birth date, and was held back',
    'Give the year alone, or leave it out; a date before birth is wrong.',
  ],
  P08: [
    'the text holds what a number in a file, a date or an address looks like, or is too long, and was held back',
    'Write it in a few words, without numbers of six digits or more and without an at sign; or choose a code.',
  ],
  P05: [
    'the unit is not one in which the item comes; the field was held back',
    'Use one of the units in the codebook.',
  ],
};

const held = (rule: HoldRule, item: Item, value: unknown): Problem => ({
  rule,
  severity: 'query',
  field: item.name,
  value: typeof value === 'string' || typeof value === 'number' ? mask(String(value)) : undefined,
  message: MESSAGES[rule][0],
  mend: MESSAGES[rule][1],
});

function reasonToHold(
  item: Item,
  value: unknown,
  identity: PatientIdentity,
  ageDay: string | undefined,
): HoldRule | undefined {
  switch (item.kind) {
    case 'code':
      return typeof value === 'string' && !Object.hasOwn(item.values, value) && mentionsIdentity(value, identity)
        ? 'P01'
        : undefined;
    case 'codes':
      return Array.isArray(value) &&
        value.some(
          (one) => typeof one === 'string' && !Object.hasOwn(item.values, one) && mentionsIdentity(one, identity),
        )
        ? 'P01'
        : undefined;
    case 'text':
      if (typeof value !== 'string' || value === '') return undefined;
      if (mentionsIdentity(value, identity)) return 'P01';
      return TEXT.test(value) && value.length <= item.maxLength ? undefined : 'P08';
    case 'date':
    case 'partialDate':
      if (identity.birthDate === undefined || typeof value !== 'string') return undefined;
      if (value === identity.birthDate) return 'P02';
      return leavesFewBirthDays(value, identity.birthDate, ageDay) ? 'P07' : undefined;
    case 'integer':
    case 'decimal':
      return typeof value === 'number' && outside(value, item) && mentionsIdentity(String(value), identity)
        ? 'P01'
        : undefined;
    case 'quantity': {
      const reported = (value as Partial<Quantity> | null)?.reported;
      if (typeof reported?.unit === 'string' && !Object.hasOwn(item.accepts, reported.unit)) return 'P05';
      const numbers = [(value as Partial<Quantity> | null)?.value, reported?.value];
      return numbers.some(
        (one) => typeof one === 'number' && outside(one, item) && mentionsIdentity(String(one), identity),
      )
        ? 'P01'
        : undefined;
    }
  }
}

const outside = (value: number, item: { readonly min: number; readonly max: number }): boolean =>
  !(value >= item.min && value <= item.max);

/** A quantity is a value and what was reported: whatever else stands beside them does not travel. */
function bareQuantity(value: unknown): unknown {
  const quantity = value as Partial<Quantity> | null;
  if (typeof quantity !== 'object' || quantity === null || typeof quantity.reported !== 'object') return value;
  const { value: amount, unit } = quantity.reported ?? {};
  const { comparator } = quantity;
  return { value: quantity.value, reported: { value: amount, unit }, ...(comparator != null && { comparator }) };
}

/** An absence is a closed code: another word there would be typed text. */
function knownAbsences(value: unknown, problems: Problem[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, absence] of Object.entries((value as object | null) ?? {})) {
    if (typeof absence === 'string' && Object.hasOwn(ABSENCES, absence)) kept[name] = absence;
    else if (absence !== null && absence !== undefined && absence !== '')
      problems.push({
        rule: 'P05' satisfies AgentRule,
        severity: 'query',
        field: `absent.${name}`,
        message: `the absence given is not ${Object.keys(ABSENCES).join(', ')} and was held back`,
        mend: 'Use one of them.',
      });
  }
  return kept;
}
