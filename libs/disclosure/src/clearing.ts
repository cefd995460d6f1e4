// In: the strata of an answer that was told protected, as exact counts, and what was cleared before. Out: its exact scalars, and the sets that they tell.
// Refuses what speaks of few: fewer than k with the event or k without it, no figure where fewer than 2k are at risk, no two figures between which fewer
// than k had the event, and no count that together with those cleared before speaks of a few or of nobody: for the asker's eyes, and for one who subtracts
// the own rows. A person checks what this gives.
import type { Result } from '@longview/foundation';
import { err, ok } from '@longview/foundation';
import { clearCurve, type ClearedCurve, type CurveClearing } from './clearing/curve.ts';
import { type ClearingContext, Figures } from './clearing/figures.ts';
import { clearIncidence, type ClearedIncidence, type IncidenceClearing } from './clearing/incidence.ts';
import { clearShare, type ClearedShare, type ShareClearing } from './clearing/share.ts';
import type { Rules } from './context.ts';
import { EVERY_RULE } from './context.ts';
import type { DisclosureRefusal } from './disclosure-risk.ts';
import { disclosureRisk } from './disclosure-risk.ts';
import type { Exact } from './exact.ts';
import { exact } from './exact.ts';
import { thresholdOf } from './rules/d2-threshold.ts';

export type { ClearedBefore, ClearingContext } from './clearing/figures.ts';
export { LANDMARKS } from './clearing/landmarks.ts';
export type { ClearingStratum } from './clearing/stratum.ts';
export type { ClearedCurve, CurveClearing } from './clearing/curve.ts';
export type { ClearedIncidence, IncidenceClearing } from './clearing/incidence.ts';
export type { ClearedShare, ShareClearing } from './clearing/share.ts';

/** `figure` names what the counts are of, whoever is counted: one endpoint, one event, one mark. */
export type ClearingRequest = { readonly figure: string } & (CurveClearing | IncidenceClearing | ShareClearing);
export type ClearedScalars = ClearedCurve | ClearedIncidence | ClearedShare;
type ClearedOf<Request extends ClearingRequest> = Extract<ClearedScalars, { readonly measure: Request['measure'] }>;

export interface Cleared<Scalars> {
  readonly scalars: Exact<Scalars>;
  /** Who was counted in each stratum, and who of them had the event or had it not: remembered with the answer and handed in again as `cleared`. */
  readonly patients: readonly Uint8Array[];
  readonly having: readonly Uint8Array[];
}

/** Every rule is in force. */
export const clearScalars = <Request extends ClearingRequest>(
  request: Request,
  context: ClearingContext,
): Result<Cleared<ClearedOf<Request>>, DisclosureRefusal> => clearUnder(request, context, EVERY_RULE);

/** For clearScalars() and for the tests that turn one rule off; not part of the public door. */
export function clearUnder<Request extends ClearingRequest>(
  request: Request,
  context: ClearingContext,
  rules: Rules,
): Result<Cleared<ClearedOf<Request>>, DisclosureRefusal> {
  const figures = new Figures(request.figure, context, rules);
  const scalars = cleared(request, figures, { k: thresholdOf(context.audience), own: context.own, rules });
  if (scalars === undefined) return err(disclosureRisk());
  return ok({ scalars: exact(scalars as ClearedOf<Request>, 'clearedScalars'), ...figures.told });
}

function cleared(
  request: ClearingRequest,
  figures: Figures,
  under: Parameters<typeof clearCurve>[2],
): ClearedScalars | undefined {
  switch (request.measure) {
    case 'survival':
      return clearCurve(request, figures, under);
    case 'incidence':
      return clearIncidence(request, figures, under);
    case 'share':
      return clearShare(request, figures, under);
  }
}
