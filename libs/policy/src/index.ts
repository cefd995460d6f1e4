// The one door: policies in, an engine out that answers who may do what.
export { loadPolicies, policyHashOf } from './load.ts';
export type { PolicyLoadRefusal, PolicyOptions, PolicySource } from './load.ts';
export type { PolicyDecision, PolicyEngine } from './engine.ts';
export type { Attributes, AttributeValue, Entity, PolicyRequest, PrincipalType, ResourceType } from './request.ts';
