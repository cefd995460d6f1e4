// In: counts by day of two or more groups. Out: the log-rank test, also stratified. Refuses (throws) fewer than two groups.
import { chiSquareTail } from './chi-square.ts';
import { atRiskFirst } from './day-counts.ts';
import type { DayCounts } from './day-counts.ts';
import { quadraticForm } from './quadratic-form.ts';

/** Observed, expected and variance of one stratum. Terms of strata (or of hospitals) add up: that is the stratified test. */
export interface LogRankTerms {
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  /** Hypergeometric covariance of O − E, groups x groups. */
  readonly variance: readonly (readonly number[])[];
}

export interface LogRankTest extends LogRankTerms {
  readonly degreesOfFreedom: number;
  /** Undefined when nothing can be compared: no events while two groups were at risk, or no variance. */
  readonly chiSquare?: number;
  readonly p?: number;
}

/** Mantel 1966; variance as in Peto & Peto 1972 and R's survival::survdiff(rho = 0). */
export function logRankTerms(groups: readonly DayCounts[]): LogRankTerms {
  if (groups.length < 2) throw new RangeError('a log-rank test compares at least two groups');
  const size = groups.length;
  const observed = new Float64Array(size);
  const expected = new Float64Array(size);
  const variance = Array.from({ length: size }, () => new Float64Array(size));
  const atRisk = Float64Array.from(groups, atRiskFirst);
  const length = Math.max(...groups.map((group) => group.events.length));
  for (let day = 0; day < length; day++) {
    let [events, total] = [0, 0];
    for (let group = 0; group < size; group++) {
      const own = groups[group]?.events[day] ?? 0;
      observed[group] = (observed[group] as number) + own;
      events += own;
      total += atRisk[group] as number;
    }
    if (events > 0) {
      const spread = total > 1 ? (events * (total - events)) / (total - 1) : 0;
      for (let row = 0; row < size; row++) {
        const share = (atRisk[row] as number) / total;
        expected[row] = (expected[row] as number) + events * share;
        const line = variance[row] as Float64Array;
        for (let column = 0; column < size; column++) {
          const other = (atRisk[column] as number) / total;
          line[column] = (line[column] as number) + spread * share * ((row === column ? 1 : 0) - other);
        }
      }
    }
    for (let group = 0; group < size; group++)
      atRisk[group] =
        (atRisk[group] as number) +
        (groups[group]?.entered?.[day] ?? 0) -
        (groups[group]?.events[day] ?? 0) -
        (groups[group]?.censored[day] ?? 0);
  }
  return { observed: [...observed], expected: [...expected], variance: variance.map((line) => [...line]) };
}

/** The test over one stratum, or over several added up. All strata list the same groups in the same order. */
export function logRankTest(...strata: readonly LogRankTerms[]): LogRankTest {
  const size = strata[0]?.observed.length ?? 0;
  if (strata.some((stratum) => stratum.observed.length !== size)) throw new RangeError('strata differ in their groups');
  const add = (pick: (stratum: LogRankTerms) => number): number => strata.reduce((total, one) => total + pick(one), 0);
  const numbers = Array.from({ length: size }, (_, index) => index);
  const observed = numbers.map((group) => add((stratum) => stratum.observed[group] as number));
  const expected = numbers.map((group) => add((stratum) => stratum.expected[group] as number));
  const variance = numbers.map((row) => numbers.map((column) => add((one) => one.variance[row]?.[column] as number)));
  // A group that was never at risk at an event time carries no information and costs no degree of freedom (as survdiff).
  const [, ...compared] = numbers.filter((group) => (expected[group] as number) > 0);
  const degreesOfFreedom = Math.max(0, compared.length);
  const terms = { observed, expected, variance, degreesOfFreedom };
  if (degreesOfFreedom === 0) return terms;
  const excess = compared.map((group) => (observed[group] as number) - (expected[group] as number));
  const chiSquare = quadraticForm(
    excess,
    compared.map((row) => compared.map((column) => variance[row]?.[column] as number)),
  );
  if (chiSquare === undefined) return terms;
  return { ...terms, chiSquare, p: chiSquareTail(chiSquare, degreesOfFreedom) };
}
