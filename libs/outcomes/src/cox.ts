// In: covariates and follow-up of subjects. Out: Cox's proportional hazards model with its tests, or why there is no estimate.
// Refuses (throws) columns of unequal length and values that are no numbers; what the data cannot settle comes back as a state.
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { chiSquareTail } from './chi-square.ts';
import { RiskSets } from './cox-risk-sets.ts';
import type { CoxSubjects, Ties } from './cox-risk-sets.ts';
import { Z_95 } from './limits.ts';

export interface HazardRatio {
  /** Natural logarithm of the hazard ratio for one unit more of the covariate. */
  readonly coefficient: number;
  readonly standardError: number;
  readonly hazardRatio: number;
  /** Wald's 95 % interval. */
  readonly lower: number;
  readonly upper: number;
  readonly z: number;
  readonly p: number;
}

export interface ChiSquareTest {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

export interface CoxFit {
  readonly state: 'fitted';
  readonly ties: Ties;
  readonly size: number;
  readonly events: number;
  readonly covariates: readonly HazardRatio[];
  readonly covariance: readonly (readonly number[])[];
  /** Partial log-likelihood without covariates, and with them. */
  readonly logLikelihood: readonly [none: number, fitted: number];
  readonly likelihoodRatio: ChiSquareTest;
  readonly wald: ChiSquareTest;
  readonly score: ChiSquareTest;
  readonly iterations: number;
}

/**
 * `noEvents`: nothing happened. `collinear`: the covariates do not differ from each other, or not within the risk sets.
 * `infinite`: an outcome is separated by a covariate, so that the best ratio is 0 or without bound: there is no figure to report.
 */
export interface CoxWithout {
  readonly state: 'noEvents' | 'collinear' | 'infinite';
  readonly ties: Ties;
  readonly size: number;
  readonly events: number;
}

const MOST_ITERATIONS = 50;
/** R's tolerance of a pivot: a covariate that the others explain to this share carries nothing of its own. */
const COLLINEAR = Number.EPSILON ** 0.75;

/**
 * Cox 1972; ties after Efron 1977 (R's default) or Breslow 1974, and an answer always names which. Strata have hazards of their
 * own, and `entries` make delayed entry and covariates that change in time: one row a span of a subject (start, stop].
 * Newton-Raphson from 0, until a step changes no coefficient by more than 1e-12 of itself.
 */
export function coxModel(subjects: CoxSubjects, ties: Ties): CoxFit | CoxWithout {
  const sets = new RiskSets(subjects);
  const { size, events } = sets;
  const none = { ties, size, events };
  if (events === 0) return { state: 'noEvents', ...none };
  let beta = sets.covariates.map(() => 0);
  const first = sets.derivatives(beta, ties);
  // Where nobody differs in any risk set only rounding is left of the information.
  const start = factorise(
    first.information,
    first.information.map((line, index) =>
      Math.max(line[index] as number, events * (sets.variances[index] as number) * 1e-3),
    ),
  );
  if (!start) return { state: 'collinear', ...none };
  const score = product(first.score, solveWith(start, first.score));
  let [at, factor, iterations] = [first, start, 0];
  for (let settled = false; !settled; iterations++) {
    if (iterations === MOST_ITERATIONS) return { state: 'infinite', ...none };
    const step = solveWith(factor, at.score);
    let [next, share] = [sets.derivatives(plus(beta, step, 1), ties), 1];
    // Too far: the likelihood fell. It is concave, so half of the way is better, or a half of that.
    while (!(next.logLikelihood >= at.logLikelihood - 1e-9 * Math.abs(at.logLikelihood)) && share > 1e-6)
      next = sets.derivatives(plus(beta, step, (share /= 2)), ties);
    beta = plus(beta, step, share);
    // Once a ratio runs away nothing is left of what the events told about it at the start.
    const factored = factorise(
      next.information,
      first.information.map((line, index) => line[index] as number),
    );
    if (!factored) return { state: 'infinite', ...none };
    settled =
      share === 1 && step.every((change, index) => Math.abs(change) <= 1e-12 * (1 + Math.abs(beta[index] ?? 0)));
    [at, factor] = [next, factored];
  }
  const covariance = factor.solve(Matrix.eye(beta.length)).to2DArray();
  const covariates = beta.map((coefficient, index) =>
    hazardRatio(coefficient, Math.sqrt(covariance[index]?.[index] as number)),
  );
  return {
    state: 'fitted',
    ...none,
    covariates,
    covariance,
    logLikelihood: [first.logLikelihood, at.logLikelihood],
    likelihoodRatio: test(2 * (at.logLikelihood - first.logLikelihood), beta.length),
    wald: test(product(beta, multiply(at.information, beta)), beta.length),
    score: test(score, beta.length),
    iterations,
  };
}

export interface ProportionalHazardsTest {
  /** One a covariate: does its ratio change with time? */
  readonly covariates: readonly ChiSquareTest[];
  readonly all: ChiSquareTest;
}

/**
 * Score test of Grambsch & Therneau 1994 for coefficients β + θ·g(t), g the Kaplan-Meier scale of time, as in R's cox.zph of
 * survival 3. Undefined where the time of the events carries nothing to test on.
 */
export function proportionalHazardsTest(subjects: CoxSubjects, fit: CoxFit): ProportionalHazardsTest | undefined {
  const sets = new RiskSets(subjects);
  const beta = fit.covariates.map(({ coefficient }) => coefficient);
  const { score, cross, square, information } = sets.overTime(beta, fit.ties);
  const numbers = beta.map((_, index) => index);
  const testOf = (own: readonly number[]): ChiSquareTest | undefined => {
    // The information about θ that the coefficients do not take: I_θθ − I_θβ I_ββ⁻¹ I_βθ.
    const among = Matrix.zeros(own.length, own.length);
    const inner = factorise(information);
    if (!inner) return undefined;
    for (const [row, i] of own.entries()) {
      const explained = solveWith(inner, cross[i] as readonly number[]);
      for (const [column, j] of own.entries()) {
        const value = (square[i]?.[j] as number) - product(explained, cross[j] as readonly number[]);
        // Symmetric but for rounding, which the factorisation does not forgive.
        if (column <= row) among.set(row, column, value).set(column, row, value);
      }
    }
    const factor = factorise(
      among.to2DArray(),
      own.map((i) => square[i]?.[i] as number),
    );
    if (!factor) return undefined;
    const part = own.map((i) => score[i] as number);
    return test(product(part, solveWith(factor, part)), own.length);
  };
  const covariates = numbers.flatMap((index) => testOf([index]) ?? []);
  const all = testOf(numbers);
  return all && covariates.length === numbers.length ? { covariates, all } : undefined;
}

function hazardRatio(coefficient: number, standardError: number): HazardRatio {
  const z = coefficient / standardError;
  return {
    coefficient,
    standardError,
    hazardRatio: Math.exp(coefficient),
    lower: Math.exp(coefficient - Z_95 * standardError),
    upper: Math.exp(coefficient + Z_95 * standardError),
    z,
    p: chiSquareTail(z * z, 1),
  };
}

const test = (chiSquare: number, degreesOfFreedom: number): ChiSquareTest => ({
  chiSquare,
  degreesOfFreedom,
  p: chiSquareTail(chiSquare, degreesOfFreedom),
});

/** Undefined when the matrix is not positive definite, measured against its own diagonal or the one given. */
function factorise(
  information: readonly (readonly number[])[],
  scale: readonly number[] = information.map((line, index) => line[index] as number),
): CholeskyDecomposition | undefined {
  if (information.some((line) => line.some((value) => !Number.isFinite(value)))) return undefined;
  const factor = new CholeskyDecomposition(new Matrix(information.map((line) => [...line])));
  const lower = factor.lowerTriangularMatrix;
  const weak = scale.some((value, index) => !(value > 0 && lower.get(index, index) ** 2 > COLLINEAR * value));
  return weak || !factor.isPositiveDefinite() ? undefined : factor;
}

const solveWith = (factor: CholeskyDecomposition, vector: readonly number[]): number[] =>
  factor.solve(Matrix.columnVector([...vector])).to1DArray();
const plus = (left: readonly number[], right: readonly number[], share: number): number[] =>
  left.map((value, index) => value + share * (right[index] as number));
const product = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((total, value, index) => total + value * (right[index] as number), 0);
const multiply = (matrix: readonly (readonly number[])[], vector: readonly number[]): number[] =>
  matrix.map((line) => product(line, vector));
