// In: a blood count. Out: its CTCAE grade; and the day of recovery from a series. Grades of two versions are never converted into each other.
import { evaluated, type Graded, notEvaluable, type Rule } from './graded.ts';
import { below, type Known, type Measure } from './measure.ts';

/** Common Terminology Criteria for Adverse Events, version 5.0, 2017, investigations and blood disorders. */
export const CTCAE_5_CYTOPENIA: Rule = { id: 'ctcae-5.0-cytopenia', version: 1 };

export type CtcaeGrade = 0 | 1 | 2 | 3 | 4;

/** Below these, from grade 4 upwards; grade 1 begins below the laboratory's own lower limit of normal. */
const LIMITS = { neutrophils: [0.5, 1, 1.5], platelets: [25, 50, 75] } as const;

/** @param value 10*9/L. @param lowerNormal of the laboratory, 10*9/L. */
export function gradeCytopenia(
  what: keyof typeof LIMITS,
  value: Measure | undefined,
  lowerNormal?: number,
): Graded<CtcaeGrade> {
  const steps = [...LIMITS[what], ...(lowerNormal === undefined ? [] : [lowerNormal])];
  return stepped(
    steps.map((limit) => [below(value, limit), `below ${limit}`]),
    lowerNormal === undefined ? 'lowerNormal' : what,
    4,
  );
}

/** @param value g/dL, and whether a transfusion was needed: grade 3 whatever the value. Grade 4 (life-threatening) is the clinician's. */
export function gradeAnaemia(
  value: Measure | undefined,
  lowerNormal?: number,
  transfusionNeeded = false,
): Graded<CtcaeGrade> {
  if (transfusionNeeded) return evaluated(CTCAE_5_CYTOPENIA, 3, ['transfusion needed']);
  const steps = [8, 10, ...(lowerNormal === undefined ? [] : [lowerNormal])];
  return stepped(
    steps.map((limit) => [below(value, limit), `below ${limit}`]),
    lowerNormal === undefined ? 'lowerNormal' : 'haemoglobin',
    3,
  );
}

function stepped(steps: readonly (readonly [Known, string])[], missing: string, most: CtcaeGrade): Graded<CtcaeGrade> {
  for (const [index, [known, because]] of steps.entries()) {
    if (known === undefined) return notEvaluable(CTCAE_5_CYTOPENIA, ['value']);
    if (known) return evaluated(CTCAE_5_CYTOPENIA, (most - index) as CtcaeGrade, [because]);
  }
  // Without the laboratory's limit grade 1 cannot be told from none.
  return missing === 'lowerNormal'
    ? notEvaluable(CTCAE_5_CYTOPENIA, [missing], 0)
    : evaluated(CTCAE_5_CYTOPENIA, 0, ['normal']);
}

/** As the CIBMTR counts recovery. */
export const RECOVERY: Rule = { id: 'cibmtr-count-recovery', version: 1 };

export type Recovery =
  | { readonly state: 'recovered'; readonly day: number }
  | { readonly state: 'neverBelow' }
  | { readonly state: 'notRecovered' };

export interface DatedCount {
  readonly day: number;
  /** 10*9/L. */
  readonly value: number;
}

/** First of three counts in a row, on different days, of at least 0.5, after one below. Undefined without a count. */
export function neutrophilRecovery(counts: readonly DatedCount[]): Recovery | undefined {
  const lowest = byDay(counts);
  if (lowest.length === 0) return undefined;
  const first = lowest.findIndex(({ value }) => value < 0.5);
  if (first < 0) return { state: 'neverBelow' };
  for (let at = first + 1; at + 2 < lowest.length; at++)
    if (lowest.slice(at, at + 3).every(({ value }) => value >= 0.5))
      return { state: 'recovered', day: lowest[at]?.day as number };
  return { state: 'notRecovered' };
}

/** First day of a count of at least 20 after one below, with no transfusion of platelets on it or in the seven days before. */
export function plateletRecovery(counts: readonly DatedCount[], transfusions: readonly number[]): Recovery | undefined {
  const lowest = byDay(counts);
  if (lowest.length === 0) return undefined;
  const first = lowest.findIndex(({ value }) => value < 20);
  if (first < 0 && transfusions.length === 0) return { state: 'neverBelow' };
  const supported = (day: number): boolean => transfusions.some((given) => given <= day && day - given < 7);
  // From here on no count falls below again: a single good one after a transfusion is no recovery.
  const day = lowest.find(
    (count, index) =>
      index > first &&
      count.value >= 20 &&
      !supported(count.day) &&
      lowest.slice(index).every((later) => later.value >= 20 || later.day - count.day >= 7),
  )?.day;
  return day === undefined ? { state: 'notRecovered' } : { state: 'recovered', day };
}

function byDay(counts: readonly DatedCount[]): readonly DatedCount[] {
  const lowest = new Map<number, number>();
  for (const { day, value } of counts) lowest.set(day, Math.min(value, lowest.get(day) ?? Infinity));
  return [...lowest].map(([day, value]) => ({ day, value })).toSorted((left, right) => left.day - right.day);
}
