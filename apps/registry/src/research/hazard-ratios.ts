// In: strata of distinct patients. Out: Cox's model of one factor, the largest stratum as what the others are compared with: for disclosure control within a
// permit, and exact for a centre. Who has no value is censored on day 0, at risk at no event, so that no ratio changes.
import { bitmap, MISSING, type Selection } from '@longview/cohort';
import { exact, type Exact, type ModelRequest } from '@longview/disclosure';
import { type CoxFit, coxModel, type CoxWithout } from '@longview/outcomes';
import type { SurvivalColumn } from './question.ts';
import { foreignRows, type Stratum } from './strata.ts';

export interface Compared {
  readonly reference: string;
  /** In the order of the covariates. */
  readonly others: readonly Stratum[];
  readonly fit: CoxFit | CoxWithout;
}

const eventsOf = ({ frame, rows }: Selection, column: SurvivalColumn): number => {
  const { days, events } = frame.endpoints[column];
  return rows.reduce((sum, row) => sum + (days[row] === MISSING ? 0 : (events[row] as number)), 0);
};

export function compare(strata: readonly Stratum[], column: SurvivalColumn): Compared | undefined {
  // Of two of one size the first by its label, so that the choice is always the same.
  const reference = strata.toSorted((left, right) => right.all.rows.length - left.all.rows.length)[0];
  if (reference === undefined || strata.length < 2) return undefined;
  const others = strata.filter((stratum) => stratum !== reference);
  const members = [reference, ...others];
  const size = members.reduce((sum, { all }) => sum + all.rows.length, 0);
  const [days, events] = [new Int32Array(size), new Uint8Array(size)];
  const covariates = others.map(() => new Float64Array(size));
  let at = 0;
  members.forEach(({ all }, group) => {
    const { days: own, events: happened } = all.frame.endpoints[column];
    for (const row of all.rows) {
      const day = own[row] as number;
      days[at] = day === MISSING ? 0 : day;
      events[at] = day === MISSING ? 0 : (happened[row] as number);
      const covariate = covariates[group - 1];
      if (covariate) covariate[at] = 1;
      at++;
    }
  });
  return { reference: reference.label, others, fit: coxModel({ covariates, days, events }, 'efron') };
}

function together(strata: readonly Stratum[]): Selection {
  const { frame } = (strata[0] as Stratum).all;
  const rows = new Int32Array(strata.reduce((sum, { all }) => sum + all.rows.length, 0));
  let at = 0;
  for (const { all } of strata) {
    rows.set(all.rows, at);
    at += all.rows.length;
  }
  return { frame, rows };
}

/** D12 decides over it; of one stratum there is no model, which is refused as one that the data do not settle. */
export function modelOf(
  strata: readonly Stratum[],
  column: SurvivalColumn,
  own: Uint8Array | undefined,
): ModelRequest | undefined {
  const compared = compare(strata, column);
  if (compared === undefined) return undefined;
  const { reference, others, fit } = compared;
  const foreign = strata.map(({ all }) =>
    eventsOf(own === undefined ? all : { frame: all.frame, rows: foreignRows(all, own) }, column),
  );
  return {
    measure: 'model',
    fit,
    covariates: others.map(({ label }) => label),
    reference,
    patients: bitmap(together(strata)),
    foreignEvents: foreign.reduce((sum, events) => sum + events, 0),
    levels: strata.map((stratum, index) => ({
      label: stratum.label,
      patients: stratum.patients,
      events: Math.min(eventsOf(stratum.all, column), foreign[index] as number),
    })),
  };
}

export interface ExactRatios {
  readonly reference?: string;
  readonly n: number;
  readonly events: number;
  readonly state: 'fitted' | CoxWithout['state'];
  readonly ratios: readonly {
    readonly label: string;
    readonly hazardRatio: number;
    readonly lower: number;
    readonly upper: number;
    readonly p: number;
  }[];
}

export function exactRatios(strata: readonly Stratum[], column: SurvivalColumn): Exact<ExactRatios> {
  const compared = compare(strata, column);
  const size = strata.reduce((sum, { all }) => sum + all.rows.length, 0);
  if (compared === undefined) {
    const events = strata.reduce((sum, { all }) => sum + eventsOf(all, column), 0);
    return exact({ n: size, events, state: 'collinear', ratios: [] }, 'ownRows');
  }
  const { reference, others, fit } = compared;
  const ratios =
    fit.state === 'fitted'
      ? fit.covariates.map(({ hazardRatio, lower, upper, p }, index) => ({
          label: (others[index] as Stratum).label,
          hazardRatio,
          lower,
          upper,
          p,
        }))
      : [];
  return exact({ reference, n: fit.size, events: fit.events, state: fit.state, ratios }, 'ownRows');
}
