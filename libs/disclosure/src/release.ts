// In: a question with its exact figures, and its context. Out: a Released, with the sets it tells, or DISCLOSURE_RISK and nothing else.
import type { Result } from '@longview/foundation';
import { err, ok } from '@longview/foundation';
import type { DisclosureContext, Rules } from './context.ts';
import { EVERY_RULE, mayBeTold } from './context.ts';
import type { DisclosureRefusal } from './disclosure-risk.ts';
import { disclosureRisk } from './disclosure-risk.ts';
import type { CrossTableAnswer, CrossTableRequest } from './measures/cross-table.ts';
import { draftCrossTable } from './measures/cross-table.ts';
import type { DistributionAnswer, DistributionRequest } from './measures/distribution.ts';
import { draftDistribution } from './measures/distribution.ts';
import type { Drafted } from './measures/draft.ts';
import type { FlowAnswer, FlowRequest } from './measures/flow.ts';
import { draftFlow } from './measures/flow.ts';
import type { IncidenceAnswer, IncidenceRequest } from './measures/incidence.ts';
import { draftIncidence } from './measures/incidence.ts';
import type { ModelAnswer, ModelRequest } from './measures/model.ts';
import { draftModel } from './measures/model.ts';
import type { ProportionAnswer, ProportionRequest } from './measures/proportion.ts';
import { draftProportion } from './measures/proportion.ts';
import type { SafetyCountersAnswer, SafetyCountersRequest } from './measures/safety-counters.ts';
import { draftSafetyCounters } from './measures/safety-counters.ts';
import type { SizeAnswer, SizeRequest } from './measures/size.ts';
import { draftSize } from './measures/size.ts';
import type { SurvivalAnswer, SurvivalRequest } from './measures/survival.ts';
import { draftSurvival } from './measures/survival.ts';
import type { TableAnswer, TableRequest } from './measures/table.ts';
import { draftTable } from './measures/table.ts';
import type { Released } from './released.ts';
import { seal } from './released.ts';

export type ReleaseRequest =
  | SizeRequest
  | TableRequest
  | CrossTableRequest
  | ProportionRequest
  | DistributionRequest
  | FlowRequest
  | SurvivalRequest
  | IncidenceRequest
  | ModelRequest
  | SafetyCountersRequest;

export type ProtectedAnswer =
  | SizeAnswer
  | TableAnswer
  | CrossTableAnswer
  | ProportionAnswer
  | DistributionAnswer
  | FlowAnswer
  | SurvivalAnswer
  | IncidenceAnswer
  | ModelAnswer
  | SafetyCountersAnswer;

export type AnswerOf<Request extends ReleaseRequest> = Extract<
  ProtectedAnswer,
  { readonly measure: Request['measure'] }
>;

export interface ReleasedAnswer<Answer> {
  readonly answer: Released<Answer>;
  /** To be remembered with the answer and handed in again as `told`: without them the next answer could be subtracted from this one. */
  readonly told: readonly Uint8Array[];
}

/** The only maker of a Released. Every rule is in force. */
export const release = <Request extends ReleaseRequest>(
  request: Request,
  context: DisclosureContext,
): Result<ReleasedAnswer<AnswerOf<Request>>, DisclosureRefusal> => releaseUnder(request, context, EVERY_RULE);

/** For release() and for the tests that turn one rule off; not part of the public door. */
export function releaseUnder<Request extends ReleaseRequest>(
  request: Request,
  context: DisclosureContext,
  rules: Rules,
): Result<ReleasedAnswer<AnswerOf<Request>>, DisclosureRefusal> {
  const drafted = draft(request, context, rules) as Drafted<AnswerOf<Request>> | undefined;
  if (drafted === undefined || !mayBeTold(drafted.sets, context, rules)) return err(disclosureRisk());
  return ok({ answer: seal(drafted.answer), told: drafted.sets });
}

function draft(request: ReleaseRequest, context: DisclosureContext, rules: Rules): Drafted<unknown> | undefined {
  switch (request.measure) {
    case 'size':
      return draftSize(request, context, rules);
    case 'table':
      return draftTable(request, context, rules);
    case 'crossTable':
      return draftCrossTable(request, context, rules);
    case 'proportion':
      return draftProportion(request, context, rules);
    case 'distribution':
      return draftDistribution(request, context, rules);
    case 'flow':
      return draftFlow(request, context, rules);
    case 'survival':
      return draftSurvival(request, context, rules);
    case 'incidence':
      return draftIncidence(request, context, rules);
    case 'model':
      return draftModel(request, context, rules);
    case 'safetyCounters':
      return draftSafetyCounters(request);
  }
}
