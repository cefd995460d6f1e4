// In: counts by day and cause of two or more groups. Out: Gray's test of equal cumulative incidence, also stratified. Refuses (throws) fewer than two groups.
import { atRiskFirst } from './day-counts.ts';
import { chiSquareTail } from './chi-square.ts';
import type { CompetingCounts } from './competing-counts.ts';
import { quadraticForm } from './quadratic-form.ts';

/** Score and covariance of one stratum. Terms of strata add up. */
export interface GrayTerms {
  /** Observed less expected events of the cause, weighted to the subdistribution's risk set; one a group. */
  readonly score: readonly number[];
  readonly variance: readonly (readonly number[])[];
}

export interface GrayTest extends GrayTerms {
  readonly degreesOfFreedom: number;
  /** Undefined when nothing can be compared. */
  readonly chiSquare?: number;
  readonly p?: number;
}

/** One day with events, as the two passes read it; one number a group. */
interface Step {
  /** Events of the cause, over all groups. */
  readonly events: number;
  /** Events of the other causes. */
  readonly others: readonly number[];
  readonly atRisk: readonly number[];
  /** Free of any event, before and after the day. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Pooled incidence after the day. */
  readonly pooled: number;
  /** Σ n / S(t−): the pooled risk set on the scale of the whole cohort. */
  readonly total: number;
  /** a_ik: how an event in group k moves the score of group i by itself. */
  readonly direct: readonly (readonly number[])[];
  /** c_ik up to and including this day: how it moves later expectations. */
  readonly carried: readonly (readonly number[])[];
}

/**
 * Gray, Annals of Statistics 1988;16:1141–54, with ρ = 0, as in R's cmprsk::cuminc. Someone with a competing event stays at risk
 * in the subdistribution: group i counts n_i (1 − F_i) / S_i. The covariance sums squared influences: of an event of the cause
 * under the pooled hazard, and of a competing event in its own group.
 */
export function grayTerms(groups: readonly CompetingCounts[], cause: number): GrayTerms {
  if (groups.length < 2) throw new RangeError("Gray's test compares at least two groups");
  const { steps, score } = walk(groups, cause);
  const numbers = groups.map((_, index) => index);
  const last = steps.at(-1)?.carried ?? [];
  const variance = numbers.map(() => numbers.map(() => 0));
  for (const step of steps) {
    for (const k of numbers) {
      const [atRisk, before, after] = [step.atRisk[k] as number, step.before[k] as number, step.after[k] as number];
      if (!(atRisk > 0)) continue;
      const remaining = numbers.map((i) => (last[i]?.[k] as number) - (step.carried[i]?.[k] as number));
      const stay = after > 0 ? (1 - step.pooled) / after : 0;
      if (step.events > 0) {
        const ties = step.events > 1 ? 1 - (step.events - 1) / (step.total * before - 1) : 1;
        const size = (ties * before * step.events) / (step.total * atRisk);
        const moved = after > 0 ? 1 - stay : 1;
        add(
          variance,
          numbers.map((i) => (step.direct[i]?.[k] as number) + moved * (remaining[i] as number)),
          size,
        );
      }
      const others = step.others[k] as number;
      if (others > 0 && after > 0) {
        const ties = others > 1 ? 1 - (others - 1) / (atRisk - 1) : 1;
        add(
          variance,
          remaining.map((value) => stay * value),
          (ties * before ** 2 * others) / atRisk ** 2,
        );
      }
    }
  }
  return { score, variance };
}

function add(variance: number[][], influence: readonly number[], size: number): void {
  for (const [i, line] of variance.entries())
    for (const j of line.keys())
      line[j] = (line[j] as number) + (influence[i] as number) * (influence[j] as number) * size;
}

function walk(groups: readonly CompetingCounts[], cause: number): { steps: Step[]; score: number[] } {
  const numbers = groups.map((_, index) => index);
  const length = Math.max(...groups.map(({ censored }) => censored.length));
  const atRisk = groups.map((group) => atRiskFirst({ ...group, events: group.censored }));
  const survival = groups.map(() => 1);
  const incidence = groups.map(() => 0);
  const score = groups.map(() => 0);
  let carried = numbers.map(() => numbers.map(() => 0));
  let pooled = 0;
  const steps: Step[] = [];
  for (let day = 0; day < length; day++) {
    const mine = groups.map(({ causes }) => causes[cause - 1]?.[day] ?? 0);
    const others = groups.map(({ causes }) =>
      causes.reduce((sum, events, index) => (index === cause - 1 ? sum : sum + (events[day] ?? 0)), 0),
    );
    const events = mine.reduce((sum, count) => sum + count, 0);
    if (events + others.reduce((sum, count) => sum + count, 0) > 0) {
      const before = [...survival];
      const scaled = numbers.map((i) =>
        (atRisk[i] as number) > 0 ? (atRisk[i] as number) / (before[i] as number) : 0,
      );
      const total = scaled.reduce((sum, value) => sum + value, 0);
      const subdistribution = scaled.map((value, i) => value * (1 - (incidence[i] as number)));
      const whole = subdistribution.reduce((sum, value) => sum + value, 0);
      const direct = numbers.map((i) =>
        numbers.map((k) => (scaled[i] as number) * ((i === k ? 1 : 0) - (scaled[k] as number) / total)),
      );
      carried = carried.map((line, i) =>
        line.map((value, k) => {
          const own = direct[i]?.[k] as number;
          // Alone at risk, a group moves nothing; and then the pooled incidence may be 1 already.
          return own === 0 ? value : value + (own * events) / (total * (1 - pooled));
        }),
      );
      for (const i of numbers) {
        if (!((atRisk[i] as number) > 0)) continue;
        score[i] = (score[i] as number) + (mine[i] as number) - (events * (subdistribution[i] as number)) / whole;
        const gone = (mine[i] as number) + (others[i] as number);
        incidence[i] = (incidence[i] as number) + ((before[i] as number) * (mine[i] as number)) / (atRisk[i] as number);
        survival[i] = ((before[i] as number) * ((atRisk[i] as number) - gone)) / (atRisk[i] as number);
      }
      pooled += events / total;
      steps.push({ events, others, atRisk: [...atRisk], before, after: [...survival], pooled, total, direct, carried });
    }
    for (const [i, group] of groups.entries())
      atRisk[i] =
        (atRisk[i] as number) +
        (group.entered?.[day] ?? 0) -
        (group.censored[day] ?? 0) -
        (mine[i] as number) -
        (others[i] as number);
  }
  return { steps, score };
}

/** The test over one stratum, or over several added up. All strata list the same groups in the same order. */
export function grayTest(...strata: readonly GrayTerms[]): GrayTest {
  const size = strata[0]?.score.length ?? 0;
  if (strata.some((stratum) => stratum.score.length !== size)) throw new RangeError('strata differ in their groups');
  const numbers = Array.from({ length: size }, (_, index) => index);
  const sum = (pick: (stratum: GrayTerms) => number): number => strata.reduce((total, one) => total + pick(one), 0);
  const score = numbers.map((i) => sum((one) => one.score[i] as number));
  const variance = numbers.map((i) => numbers.map((j) => sum((one) => one.variance[i]?.[j] as number)));
  // A group without anybody at risk carries no information and costs no degree of freedom.
  const compared = numbers.filter((i) => (variance[i]?.[i] as number) > 0).slice(0, -1);
  const terms = { score, variance, degreesOfFreedom: compared.length };
  // In tiny groups with ties the estimate of a variance can fall below 0: then there is no test.
  if (compared.length === 0 || numbers.some((i) => (variance[i]?.[i] as number) < 0)) return terms;
  const chiSquare = quadraticForm(
    compared.map((i) => score[i] as number),
    compared.map((i) => compared.map((j) => variance[i]?.[j] as number)),
  );
  return chiSquare === undefined ? terms : { ...terms, chiSquare, p: chiSquareTail(chiSquare, compared.length) };
}
