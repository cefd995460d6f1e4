// In: covariates and follow-up. Out: the sums over risk sets that Cox's model is made of. Refuses (throws) columns of unequal length,
// values that are no numbers, days before 0 and spans that do not begin before they end.

/** How events on one day are ordered among themselves. */
export type Ties = 'efron' | 'breslow';

/** Columns of equal length, one entry a subject, or a span of a subject in which nothing changes. */
export interface CoxSubjects {
  readonly covariates: readonly Float64Array[];
  /** Whole days from time zero to the event, to censoring or to the end of the span. */
  readonly days: Int32Array;
  /** 1: the event ended it. */
  readonly events: Uint8Array;
  /** At risk from the day after; 0 or absent: from time zero. */
  readonly entries?: Int32Array;
  /** Each stratum has a hazard of its own. */
  readonly strata?: Uint16Array;
  readonly rows?: Int32Array;
}

export interface Derivatives {
  readonly logLikelihood: number;
  readonly score: readonly number[];
  readonly information: readonly (readonly number[])[];
}

interface OverTime {
  /** Σ (x − mean) g over the events. */
  readonly score: readonly number[];
  readonly information: readonly (readonly number[])[];
  /** Σ V g and Σ V g². */
  readonly cross: readonly (readonly number[])[];
  readonly square: readonly (readonly number[])[];
}

type Visit = (day: number, events: number, excess: Float64Array, spread: Float64Array) => void;

export class RiskSets {
  readonly size: number;
  readonly events: number;
  /** Centred, which changes no ratio and keeps the exponentials small. */
  readonly covariates: readonly Float64Array[];
  /** Of each covariate, over all rows: what an event could at most tell about it. */
  readonly variances: readonly number[];
  readonly #days: Int32Array;
  readonly #events: Uint8Array;
  readonly #entries: Int32Array | undefined;
  /** Rows of each stratum by day, the latest first; and by entry, the latest first. */
  readonly #strata: readonly { readonly byDay: Int32Array; readonly byEntry: Int32Array }[];

  constructor({ covariates, days, events, entries, strata, rows }: CoxSubjects) {
    const all = rows ?? Int32Array.from(days.keys());
    for (const column of [...covariates, events, entries, strata])
      if (column && column.length !== days.length) throw new RangeError('columns differ in length');
    for (const row of all) {
      if (!((days[row] as number) >= 0)) throw new RangeError('days must not lie before 0');
      const entry = entries?.[row] ?? 0;
      if (entry < 0 || (entry > 0 && entry >= (days[row] as number)))
        throw new RangeError('a span must begin before it ends');
      if (covariates.some((column) => !Number.isFinite(column[row]))) throw new RangeError('a covariate is no number');
    }
    this.size = all.length;
    this.events = all.reduce((total, row) => total + (events[row] as number), 0);
    this.covariates = covariates.map((column) => {
      const mean = all.reduce((total, row) => total + (column[row] as number), 0) / Math.max(1, all.length);
      return column.map((value) => value - mean);
    });
    this.variances = this.covariates.map(
      (column) => all.reduce((total, row) => total + (column[row] as number) ** 2, 0) / Math.max(1, all.length),
    );
    [this.#days, this.#events, this.#entries] = [days, events, entries];
    const groups = new Map<number, number[]>();
    for (const row of all) {
      const stratum = strata?.[row] ?? 0;
      const group = groups.get(stratum);
      if (group) group.push(row);
      else groups.set(stratum, [row]);
    }
    const latestFirst = (group: readonly number[], column: Int32Array): Int32Array =>
      Int32Array.from(group.toSorted((left, right) => (column[right] as number) - (column[left] as number)));
    this.#strata = [...groups.values()].map((group) => ({
      byDay: latestFirst(group, days),
      byEntry: entries ? latestFirst(group, entries) : new Int32Array(0),
    }));
  }

  /** Partial log-likelihood with its first and second derivatives at these coefficients. O(rows x covariates²). */
  derivatives(beta: readonly number[], ties: Ties): Derivatives {
    const size = beta.length;
    const score = new Float64Array(size);
    const information = new Float64Array(size * size);
    const logLikelihood = this.#sweep(beta, ties, (_day, _events, excess, spread) => {
      for (let i = 0; i < size; i++) score[i] = (score[i] as number) + (excess[i] as number);
      for (let i = 0; i < size * size; i++) information[i] = (information[i] as number) + (spread[i] as number);
    });
    return { logLikelihood, score: [...score], information: squared(information, size) };
  }

  /** What the coefficients' change over time is tested on; time on the scale 1 − S(t−) of all rows, centred at its mean over the events. */
  overTime(beta: readonly number[], ties: Ties): OverTime {
    const scale = this.#kaplanMeierScale();
    const size = beta.length;
    const score = new Float64Array(size);
    const [information, cross, square] = [0, 1, 2].map(() => new Float64Array(size * size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    this.#sweep(beta, ties, (day, _events, excess, spread) => {
      const at = scale.get(day) as number;
      for (let i = 0; i < size; i++) score[i] = (score[i] as number) + at * (excess[i] as number);
      for (let i = 0; i < size * size; i++) {
        const value = spread[i] as number;
        information[i] = (information[i] as number) + value;
        cross[i] = (cross[i] as number) + at * value;
        square[i] = (square[i] as number) + at * at * value;
      }
    });
    return {
      score: [...score],
      information: squared(information, size),
      cross: squared(cross, size),
      square: squared(square, size),
    };
  }

  /** Visits each day with events of each stratum, from the last to the first. @returns the partial log-likelihood. */
  #sweep(beta: readonly number[], ties: Ties, visit: Visit): number {
    const size = beta.length;
    const excess = new Float64Array(size);
    const spread = new Float64Array(size * size);
    const risk = new Moments(size);
    const dying = new Moments(size);
    const sum = new Float64Array(size);
    let logLikelihood = 0;
    for (const { byDay, byEntry } of this.#strata) {
      risk.clear();
      let [next, gone] = [0, 0];
      while (next < byDay.length) {
        const day = this.#days[byDay[next] as number] as number;
        let events = 0;
        dying.clear();
        sum.fill(0);
        for (; next < byDay.length && this.#days[byDay[next] as number] === day; next++) {
          const row = byDay[next] as number;
          const [weight, predictor] = this.#weight(row, beta);
          risk.add(this.covariates, row, weight, 1);
          if (this.#events[row] !== 1) continue;
          events++;
          logLikelihood += predictor;
          dying.add(this.covariates, row, weight, 1);
          for (let i = 0; i < size; i++) sum[i] = (sum[i] as number) + (this.covariates[i]?.[row] as number);
        }
        if (this.#entries)
          // Who came under observation on this day or later was not at risk on it. An entry of 0 is from the beginning.
          for (; gone < byEntry.length; gone++) {
            const row = byEntry[gone] as number;
            const entry = this.#entries[row] as number;
            if (entry === 0 || entry < day) break;
            risk.add(this.covariates, row, this.#weight(row, beta)[0], -1);
          }
        if (events === 0) continue;
        excess.set(sum);
        spread.fill(0);
        for (let earlier = 0; earlier < events; earlier++) {
          // Efron: of those who die on one day each has been, on average, partly gone when the next dies.
          const share = ties === 'efron' ? earlier / events : 0;
          logLikelihood -= Math.log(risk.total - share * dying.total);
          risk.take(dying, share, excess, spread);
        }
        visit(day, events, excess, spread);
      }
    }
    return logLikelihood;
  }

  #weight(row: number, beta: readonly number[]): readonly [weight: number, predictor: number] {
    let predictor = 0;
    for (let i = 0; i < beta.length; i++) predictor += (beta[i] as number) * (this.covariates[i]?.[row] as number);
    return [Math.exp(predictor), predictor];
  }

  #kaplanMeierScale(): ReadonlyMap<number, number> {
    const rows = this.#strata.flatMap(({ byDay }) => [...byDay]);
    const days = rows.map((row) => this.#days[row] as number);
    const entries = rows.map((row) => this.#entries?.[row] ?? 0).toSorted((left, right) => left - right);
    const exits = days.toSorted((left, right) => left - right);
    const events = new Map<number, number>();
    for (const row of rows) {
      const day = this.#days[row] as number;
      if (this.#events[row] === 1) events.set(day, (events.get(day) ?? 0) + 1);
    }
    const scale = new Map<number, number>();
    let [survival, entered, left] = [1, 0, 0];
    for (const day of [...events.keys()].toSorted((one, other) => one - other)) {
      while (entered < entries.length && ((entries[entered] as number) < day || entries[entered] === 0)) entered++;
      while (left < exits.length && (exits[left] as number) < day) left++;
      const atRisk = entered - left;
      scale.set(day, 1 - survival);
      survival *= (atRisk - (events.get(day) as number)) / atRisk;
    }
    let total = 0;
    for (const [day, value] of scale) total += value * (events.get(day) as number);
    const mean = total / Math.max(1, this.events);
    return new Map([...scale].map(([day, value]) => [day, value - mean]));
  }
}

/** Σ w, Σ w x and Σ w x xᵀ over a set. */
class Moments {
  total = 0;
  readonly first: Float64Array;
  readonly second: Float64Array;

  constructor(readonly size: number) {
    this.first = new Float64Array(size);
    this.second = new Float64Array(size * size);
  }

  clear(): void {
    this.total = 0;
    this.first.fill(0);
    this.second.fill(0);
  }

  add(covariates: readonly Float64Array[], row: number, weight: number, sign: 1 | -1): void {
    this.total += sign * weight;
    for (let i = 0; i < this.size; i++) {
      const value = sign * weight * (covariates[i]?.[row] as number);
      this.first[i] = (this.first[i] as number) + value;
      for (let j = 0; j <= i; j++)
        this.second[i * this.size + j] =
          (this.second[i * this.size + j] as number) + value * (covariates[j]?.[row] as number);
    }
  }

  /** Takes the mean of this set less a share of another from `excess`, and adds its covariance to `spread`. */
  take(other: Moments, share: number, excess: Float64Array, spread: Float64Array): void {
    const total = this.total - share * other.total;
    const { size } = this;
    for (let i = 0; i < size; i++) {
      const mean = ((this.first[i] as number) - share * (other.first[i] as number)) / total;
      excess[i] = (excess[i] as number) - mean;
      for (let j = 0; j <= i; j++) {
        const cell = i * size + j;
        const beside = ((this.first[j] as number) - share * (other.first[j] as number)) / total;
        const value = ((this.second[cell] as number) - share * (other.second[cell] as number)) / total - mean * beside;
        spread[cell] = (spread[cell] as number) + value;
        if (i !== j) spread[j * size + i] = (spread[j * size + i] as number) + value;
      }
    }
  }
}

const squared = (cells: Float64Array, size: number): number[][] =>
  Array.from({ length: size }, (_, row) => [...cells.subarray(row * size, (row + 1) * size)]);
