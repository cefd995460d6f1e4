// The public door of disclosure control. What makes a Released without release(), and the switches of single rules, stay inside.
export { release } from './release.ts';
export type { AnswerOf, ProtectedAnswer, ReleasedAnswer, ReleaseRequest } from './release.ts';
export { isReleased } from './released.ts';
export type { Released } from './released.ts';
export { EXACT_GROUNDS, exact, isExact } from './exact.ts';
export type { Exact, ExactGround } from './exact.ts';
export type { DisclosureContext } from './context.ts';
export type { DisclosureRefusal } from './disclosure-risk.ts';
export type { Audience } from './rules/d2-threshold.ts';
export { thresholdOf } from './rules/d2-threshold.ts';
export { keepsDistance } from './rules/d7-overlap.ts';
export type { SizeAnswer, SizeRequest } from './measures/size.ts';
export type { TableAnswer, TableRequest } from './measures/table.ts';
export type { FlowAnswer, FlowRequest } from './measures/flow.ts';
export { onScale } from './measures/survival.ts';
export type { SurvivalAnswer, SurvivalRequest, SurvivalRow, SurvivalStratum } from './measures/survival.ts';
export type { ProtectedMedian } from './survival/protected-median.ts';
export type { ProtectedComparison } from './survival/protected-log-rank.ts';
export { clearScalars, LANDMARKS } from './clearing.ts';
export type {
  Cleared,
  ClearedBefore,
  ClearedCurve,
  ClearedIncidence,
  ClearedScalars,
  ClearedShare,
  ClearingContext,
  ClearingRequest,
  ClearingStratum,
} from './clearing.ts';
export { answerQuestion } from './answering.ts';
export type { Answering, AskedQuestion, Level, ToldBefore } from './answering.ts';
export { OverlapAudit } from './overlap-audit.ts';
export { pausedUntil } from './rules/d8-probing.ts';
export { mostDimensions } from './rules/d10-vocabulary.ts';
export { budgetLeft } from './rules/d14-budget.ts';
export { mergesOf, OTHER } from './rules/d16-merges.ts';
export type { Merge } from './rules/d16-merges.ts';
export type { CrossTableAnswer, CrossTableRequest } from './measures/cross-table.ts';
export type { ProportionAnswer, ProportionRequest } from './measures/proportion.ts';
export type { DistributionAnswer, DistributionRequest, DistributionStratum } from './measures/distribution.ts';
export type { IncidenceAnswer, IncidenceRequest, IncidenceRow, IncidenceStratum } from './measures/incidence.ts';
export type { ModelAnswer, ModelRequest } from './measures/model.ts';
export { exactSafetyCounters, SAFETY_COUNTERS } from './measures/safety-counters.ts';
export type {
  SafetyAsker,
  SafetyCounter,
  SafetyCountersAnswer,
  SafetyCountersRequest,
} from './measures/safety-counters.ts';
