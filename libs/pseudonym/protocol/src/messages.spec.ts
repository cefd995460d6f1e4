// Round trips of the messages, and an attack for each of their refusals.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBase64Url, unwrap } from '@longview/foundation';
import { elementFromUniform, scalarFromUniform } from './group.ts';
import {
  keysJson,
  parseEvaluateRequest,
  parseEvaluateResponse,
  parseKeysResponse,
  requestJson,
  responseJson,
} from './messages.ts';

const requestId = '0190a0b1-0000-7000-8000-000000000001';
const element = (seed: number) =>
  elementFromUniform(new Uint8Array(64).fill(seed & 0xff).map((byte, at) => (at === 0 ? seed >> 8 : byte)));
const text = (seed: number): string => toBase64Url(element(seed));
const scalar = (seed: number) => scalarFromUniform(new Uint8Array(64).fill(seed));

const request = { v: 1, epoch: 3, requestId, blinded: [text(1), text(2)] };
const response = {
  v: 1,
  epoch: 3,
  requestId,
  evaluated: [text(3), text(4)],
  proof: responseJson({ epoch: 3, requestId, evaluated: [], proof: { c: scalar(1), s: scalar(2) } }).proof,
};
const keys = { v: 1, suite: 'ristretto255-SHA512', keys: [{ epoch: 1, publicKey: text(9) }] };

const outcome = (
  parse: (value: unknown) => { ok: boolean; error?: { code: string; path?: string } },
  value: unknown,
) => {
  const result = parse(value);
  return result.ok ? 'ok' : [result.error?.code, result.error?.path];
};

const IDENTITY = toBase64Url(new Uint8Array(32));
const OFF_GROUP = toBase64Url(new Uint8Array(32).fill(255));

test('messages survive the wire', () => {
  expect(requestJson(unwrap(parseEvaluateRequest(structuredClone(request))))).toEqual(request);
  expect(responseJson(unwrap(parseEvaluateResponse(structuredClone(response))))).toEqual(response);
  expect(keysJson(unwrap(parseKeysResponse(structuredClone(keys))))).toEqual(keys);
});

test('a batch holds 1 to 100 elements', () => {
  const batch = (size: number) => ({
    ...request,
    blinded: Array.from({ length: size }, (_, index) => text(index + 1)),
  });
  expect(outcome(parseEvaluateRequest, batch(1))).toBe('ok');
  expect(outcome(parseEvaluateRequest, batch(100))).toBe('ok');
  expect(outcome(parseEvaluateRequest, batch(0))).toEqual(['BATCH_SIZE', 'blinded']);
  expect(outcome(parseEvaluateRequest, batch(101))).toEqual(['BATCH_SIZE', 'blinded']);
});

describe('requests that are refused', () => {
  test.each<[string, unknown, string, string | undefined]>([
    ['no object', [request], 'MALFORMED', undefined],
    ['null', null, 'MALFORMED', undefined],
    ['an unknown member', { ...request, centre: 'a' }, 'UNKNOWN_MEMBER', undefined],
    [
      'a planted __proto__',
      JSON.parse(`{"__proto__":{},${JSON.stringify(request).slice(1)}`),
      'UNKNOWN_MEMBER',
      undefined,
    ],
    ['a missing member', { v: 1, epoch: 3, requestId }, 'MALFORMED', undefined],
    ['an inherited member', Object.create(request), 'MALFORMED', undefined],
    ['another version', { ...request, v: 2 }, 'WRONG_VERSION', 'v'],
    ['a textual version', { ...request, v: '1' }, 'WRONG_VERSION', 'v'],
    ['epoch 0', { ...request, epoch: 0 }, 'MALFORMED', 'epoch'],
    ['a fractional epoch', { ...request, epoch: 1.5 }, 'MALFORMED', 'epoch'],
    ['a textual epoch', { ...request, epoch: '3' }, 'MALFORMED', 'epoch'],
    ['an upper-case request id', { ...request, requestId: requestId.toUpperCase() }, 'MALFORMED', 'requestId'],
    ['a request id that is no UUID', { ...request, requestId: 'x' }, 'MALFORMED', 'requestId'],
    ['no list', { ...request, blinded: text(1) }, 'MALFORMED', 'blinded'],
    ['an item that is no text', { ...request, blinded: [text(1), 7] }, 'MALFORMED', 'blinded[1]'],
    ['padded base64', { ...request, blinded: [`${text(1)}=`] }, 'MALFORMED', 'blinded[0]'],
    ['a short element', { ...request, blinded: [toBase64Url(new Uint8Array(31))] }, 'WRONG_SIZE', 'blinded[0]'],
    ['a long element', { ...request, blinded: [toBase64Url(new Uint8Array(33))] }, 'WRONG_SIZE', 'blinded[0]'],
    ['the identity', { ...request, blinded: [text(1), IDENTITY] }, 'IDENTITY_ELEMENT', 'blinded[1]'],
    ['a point off the group', { ...request, blinded: [OFF_GROUP] }, 'NOT_AN_ELEMENT', 'blinded[0]'],
    ['the same element twice', { ...request, blinded: [text(1), text(2), text(1)] }, 'DUPLICATE', 'blinded[2]'],
  ])('%s', (_, value, code, path) => {
    expect(outcome(parseEvaluateRequest, value)).toEqual([code, path]);
  });
});

describe('responses that are refused', () => {
  test.each<[string, unknown, string, string | undefined]>([
    ['an unknown member', { ...response, debug: true }, 'UNKNOWN_MEMBER', undefined],
    ['another version', { ...response, v: 0 }, 'WRONG_VERSION', 'v'],
    ['an empty batch', { ...response, evaluated: [] }, 'BATCH_SIZE', 'evaluated'],
    ['the identity', { ...response, evaluated: [IDENTITY] }, 'IDENTITY_ELEMENT', 'evaluated[0]'],
    ['a point off the group', { ...response, evaluated: [OFF_GROUP] }, 'NOT_AN_ELEMENT', 'evaluated[0]'],
    ['the same element twice', { ...response, evaluated: [text(3), text(3)] }, 'DUPLICATE', 'evaluated[1]'],
    ['a short proof', { ...response, proof: toBase64Url(new Uint8Array(63)) }, 'WRONG_SIZE', 'proof'],
    [
      'a proof above the order',
      { ...response, proof: toBase64Url(new Uint8Array(64).fill(255)) },
      'NOT_A_SCALAR',
      'proof',
    ],
    ['a proof that is no text', { ...response, proof: null }, 'MALFORMED', 'proof'],
  ])('%s', (_, value, code, path) => {
    expect(outcome(parseEvaluateResponse, value)).toEqual([code, path]);
  });
});

describe('key lists that are refused', () => {
  const entry = keys.keys[0];
  test.each<[string, unknown, string, string | undefined]>([
    ['an unknown member', { ...keys, next: 2 }, 'UNKNOWN_MEMBER', undefined],
    ['an unknown member of a key', { ...keys, keys: [{ ...entry, secret: 'x' }] }, 'UNKNOWN_MEMBER', 'keys[0]'],
    ['another version', { ...keys, v: 2 }, 'WRONG_VERSION', 'v'],
    ['another suite', { ...keys, suite: 'P256-SHA256' }, 'MALFORMED', 'suite'],
    ['no list', { ...keys, keys: {} }, 'MALFORMED', 'keys'],
    ['a bad epoch', { ...keys, keys: [{ ...entry, epoch: -1 }] }, 'MALFORMED', 'keys[0].epoch'],
    ['two keys for an epoch', { ...keys, keys: [entry, entry] }, 'DUPLICATE', 'keys[1]'],
    ['the identity', { ...keys, keys: [{ epoch: 1, publicKey: IDENTITY }] }, 'IDENTITY_ELEMENT', 'keys[0].publicKey'],
  ])('%s', (_, value, code, path) => {
    expect(outcome(parseKeysResponse, value)).toEqual([code, path]);
  });
});

test('no JSON value makes a parser throw', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom('v', 'epoch', 'requestId', 'blinded', 'evaluated', 'proof'),
      (value, at) => {
        for (const parse of [parseEvaluateRequest, parseEvaluateResponse, parseKeysResponse]) {
          expect(parse(value).ok).toBe(false);
          expect(typeof parse({ ...request, [at]: value }).ok).toBe('boolean');
          expect(typeof parse({ ...response, [at]: value }).ok).toBe('boolean');
        }
      },
    ),
  );
});
