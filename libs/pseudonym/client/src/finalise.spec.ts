// The client's half against the reference implementation's server, and every answer that it must not believe.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ristretto255_oprf } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { fromBase64Url, systemRandom, toBase64Url, toHex, unwrap, utf8 } from '@longview/foundation';
import { requestJson } from '@longview/pseudonym-protocol';
import { blindBatch } from './blind.ts';
import type { BlindedBatch } from './blind.ts';
import { finaliseBatch } from './finalise.ts';

const { oprf, voprf } = ristretto255_oprf;
const requestId = '0190a0b1-0000-7000-8000-000000000001';
const key = voprf.deriveKeyPair(new Uint8Array(32).fill(7), utf8('longview'));
const otherKey = voprf.deriveKeyPair(new Uint8Array(32).fill(8), utf8('longview'));
const pinned = (epoch: number) => (epoch === 1 ? key.publicKey : undefined);

const batchOf = (inputs: readonly Uint8Array[]): BlindedBatch =>
  unwrap(blindBatch({ epoch: 1, requestId, inputs, random: systemRandom }));

function answer(batch: BlindedBatch, keys = key) {
  const { evaluated, proof } = voprf.blindEvaluateBatch(keys.secretKey, keys.publicKey, [...batch.request.blinded]);
  return { v: 1, epoch: 1, requestId, evaluated: evaluated.map(toBase64Url), proof: toBase64Url(proof) };
}

test('tokens equal the reference, in the order of the inputs, whatever the blinds', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 5 }), (inputs) => {
      const batch = batchOf(inputs);
      const tokens = unwrap(finaliseBatch(batch, answer(batch), pinned));
      const expected = inputs.map((input) => {
        const { blind, blinded } = voprf.blind(input);
        const { evaluated, proof } = voprf.blindEvaluate(key.secretKey, key.publicKey, blinded);
        return toHex(voprf.finalize(input, blind, evaluated, blinded, key.publicKey, proof));
      });
      expect(tokens.map(toHex)).toEqual(expected);
      expect(tokens.every((token) => token.length === 64)).toBe(true);
    }),
    { numRuns: 8 },
  );
});

test('the same input blinds to another element each time', () => {
  const seen = Array.from({ length: 20 }, () => requestJson(batchOf([utf8('x')]).request).blinded[0]);
  expect(new Set(seen).size).toBe(20);
});

test.each([0, 101])('refuses a batch of %i', (size) => {
  const inputs = Array.from({ length: size }, (_, index) => utf8(String(index)));
  expect(blindBatch({ epoch: 1, requestId, inputs, random: systemRandom })).toMatchObject({
    ok: false,
    error: { code: 'BATCH_SIZE' },
  });
});

describe('answers that are not believed', () => {
  let batch: BlindedBatch;
  let honest: ReturnType<typeof answer>;
  beforeAll(() => {
    batch = batchOf([utf8('a'), utf8('b'), utf8('c')]);
    honest = answer(batch);
    expect(finaliseBatch(batch, honest, pinned).ok).toBe(true);
  });
  const codeOf = (response: unknown, keyOf: (epoch: number) => Uint8Array | undefined = pinned) => {
    const result = finaliseBatch(batch, response, keyOf);
    return result.ok ? 'ok' : result.error.code;
  };

  test('another key with its own, valid proof', () => {
    expect(codeOf(answer(batch, otherKey))).toBe('PROOF_INVALID');
  });
  test('another key under the proof of the right one', () => {
    expect(codeOf({ ...honest, evaluated: answer(batch, otherKey).evaluated })).toBe('PROOF_INVALID');
  });
  test('a special key for one element of the batch alone', () => {
    const tagged = [...honest.evaluated];
    tagged[1] = toBase64Url(oprf.blindEvaluate(otherKey.secretKey, batch.request.blinded[1] as Uint8Array));
    expect(codeOf({ ...honest, evaluated: tagged })).toBe('PROOF_INVALID');
  });
  test('the right evaluations in another order', () => {
    expect(codeOf({ ...honest, evaluated: [...honest.evaluated].reverse() })).toBe('PROOF_INVALID');
  });
  test('a proof of another batch', () => {
    expect(codeOf({ ...honest, proof: answer(batchOf([utf8('a')])).proof })).toBe('PROOF_INVALID');
  });
  test('a proof with zeros in it, which is no fault', () => {
    const [c, s] = [fromBase64Url(honest.proof).slice(0, 32), fromBase64Url(honest.proof).slice(32)];
    const zero = new Uint8Array(32);
    for (const parts of [
      [zero, s],
      [c, zero],
      [zero, zero],
    ])
      expect(codeOf({ ...honest, proof: toBase64Url(Uint8Array.from(parts.flatMap((part) => [...part!]))) })).toBe(
        'PROOF_INVALID',
      );
  });
  test('one bit of the proof turned', () => {
    fc.assert(
      fc.property(fc.nat(511), (bit) => {
        const proof = fromBase64Url(honest.proof);
        proof[bit >> 3]! ^= 1 << (bit & 7);
        expect(['PROOF_INVALID', 'NOT_A_SCALAR']).toContain(codeOf({ ...honest, proof: toBase64Url(proof) }));
      }),
      { numRuns: 25 },
    );
  });
  test('an element too few', () => {
    expect(codeOf({ ...honest, evaluated: honest.evaluated.slice(1) })).toBe('RESPONSE_MISMATCH');
  });
  test('the answer to another request', () => {
    expect(codeOf({ ...honest, requestId: requestId.replace(/1$/, '2') })).toBe('RESPONSE_MISMATCH');
  });
  test('another epoch than the one asked for', () => {
    expect(codeOf({ ...honest, epoch: 2 }, () => key.publicKey)).toBe('RESPONSE_MISMATCH');
  });
  test('an epoch without a pinned key', () => {
    expect(codeOf(honest, () => undefined)).toBe('EPOCH_NOT_PINNED');
  });
  test('a pinned key that is no key', () => {
    expect(codeOf(honest, () => new Uint8Array(32))).toBe('IDENTITY_ELEMENT');
  });
  test('an echo of the request', () => {
    expect(codeOf({ ...honest, evaluated: requestJson(batch.request).blinded })).toBe('PROOF_INVALID');
  });
  test('no message at all', () => {
    expect(codeOf('evaluated')).toBe('MALFORMED');
  });
});
