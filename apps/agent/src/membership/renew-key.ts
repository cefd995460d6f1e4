// In: the open agent. Out: its next key, made beside the one in force, and a request signed with both at the registry. Again at any time: the
// same next key, until the federation has admitted it and it is in use.
import { dirname } from 'node:path';
import { err, ok, type Refusal, refusal, type Result, utf8 } from '@longview/foundation';
import { fingerprintOf, type RenewalRequest, signKeyRequest, thumbprintOf } from '@longview/nest-identity';
import type { Agent } from '../agent.ts';
import { isObject, jsonOf } from '../network/answer.ts';
import { Unreachable } from '../network/http.ts';
import { ensureKey, nextKeyPath, publicHalf } from './key-file.ts';

export interface Renewal {
  readonly kid: string;
  readonly replaces: string;
  readonly fingerprint: string;
  readonly file: string;
}

const RENEW = `mutation RenewKey($request: String!) {
  renewKey(request: $request) { __typename ... on KeyRequestTaken { kid } ... on Refusal { code message } }
}`;

export async function renewKey(agent: Agent): Promise<Result<Renewal, Refusal>> {
  const { config, federation, identity, call, clock } = agent;
  const file = nextKeyPath(config.agentKey.path);
  const next = ensureKey(file);
  if (!next.ok) return next;
  const request: RenewalRequest = {
    v: 1,
    kind: 'renewal',
    federation: federation.id,
    centre: config.centre,
    kid: thumbprintOf(publicHalf(next.value)),
    jwk: publicHalf(next.value),
    replaces: identity.kid,
    made: `${clock.now().toISOString().slice(0, 19)}Z`,
  };
  const signed = await signKeyRequest(request, { key: next.value, replaced: identity.privateJwk });
  const body = utf8(JSON.stringify({ query: RENEW, variables: { request: JSON.stringify(signed) } }));
  let answer;
  try {
    answer = await call(federation.registry, '/graphql', body);
  } catch (fault) {
    if (!(fault instanceof Unreachable)) throw fault;
    return err(
      refusal('NO_ANSWER', `The registry: ${fault.message}. The next key lies in ${dirname(file)}; run this again.`),
    );
  }
  const taken = takenOf(jsonOf(answer), 'renewKey', answer.status);
  if (!taken.ok) return taken;
  return ok({ kid: request.kid, replaces: identity.kid, fingerprint: fingerprintOf(request), file });
}

/** What the registry says to a request: taken, or why not. */
export function takenOf(body: object | undefined, field: string, status: number): Result<void, Refusal> {
  const data = (body as { data?: unknown } | undefined)?.data;
  const said = isObject(data) ? data[field] : undefined;
  if (isObject(said) && said['__typename'] === 'KeyRequestTaken') return ok(undefined);
  if (isObject(said)) return err(refusal(String(said['code']), String(said['message'])));
  if (status === 401)
    return err(refusal('NOT_TAKEN', 'The registry does not take this agent’s key: longview-agent doctor.'));
  return err(
    refusal(
      'NO_ANSWER',
      `The registry answers ${status} with something that is no answer. Run this again, or longview-agent doctor.`,
    ),
  );
}
