// In: neutrophil or platelet counts by day since infusion. Out: early and late grade of immune effector cell-associated haematotoxicity.
// No value gives no grade; a count with a comparator gives one only where every value that it may mean gives the same.
import { evaluated, type Graded, notEvaluable, type Rule } from './graded.ts';
import { type Measure, rangeOf } from './measure.ts';

/** Rejeski et al., Blood 2023;142:865–77, table 1; runs and interpolation as automated by Liang et al. */
export const ICAHT_EARLY: Rule = { id: 'icaht-early-eha-ebmt-2023', version: 1 };
export const ICAHT_LATE: Rule = { id: 'icaht-late-eha-ebmt-2023', version: 1 };
/** The analogue for platelets. */
export const T_ICAHT_EARLY: Rule = { id: 't-icaht-early', version: 1 };
export const T_ICAHT_LATE: Rule = { id: 't-icaht-late', version: 1 };

export type IcahtGrade = 0 | 1 | 2 | 3 | 4;

export interface Count {
  /** Whole days since infusion, day 0 the infusion. */
  readonly day: number;
  /** 10*9/L. */
  readonly value: Measure;
}

/** Days over which a straight line between two counts is believed. */
const BRIDGE = 7;
/** So many better days in between are no recovery. */
const PAUSE = 2;
/** Numbers of two decimals that should be equal. */
const ROUNDING = 1e-12;

const EARLY = [0, 30] as const;
const LATE = [31, 100] as const;

export const gradeIcahtEarly = (counts: readonly Count[]): Graded<IcahtGrade> =>
  overRanges(ICAHT_EARLY, within(counts, ...EARLY), (values) => {
    const low = longestRun(values, (value) => value <= 0.5 + ROUNDING);
    const deep = longestRun(values, (value) => value <= 0.1 + ROUNDING);
    // Low from the start to the last count that there is: never recovered.
    if (low.days > 0 && low.first <= 3 && low.last === Math.max(...values.keys())) return 4;
    const byLow = low.days >= 14 ? 3 : low.days >= 7 ? 2 : low.days > 0 ? 1 : 0;
    const byDeep = deep.days >= 14 ? 4 : deep.days >= 7 ? 3 : 0;
    return Math.max(byLow, byDeep) as IcahtGrade;
  });

/** @param until last day that counts: the day before progression, subsequent therapy or loss to follow-up. */
export const gradeIcahtLate = (counts: readonly Count[], until: number = LATE[1]): Graded<IcahtGrade> =>
  overRanges(ICAHT_LATE, within(counts, LATE[0], Math.min(until, LATE[1])), (_values, measured) => {
    const [nadir = NaN, second] = [...measured.values()].toSorted((left, right) => left - right);
    // One low count among others is transient.
    if (second !== undefined && second > 1.5 + ROUNDING) return 0;
    return ([0.1, 0.5, 1, 1.5] as const).reduce<number>(
      (grade, limit, index) => (grade === 0 && nadir <= limit + ROUNDING ? 4 - index : grade),
      0,
    ) as IcahtGrade;
  });

export const gradeThrombocytopeniaEarly = (counts: readonly Count[]): Graded<IcahtGrade> =>
  overRanges(T_ICAHT_EARLY, within(counts, ...EARLY), (values) => {
    const deep = longestRun(values, (value) => value < 20).days;
    const low = longestRun(values, (value) => value < 50).days;
    if (deep > 0) return deep >= 14 ? 4 : 3;
    return low >= 7 ? 2 : low > 0 ? 1 : 0;
  });

export const gradeThrombocytopeniaLate = (counts: readonly Count[], until: number = LATE[1]): Graded<IcahtGrade> =>
  overRanges(T_ICAHT_LATE, within(counts, LATE[0], Math.min(until, LATE[1])), (values, measured) => {
    const deep = longestRun(values, (value) => value < 20).days;
    if (deep > 0) return deep >= 14 ? 4 : 3;
    const nadir = Math.min(...measured.values());
    return nadir < 50 ? 2 : nadir < 100 ? 1 : 0;
  });

const within = (counts: readonly Count[], first: number, last: number): readonly Count[] =>
  counts.filter(({ day }) => day >= first && day <= last);

type ByDay = ReadonlyMap<number, number>;

/** Grades with every count as low as it may be, and as high: a lower count never gives a lower grade. */
function overRanges(
  rule: Rule,
  counts: readonly Count[],
  grade: (values: ByDay, measured: ByDay) => IcahtGrade,
): Graded<IcahtGrade> {
  if (counts.length === 0) return notEvaluable(rule, ['counts']);
  const [worst, best] = (['low', 'high'] as const).map((end) => {
    const measured = lowestOfDay(counts.map(({ day, value }) => [day, rangeOf(value)[end]] as const));
    return grade(interpolated(measured), measured);
  }) as [IcahtGrade, IcahtGrade];
  return worst === best
    ? evaluated(rule, worst, [`${counts.length} counts`])
    : notEvaluable(rule, ['counts without comparator'], best);
}

function lowestOfDay(counts: readonly (readonly [day: number, value: number])[]): ByDay {
  const lowest = new Map<number, number>();
  for (const [day, value] of counts) lowest.set(day, Math.min(value, lowest.get(day) ?? Infinity));
  return new Map([...lowest].toSorted(([left], [right]) => left - right));
}

/** A straight line between counts up to a week apart; nothing before the first, after the last or over a longer gap. */
function interpolated(measured: ByDay): ByDay {
  const values = new Map<number, number>();
  let before: readonly [day: number, value: number] | undefined;
  for (const [day, value] of measured) {
    if (before && day - before[0] <= BRIDGE)
      for (let between = before[0] + 1; between < day; between++) {
        const part = (between - before[0]) / (day - before[0]);
        // Two infinite ends, of `>10` and `>12`, would give no number.
        values.set(between, before[1] === value ? value : before[1] * (1 - part) + value * part);
      }
    values.set(day, value);
    before = [day, value];
  }
  return values;
}

interface Run {
  readonly days: number;
  readonly first: number;
  readonly last: number;
}

/** The longest stretch, pauses of up to two better days included: only three of them are a recovery. */
function longestRun(values: ByDay, holds: (value: number) => boolean): Run {
  let longest: Run = { days: 0, first: Infinity, last: -Infinity };
  let current: Run | undefined;
  for (const [day, value] of values) {
    if (!holds(value)) continue;
    // A day without any value in between is no better day: over it nothing is joined.
    const joined = current && day - current.last - 1 <= PAUSE && unbroken(values, current.last, day);
    const first = joined && current ? current.first : day;
    current = { first, last: day, days: day - first + 1 };
    if (current.days > longest.days) longest = current;
  }
  return longest;
}

function unbroken(values: ByDay, from: number, to: number): boolean {
  for (let day = from + 1; day < to; day++) if (!values.has(day)) return false;
  return true;
}
