// Our estimators against the stored answers of R's survival package on small made-up sets: ties, day 0, nobody, one subject.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { DayCounts } from './day-counts.ts';
import { countByDay, countByDayInGroups, reverse } from './day-counts.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import type { LimitScale } from './limits.ts';
import { limits } from './limits.ts';
import { logRankTerms, logRankTest } from './log-rank.ts';
import { medianSurvival } from './median.ts';
import { survivalAt } from './survival-at.ts';

type Numbers = readonly (number | null)[];
interface Band {
  readonly lower: Numbers;
  readonly upper: Numbers;
  readonly table: Numbers;
}
interface Fit {
  readonly days: Numbers;
  readonly atRisk: Numbers;
  readonly survival: Numbers;
  readonly standardError: Numbers;
  readonly log: Band;
  readonly logLog: Band;
}
interface Answers {
  readonly sets: readonly {
    readonly name: string;
    readonly days: readonly number[];
    readonly events: readonly number[];
    readonly groups: readonly number[];
    readonly strata: readonly number[];
    readonly fit: Fit;
    readonly reverse: Fit;
    readonly test: {
      readonly observed: Numbers;
      readonly expected: Numbers;
      readonly variance: Numbers;
      readonly chiSquare: number;
      readonly df: number;
      readonly p: number;
    } | null;
  }[];
}

const answers = JSON.parse(readFileSync(new URL('../vectors/r-survival.json', import.meta.url), 'utf8')) as Answers;

/** R's NA and our undefined or NaN are the same statement. */
function expectSame(own: ArrayLike<number | undefined>, theirs: Numbers): void {
  expect(own).toHaveLength(theirs.length);
  theirs.forEach((value, index) => {
    const computed = own[index];
    if (value === null) expect(computed === undefined || !Number.isFinite(computed)).toBe(true);
    else expect(Math.abs((computed ?? NaN) - value)).toBeLessThan(1e-9);
  });
}

function expectFit(counts: DayCounts, theirs: Fit): void {
  const curve = kaplanMeier(counts);
  expectSame(curve.days, theirs.days);
  expectSame(curve.atRisk, theirs.atRisk);
  expectSame(curve.survival, theirs.survival);
  for (const scale of ['log', 'logLog'] satisfies LimitScale[]) {
    const band = limits(curve, scale);
    expectSame(band.lower, theirs[scale].lower);
    expectSame(band.upper, theirs[scale].upper);
    const { median, lower, upper } = medianSurvival(curve, band);
    expectSame([median, lower, upper], theirs[scale].table);
    const points = [...curve.days].map((day) => survivalAt(curve, band, day));
    expectSame(
      points.map((point) => point?.standardError),
      theirs.standardError,
    );
    expectSame(
      points.map((point) => point?.atRisk),
      theirs.atRisk,
    );
  }
}

describe('R survival 3.5-3', () => {
  test.each(answers.sets)('$name', ({ days, events, groups, strata, fit, reverse: reversed, test: theirs }) => {
    const subjects = { days: Int32Array.from(days), events: Uint8Array.from(events) };
    expectFit(countByDay(subjects), fit);
    expectFit(reverse(countByDay(subjects)), reversed);
    if (theirs === null) return;
    const terms = [...new Set(strata)].map((stratum) => {
      const rows = Int32Array.from(days.keys()).filter((row) => strata[row] === stratum);
      return logRankTerms(countByDayInGroups({ ...subjects, rows }, Uint16Array.from(groups), Math.max(...groups) + 1));
    });
    const own = logRankTest(...terms);
    expectSame(own.observed, theirs.observed);
    expectSame(own.expected, theirs.expected);
    expectSame(own.variance.flat(), theirs.variance);
    expect(own.degreesOfFreedom).toBe(theirs.df);
    expect(own.chiSquare).toBeCloseTo(theirs.chiSquare, 9);
    // Relative, because the point of the upper tail is a p-value far below 1e-9.
    expect((own.p ?? NaN) / theirs.p).toBeCloseTo(1, 9);
  });
});
