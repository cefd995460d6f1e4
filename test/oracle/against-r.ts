// In: a data set and what R said of it. Out: each figure that differs, with both values; and how many were compared. NaN, NA and absent say the same.
import {
  aalenJohansen,
  coxModel,
  countByDay,
  countByDayInGroups,
  countCauses,
  countCausesInGroups,
  type CoxSubjects,
  type DayCounts,
  grayTerms,
  grayTest,
  kaplanMeier,
  limits,
  logRankTerms,
  logRankTest,
  medianSurvival,
  proportionalHazardsTest,
  type Subjects,
  type Ties,
} from '@longview/outcomes';
import type { RandomSet } from './random-sets.ts';

type Numbers = readonly (number | null)[];
interface Band {
  readonly lower: Numbers;
  readonly upper: Numbers;
  readonly table: Numbers;
}
interface Cox {
  /** R itself doubts: it did not converge, or a coefficient may be infinite. */
  readonly warned: boolean;
  readonly coefficients: Numbers;
  readonly errors: Numbers;
  readonly logLikelihood: Numbers;
  readonly score: Numbers;
  readonly wald: Numbers;
  readonly zph: Numbers | null;
}
interface Causes {
  readonly one: Numbers | null;
  readonly two: Numbers | null;
}
/** One line of what `libs/outcomes/vectors/r-models.R` prints. */
export interface Answer {
  readonly set: number;
  readonly curve: {
    readonly days: Numbers;
    readonly atRisk: Numbers;
    readonly survival: Numbers;
    readonly log: Band;
    readonly logLog: Band;
  };
  readonly efron: Cox | null;
  readonly breslow: Cox | null;
  readonly stratified: Cox | null;
  readonly logRank: Numbers | null;
  readonly stratifiedLogRank: Numbers | null;
  readonly incidence:
    | ({ readonly days: Numbers } & Readonly<
        Record<'one' | 'two', { readonly estimate: Numbers; readonly variance: Numbers } | null>
      >)
    | null;
  readonly gray: Causes | null;
  readonly stratifiedGray: Causes | null;
}

export interface Difference {
  readonly set: number;
  readonly what: string;
  readonly ours: number;
  readonly theirs: number;
}

export interface Comparison {
  readonly compared: number;
  readonly largest: number;
  readonly differences: readonly Difference[];
}

/** Absolute below 1, relative above: a log-likelihood of −300 has no digit at 1e-9. */
export const TOLERANCE = 1e-9;

export function againstR(set: RandomSet, answer: Answer): Comparison {
  const differences: Difference[] = [];
  let [compared, largest] = [0, 0];
  const same = (
    what: string,
    ours: number | undefined,
    theirs: number | null | undefined,
    within = TOLERANCE,
  ): void => {
    const [left, right] = [ours ?? NaN, theirs ?? NaN];
    compared++;
    const absent = !Number.isFinite(left) && !Number.isFinite(right);
    const difference = absent ? 0 : Math.abs(left - right) / Math.max(1, Math.abs(right));
    if (!(difference <= within)) differences.push({ set: set.set, what, ours: left, theirs: right });
    else if (within === TOLERANCE) largest = Math.max(largest, difference);
  };
  const all = (what: string, ours: ArrayLike<number | undefined>, theirs: Numbers, within = TOLERANCE): void => {
    same(`${what}: how many`, ours.length, theirs.length);
    theirs.forEach((value, index) => same(`${what}[${index}]`, ours[index], value, within));
  };

  const days = Int32Array.from(set.days);
  const late = set.entries.some((entry) => entry > 0);
  const entries = late ? { entries: Int32Array.from(set.entries) } : {};
  const causes: Subjects = { days, events: Uint8Array.from(set.events), ...entries };
  const subjects: Subjects = { ...causes, events: Uint8Array.from(set.events, (event) => Math.min(1, event)) };

  const curve = kaplanMeier(countByDay(subjects));
  all('days', curve.days, answer.curve.days);
  all('at risk', curve.atRisk, answer.curve.atRisk);
  all('survival', curve.survival, answer.curve.survival);
  for (const scale of ['log', 'logLog'] as const) {
    const band = limits(curve, scale);
    const { median, lower, upper } = medianSurvival(curve, band);
    all(`${scale} lower`, band.lower, answer.curve[scale].lower);
    all(`${scale} upper`, band.upper, answer.curve[scale].upper);
    all(`${scale} median`, [median, lower, upper], answer.curve[scale].table);
  }

  const covariates = set.covariates.map((column) => Float64Array.from(column));
  const cox: CoxSubjects = { covariates, ...subjects };
  const stratified: CoxSubjects = { ...cox, strata: Uint16Array.from(set.strata) };
  for (const [what, data, ties, theirs] of [
    ['efron', cox, 'efron', answer.efron],
    ['breslow', cox, 'breslow', answer.breslow],
    ['stratified', stratified, 'efron', answer.stratified],
  ] as const satisfies readonly (readonly [string, CoxSubjects, Ties, Cox | null])[]) {
    if (!theirs) continue;
    const ours = coxModel(data, ties);
    // Where R doubts its own figure or has none, we give none: a ratio without bound is no figure.
    const settled = !theirs.warned && theirs.coefficients.every((value) => value !== null);
    same(`${what} is a figure`, ours.state === 'fitted' ? 1 : 0, settled ? 1 : 0);
    if (ours.state !== 'fitted' || !settled) continue;
    all(
      `${what} coefficients`,
      ours.covariates.map(({ coefficient }) => coefficient),
      theirs.coefficients,
    );
    all(
      `${what} errors`,
      ours.covariates.map(({ standardError }) => standardError),
      theirs.errors,
    );
    all(`${what} log-likelihood`, ours.logLikelihood, theirs.logLikelihood);
    same(`${what} score`, ours.score.chiSquare, theirs.score[0]);
    same(`${what} Wald`, ours.wald.chiSquare, theirs.wald[0]);
    const changing = proportionalHazardsTest(data, ours);
    if (theirs.zph && changing)
      all(
        `${what} proportional hazards`,
        [...changing.covariates, changing.all].map(({ chiSquare }) => chiSquare),
        theirs.zph,
      );
  }

  const groupCount = Math.max(...set.groups) + 1;
  const groups = Uint16Array.from(set.groups);
  const strataRows = [...new Set(set.strata)]
    .toSorted((left, right) => left - right)
    .map((stratum) => Int32Array.from(days.keys()).filter((row) => set.strata[row] === stratum));
  const present = (counts: readonly { readonly size: number }[]): boolean => counts.some(({ size }) => size > 0);
  if (answer.logRank) {
    const test = logRankTest(logRankTerms(countByDayInGroups(subjects, groups, groupCount)));
    // R prints 0 on 0 degrees where there is nothing to compare.
    same('log-rank', test.chiSquare ?? (answer.logRank[0] === 0 ? 0 : undefined), answer.logRank[0]);
    same('log-rank degrees', test.degreesOfFreedom, answer.logRank[1]);
  }
  if (answer.stratifiedLogRank) {
    const terms = strataRows
      .map((rows) => countByDayInGroups({ ...subjects, rows }, groups, groupCount))
      .filter(present)
      .map((counts: readonly DayCounts[]) => logRankTerms(counts));
    const test = logRankTest(...terms);
    same(
      'stratified log-rank',
      test.chiSquare ?? (answer.stratifiedLogRank[0] === 0 ? 0 : undefined),
      answer.stratifiedLogRank[0],
    );
  }
  if (answer.incidence) {
    const curves = aalenJohansen(countCauses(causes, 2));
    all('incidence days', curves.days, answer.incidence.days);
    for (const [index, name] of (['one', 'two'] as const).entries()) {
      const theirs = answer.incidence[name];
      if (!theirs) continue;
      all(`incidence of ${name}`, curves.incidence[index] as Float64Array, theirs.estimate);
      all(`variance of ${name}`, curves.variance[index] as Float64Array, theirs.variance);
    }
  }
  for (const [what, theirs, parts] of [
    ['Gray', answer.gray, [undefined]],
    ['stratified Gray', answer.stratifiedGray, strataRows],
  ] as const) {
    if (!theirs) continue;
    for (const [index, name] of (['one', 'two'] as const).entries()) {
      const own = theirs[name];
      // R says −1, or a negative statistic, where there is no test.
      if (!own || (own[0] ?? -1) < 0) continue;
      const terms = parts.map((rows) =>
        grayTerms(countCausesInGroups({ ...causes, ...(rows && { rows }) }, 2, groups, groupCount), index + 1),
      );
      const test = grayTest(...terms);
      same(`${what} of ${name}`, test.chiSquare, own[0]);
    }
  }
  return { compared, largest, differences };
}
