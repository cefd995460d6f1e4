// In: a parsed JSON value from the other side. Out: a typed message. Refuses unknown members, wrong types and sizes, bad elements, duplicates.
import { err, fromBase64Url, ok, refusal, toBase64Url } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import { decodeProof, encodeProof } from './dleq.ts';
import type { Proof } from './dleq.ts';
import { decodeElement } from './group.ts';
import type { Element, EncodingCode } from './group.ts';
import { SUITE } from './suite.ts';

/** The most elements that one request may carry; one proof covers them all. */
export const MAX_BATCH = 100;

export type MessageCode = EncodingCode | 'MALFORMED' | 'UNKNOWN_MEMBER' | 'WRONG_VERSION' | 'BATCH_SIZE' | 'DUPLICATE';
export type MessageRefusal = Refusal<MessageCode>;

/** `POST /v1/evaluate`, from the agent: `{v: 1, epoch, requestId, blinded: [base64url of 32 bytes]}`. */
export interface EvaluateRequest {
  /** Which key: a positive integer. */
  readonly epoch: number;
  /** Lower-case UUID, used once by this centre. */
  readonly requestId: string;
  /** 1 to 100 different elements. */
  readonly blinded: readonly Element[];
}

/** The answer: `{v: 1, epoch, requestId, evaluated: [base64url of 32 bytes], proof: base64url of 64 bytes}`. */
export interface EvaluateResponse {
  readonly epoch: number;
  readonly requestId: string;
  /** In the order of the request. */
  readonly evaluated: readonly Element[];
  /** One proof over the whole batch. */
  readonly proof: Proof;
}

/** `GET /v1/keys`: `{v: 1, suite, keys: [{epoch, publicKey}]}`. For people and for comparison: an agent pins the keys of `federation.json`. */
export interface KeysResponse {
  readonly keys: readonly { readonly epoch: number; readonly publicKey: Element }[];
}

type Members = Record<string, unknown>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const malformed = (message: string, path?: string) => err(refusal('MALFORMED' as const, message, path));

/** An object with exactly these members: a member too many is a newer or a hostile speaker, and neither is guessed at. */
function exactMembers(value: unknown, names: readonly string[], path?: string): Result<Members, MessageRefusal> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return malformed('expected a JSON object', path);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined)
    return err(refusal('UNKNOWN_MEMBER', `only these members are known here: ${names.join(', ')}`, path));
  const missing = names.find((name) => !Object.hasOwn(value, name));
  return missing === undefined ? ok(value as Members) : malformed(`the member ${missing} is missing`, path);
}

function head(members: Members): Result<{ epoch: number; requestId: string }, MessageRefusal> {
  if (members['v'] !== 1) return err(refusal('WRONG_VERSION', 'this side speaks version 1', 'v'));
  const { epoch, requestId } = members;
  if (!isEpoch(epoch)) return malformed('epoch is a positive integer', 'epoch');
  if (typeof requestId !== 'string' || !UUID.test(requestId))
    return malformed('requestId is a lower-case UUID', 'requestId');
  return ok({ epoch, requestId });
}

/** An epoch numbers the pseudonymiser's keys: 1, 2, 3 and so on. */
export const isEpoch = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

function bytesOf(text: unknown, path: string): Result<Uint8Array, MessageRefusal> {
  if (typeof text !== 'string') return malformed('expected base64url text', path);
  try {
    return ok(fromBase64Url(text));
  } catch {
    return malformed('expected canonical base64url without padding', path);
  }
}

function elementsOf(list: unknown, path: string): Result<Element[], MessageRefusal> {
  if (!Array.isArray(list)) return malformed('expected a list', path);
  if (list.length < 1 || list.length > MAX_BATCH)
    return err(refusal('BATCH_SIZE', `a batch has 1 to ${MAX_BATCH} elements, this has ${list.length}`, path));
  const elements: Element[] = [];
  const seen = new Set<string>();
  for (const [index, text] of list.entries()) {
    const at = `${path}[${index}]`;
    const bytes = bytesOf(text, at);
    if (!bytes.ok) return bytes;
    const element = decodeElement(bytes.value, at);
    if (!element.ok) return element;
    if (seen.has(text as string)) return err(refusal('DUPLICATE', 'this element is already in the batch', at));
    seen.add(text as string);
    elements.push(element.value);
  }
  return ok(elements);
}

export function parseEvaluateRequest(value: unknown): Result<EvaluateRequest, MessageRefusal> {
  const members = exactMembers(value, ['v', 'epoch', 'requestId', 'blinded']);
  if (!members.ok) return members;
  const known = head(members.value);
  if (!known.ok) return known;
  const blinded = elementsOf(members.value['blinded'], 'blinded');
  return blinded.ok ? ok({ ...known.value, blinded: blinded.value }) : blinded;
}

export function parseEvaluateResponse(value: unknown): Result<EvaluateResponse, MessageRefusal> {
  const members = exactMembers(value, ['v', 'epoch', 'requestId', 'evaluated', 'proof']);
  if (!members.ok) return members;
  const known = head(members.value);
  if (!known.ok) return known;
  const evaluated = elementsOf(members.value['evaluated'], 'evaluated');
  if (!evaluated.ok) return evaluated;
  const bytes = bytesOf(members.value['proof'], 'proof');
  if (!bytes.ok) return bytes;
  const proof = decodeProof(bytes.value, 'proof');
  return proof.ok ? ok({ ...known.value, evaluated: evaluated.value, proof: proof.value }) : proof;
}

export function parseKeysResponse(value: unknown): Result<KeysResponse, MessageRefusal> {
  const members = exactMembers(value, ['v', 'suite', 'keys']);
  if (!members.ok) return members;
  if (members.value['v'] !== 1) return err(refusal('WRONG_VERSION', 'this side speaks version 1', 'v'));
  if (members.value['suite'] !== SUITE) return malformed(`the suite is ${SUITE}`, 'suite');
  const list = members.value['keys'];
  if (!Array.isArray(list)) return malformed('expected a list', 'keys');
  const keys: { epoch: number; publicKey: Element }[] = [];
  for (const [index, item] of list.entries()) {
    const at = `keys[${index}]`;
    const entry = exactMembers(item, ['epoch', 'publicKey'], at);
    if (!entry.ok) return entry;
    const { epoch } = entry.value;
    if (!isEpoch(epoch)) return malformed('epoch is a positive integer', `${at}.epoch`);
    if (keys.some((key) => key.epoch === epoch)) return err(refusal('DUPLICATE', 'this epoch has two keys', at));
    const bytes = bytesOf(entry.value['publicKey'], `${at}.publicKey`);
    if (!bytes.ok) return bytes;
    const publicKey = decodeElement(bytes.value, `${at}.publicKey`);
    if (!publicKey.ok) return publicKey;
    keys.push({ epoch, publicKey: publicKey.value });
  }
  return ok({ keys });
}

/** The JSON value to send; serialise it once and sign those bytes. */
export const requestJson = (request: EvaluateRequest) => ({
  v: 1 as const,
  epoch: request.epoch,
  requestId: request.requestId,
  blinded: request.blinded.map(toBase64Url),
});

export const responseJson = (response: EvaluateResponse) => ({
  v: 1 as const,
  epoch: response.epoch,
  requestId: response.requestId,
  evaluated: response.evaluated.map(toBase64Url),
  proof: toBase64Url(encodeProof(response.proof)),
});

export const keysJson = (response: KeysResponse) => ({
  v: 1 as const,
  suite: SUITE,
  keys: response.keys.map(({ epoch, publicKey }) => ({ epoch, publicKey: toBase64Url(publicKey) })),
});
