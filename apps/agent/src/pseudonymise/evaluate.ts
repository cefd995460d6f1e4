// In: up to 100 numbers of patients. Out: their tokens. The pseudonymiser sees blinded elements only, and its answer counts only if proven.
import { type Clock, err, fromBase64Url, type Ids, ok, type Random, type Refusal, refusal } from '@longview/foundation';
import { type Result, toBase64Url, utf8 } from '@longview/foundation';
import type { Federation } from '@longview/nest-identity';
import { blindBatch, finaliseBatch } from '@longview/pseudonym-client';
import { requestJson } from '@longview/pseudonym-protocol';
import { jsonOf, retryAfter } from '../network/answer.ts';
import { Unreachable } from '../network/http.ts';
import type { SignedCall } from '../network/signed-call.ts';

export type EvaluateCode = 'OVER_QUOTA' | 'NOT_EVALUATED' | 'NOT_PROVEN' | 'NO_ANSWER';

export interface NotEvaluated extends Refusal<EvaluateCode> {
  /** When the same request may pass. */
  readonly retryAt?: Date | undefined;
}

/** Tokens as base64url of 64 bytes, in the order of the inputs. */
export type Evaluate = (
  epoch: number,
  inputs: readonly Uint8Array[],
) => Promise<Result<readonly string[], NotEvaluated>>;

export interface EvaluateParts {
  readonly call: SignedCall;
  readonly federation: Federation;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
}

export const evaluator =
  ({ call, federation, clock, random, ids }: EvaluateParts): Evaluate =>
  async (epoch, inputs) => {
    // A request id is good for one request: every attempt blinds anew, so that two of them cannot even be told to be of the same patients.
    const batch = blindBatch({ epoch, requestId: ids.uuid(), inputs, random });
    if (!batch.ok) throw new RangeError(batch.error.message);
    const body = utf8(JSON.stringify(requestJson(batch.value.request)));
    let answer;
    try {
      answer = await call(federation.pseudonymiser, '/v1/evaluate', body);
    } catch (fault) {
      if (fault instanceof Unreachable) return err(refusal('NO_ANSWER', `The pseudonymiser: ${fault.message}.`));
      throw fault;
    }
    const value = jsonOf(answer);
    if (answer.status !== 200) {
      const own = typeof value?.['message'] === 'string' ? value['message'] : `it answered ${answer.status}`;
      // Whom it does not know it tells nothing more, so what it may be is said here.
      const said =
        answer.status === 401 ? `it does not know this agent: check its key, its clock and its enrolment` : own;
      const code = answer.status === 429 ? 'OVER_QUOTA' : answer.status >= 500 ? 'NO_ANSWER' : 'NOT_EVALUATED';
      return err({ ...refusal(code, `The pseudonymiser: ${said}`), retryAt: retryAfter(answer, clock.now()) });
    }
    const pinned = (wanted: number): Uint8Array | undefined => {
      const key = federation.pseudonymiser.epochs.find((one) => one.epoch === wanted)?.publicKey;
      return key === undefined ? undefined : fromBase64Url(key);
    };
    const tokens = finaliseBatch(batch.value, value, pinned);
    if (!tokens.ok)
      return err(refusal('NOT_PROVEN', `The pseudonymiser's answer is not used: ${tokens.error.message}.`));
    return ok(tokens.value.map(toBase64Url));
  };
