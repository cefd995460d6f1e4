// In: the text of a schema and of every policy. Out: an engine that decides by them. Refuses a policy that does not fit the schema.
import { createHash } from 'node:crypto';
import type { DetailedError } from '@cedar-policy/cedar-wasm/nodejs';
import {
  checkParsePolicySet,
  checkParseSchema,
  preparsePolicySet,
  preparseSchema,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { Clock, Refusal, Result } from '@longview/foundation';
import { canonicalJson, err, ok, refusal } from '@longview/foundation';
import { PolicyEngine } from './engine.ts';

/** The schema (Cedar schema syntax) and the policies by id; one policy a text. */
export interface PolicySource {
  readonly schemaText: string;
  readonly policies: Readonly<Record<string, string>>;
}

export interface PolicyOptions {
  readonly clock: Clock;
  /** How long an allow may be given again, in seconds; 60 unless told, 0 for never. */
  readonly keepSeconds?: number;
  /** How many decisions are kept at most; 10,000 unless told. */
  readonly keepAtMost?: number;
}

export type PolicyLoadRefusal = Refusal<'schemaUnreadable' | 'policyUnreadable' | 'policyInvalid'>;

/** SHA-256, in hexadecimal, over the canonical JSON of `{policies, schema}`: the name of this very set of rules in every log entry. */
export const policyHashOf = ({ schemaText, policies }: PolicySource): string =>
  createHash('sha256')
    .update(canonicalJson({ schema: schemaText, policies }))
    .digest('hex');

const told = (error: DetailedError): string =>
  [error.message, ...(error.sourceLocations ?? []).map((at) => at.label), error.help].filter(Boolean).join('; ');

/**
 * Reads and validates all policies before the first is used: one bad policy and none is loaded.
 * A warning of the validator (a policy that can never apply, look-alike characters) refuses as an error does:
 * a rule that cannot apply is not the rule its author meant.
 */
export function loadPolicies(source: PolicySource, options: PolicyOptions): Result<PolicyEngine, PolicyLoadRefusal> {
  const schema = checkParseSchema(source.schemaText);
  if (schema.type === 'failure')
    return err(refusal('schemaUnreadable', `the policy schema cannot be read: ${schema.errors.map(told).join('; ')}`));

  for (const [id, text] of Object.entries(source.policies)) {
    const read = checkParsePolicySet({ staticPolicies: { [id]: text } });
    if (read.type === 'failure')
      return err(
        refusal('policyUnreadable', `policy ${id} cannot be read: ${read.errors.map(told).join('; ')}\n${text}`, id),
      );
  }

  const policySet = { staticPolicies: { ...source.policies } };
  const answer = validate({ schema: source.schemaText, policies: policySet });
  if (answer.type === 'failure')
    throw new Error(`Cedar read the policies one by one but not together: ${answer.errors.map(told).join('; ')}`);
  const [fault] = [...answer.validationErrors, ...answer.validationWarnings];
  if (fault !== undefined)
    return err(
      refusal(
        'policyInvalid',
        `policy ${fault.policyId} does not fit the schema: ${told(fault.error)}\n${source.policies[fault.policyId] ?? ''}`,
        fault.policyId,
      ),
    );
  const [other] = answer.otherWarnings;
  if (other !== undefined) return err(refusal('policyInvalid', `the policies were warned about: ${told(other)}`));

  // Cedar keeps what it parsed under a name for the life of the process; the hash as name lets equal sets share and keeps unequal ones apart.
  const policyHash = policyHashOf(source);
  for (const parsed of [preparseSchema(policyHash, source.schemaText), preparsePolicySet(policyHash, policySet)])
    if (parsed.type === 'failure')
      throw new Error(`Cedar refused what it had validated: ${parsed.errors.map(told).join('; ')}`);
  return ok(
    new PolicyEngine(policyHash, options.clock, {
      keepSeconds: options.keepSeconds ?? 60,
      keepAtMost: options.keepAtMost ?? 10_000,
    }),
  );
}
