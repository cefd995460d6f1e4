// D12. In: a fitted proportional hazards model with the patients behind each level of its factors. Out: ratios and limits to three digits, and a p
// to two. Refuses a model with few events a parameter, a level with few patients or events, and one that the data do not settle.
import type { CoxFit, CoxWithout } from '@longview/outcomes';
import { sizeOf, union, without } from '../bitmap.ts';
import type { DisclosureContext, Rules } from '../context.ts';
import { views } from '../context.ts';
import { thresholdOf } from '../rules/d2-threshold.ts';
import { modelLargeEnough, threeDigits } from '../rules/d12-models.ts';
import type { Drafted } from './draft.ts';

export interface ModelRequest {
  readonly measure: 'model';
  readonly fit: CoxFit | CoxWithout;
  /** Names of the covariates, in the order of the fit. */
  readonly covariates: readonly string[];
  /** Of one factor: the level that the others are compared with. */
  readonly reference?: string;
  /** The patients in the model, and how many events are left without the asker's own. */
  readonly patients: Uint8Array;
  readonly foreignEvents?: number;
  /** Each level of each factor, the reference level too, with the events in it. */
  readonly levels: readonly { readonly label: string; readonly patients: Uint8Array; readonly events: number }[];
}

export interface ModelAnswer {
  readonly measure: 'model';
  readonly ties: string;
  readonly reference?: string;
  readonly ratios: readonly {
    readonly covariate: string;
    readonly hazardRatio: number;
    readonly lower: number;
    readonly upper: number;
    /** Two decimals; 0.01 with `below` stands for anything smaller. */
    readonly p: number;
    readonly below: boolean;
  }[];
  readonly protection: {
    readonly rule: 'D12';
    readonly k: number;
    /** The largest share by which a shown ratio differs from the exact one. */
    readonly largestShift: number;
  };
}

export function draftModel(
  { fit, covariates, reference, patients, foreignEvents, levels }: ModelRequest,
  context: DisclosureContext,
  rules: Rules,
): Drafted<ModelAnswer> | undefined {
  const k = thresholdOf(context.audience);
  if (sizeOf(patients) !== fit.size) throw new RangeError('the model does not count distinct patients');
  if (levels.some((level) => sizeOf(without(level.patients, patients)) > 0))
    throw new RangeError('a level reaches beyond its model');
  if (context.own !== undefined && foreignEvents === undefined && sizeOf(without(patients, context.own)) < fit.size)
    throw new RangeError('the model lacks its events without own rows');
  if (fit.state !== 'fitted') return undefined;
  const parameters = fit.covariates.length;
  if (rules.model) {
    const events = Math.min(fit.events, (rules.own ? foreignEvents : undefined) ?? fit.events);
    const enough = views(patients, context, rules).every((seen) =>
      modelLargeEnough({ patients: sizeOf(seen), events, parameters }),
    );
    if (!enough) return undefined;
  }
  const small = levels.some(
    (level) => level.events < k || views(level.patients, context, rules).some((seen) => sizeOf(seen) < k),
  );
  if (rules.threshold && small) return undefined;
  const digits = rules.model ? threeDigits : (value: number): number => value;
  return {
    answer: {
      measure: 'model',
      ties: fit.ties,
      ...(reference !== undefined && { reference }),
      ratios: fit.covariates.map(({ hazardRatio, lower, upper, p }, index) => ({
        covariate: covariates[index] as string,
        hazardRatio: digits(hazardRatio),
        lower: digits(lower),
        upper: digits(upper),
        p: Math.max(0.01, Math.round(p * 100) / 100),
        below: p < 0.01,
      })),
      protection: { rule: 'D12', k, largestShift: 0.005 },
    },
    sets: [patients, union(levels.map((level) => level.patients)), ...levels.map((level) => level.patients)],
  };
}
