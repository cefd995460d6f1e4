// In: the registry's answer to a submission. Out: a receipt to check, a refusal for good, or trouble after which the same bytes go again.
import { type Refusal, refusal } from '@longview/foundation';
import { isObject, type JsonObject, jsonOf, retryAfter } from '../network/answer.ts';
import type { HttpAnswer } from '../network/http.ts';

export type SubmitAnswer =
  | { readonly kind: 'receipt'; readonly receipt: string; readonly signature: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'trouble'; readonly message: string; readonly retryAt?: Date | undefined };

/** Statuses that say of the bytes themselves that they will never be taken. */
const NEVER: readonly number[] = [400, 422];
/** GraphQL errors that say so: the document or the types of the variables do not fit the schema. */
const MISFIT: readonly unknown[] = ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED'];

export function readSubmitAnswer(answer: HttpAnswer, now: Date): SubmitAnswer {
  const body = jsonOf(answer);
  const trouble = (message: string): SubmitAnswer => ({
    kind: 'trouble',
    message: `The registry ${message}.`,
    retryAt: retryAfter(answer, now),
  });
  if (answer.status === 413)
    return {
      kind: 'refused',
      refusal: refusal('TOO_LARGE', 'The registry takes no request this large: make batch smaller.'),
    };
  if (body === undefined) return trouble(`answered ${answer.status} with something that is not GraphQL`);
  const errors = Array.isArray(body['errors']) ? body['errors'].filter(isObject) : [];
  const misfit = errors.find((error) => NEVER.includes(answer.status) || MISFIT.includes(codeOf(error)));
  if (misfit) return { kind: 'refused', refusal: ofError(misfit) };
  if (answer.status === 401 || answer.status === 403)
    return trouble('does not know this agent: check its key, its clock and its enrolment');
  if (answer.status !== 200) return trouble(`answered ${answer.status}`);
  if (errors.length > 0) return trouble(`has a fault: ${String(errors[0]?.['message'])}`);
  const data = isObject(body['data']) ? body['data']['submit'] : undefined;
  return (isObject(data) ? ofUnion(data) : undefined) ?? trouble('answered with neither a receipt nor a refusal');
}

function ofUnion(data: JsonObject): SubmitAnswer | undefined {
  const { code, message, path, receipt, signature } = data;
  if (data['__typename'] === 'Refusal' && typeof code === 'string' && typeof message === 'string')
    return { kind: 'refused', refusal: refusal(code, message, typeof path === 'string' ? path : undefined) };
  if (data['__typename'] === 'SubmissionReceipt' && typeof receipt === 'string' && typeof signature === 'string')
    return { kind: 'receipt', receipt, signature };
  return undefined;
}

const codeOf = (error: JsonObject): unknown =>
  isObject(error['extensions']) ? error['extensions']['code'] : undefined;

function ofError(error: JsonObject): Refusal {
  const code = codeOf(error);
  const path = Array.isArray(error['path']) ? error['path'].join('.') : undefined;
  return refusal(typeof code === 'string' ? code : 'BAD_REQUEST', String(error['message']), path);
}
