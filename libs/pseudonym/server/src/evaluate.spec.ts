// The server's half against the reference implementation's client, and what it refuses.
import { expect, test } from '@jest/globals';
import { ristretto255_oprf } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { systemRandom, toHex, unwrap, utf8 } from '@longview/foundation';
import { decodeElement, encodeProof } from '@longview/pseudonym-protocol';
import { evaluateBatch } from './evaluate.ts';
import { deriveKeyPair, generateKeyPair, keyPairOf } from './keys.ts';

const reference = ristretto255_oprf.voprf;
const input = fc.uint8Array({ maxLength: 80 });

test('keys equal the reference for any seed and info, and come back from storage', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), input, (seed, info) => {
      const key = deriveKeyPair(seed, info);
      const expected = reference.deriveKeyPair(seed, info);
      expect([toHex(key.secret), toHex(key.publicKey)]).toEqual([toHex(expected.secretKey), toHex(expected.publicKey)]);
      expect(unwrap(keyPairOf(key.secret))).toEqual(key);
    }),
    { numRuns: 20 },
  );
});

test('the reference client accepts our evaluations and proof, whatever the inputs', () => {
  const key = generateKeyPair(systemRandom);
  fc.assert(
    fc.property(fc.array(input, { minLength: 1, maxLength: 6 }), (inputs) => {
      const blinds = inputs.map((one) => reference.blind(one));
      const blinded = blinds.map((one) => unwrap(decodeElement(one.blinded)));
      const { evaluated, proof } = evaluateBatch(key, blinded, systemRandom);
      const items = inputs.map((one, index) => ({
        input: one,
        blind: blinds[index]!.blind,
        blinded: blinds[index]!.blinded,
        evaluated: evaluated[index]!,
      }));
      // Throws unless the proof holds.
      const outputs = reference.finalizeBatch(items, key.publicKey, encodeProof(proof));
      expect(new Set(outputs.map(toHex)).size).toBe(new Set(inputs.map(toHex)).size);
    }),
    { numRuns: 8 },
  );
});

test('a fresh key differs from the last, and a proof from the last over the same batch', () => {
  const key = generateKeyPair(systemRandom);
  expect(toHex(generateKeyPair(systemRandom).secret)).not.toBe(toHex(key.secret));
  const blinded = [unwrap(decodeElement(reference.blind(utf8('x')).blinded))];
  const [first, second] = [evaluateBatch(key, blinded, systemRandom), evaluateBatch(key, blinded, systemRandom)];
  expect(first.evaluated.map(toHex)).toEqual(second.evaluated.map(toHex));
  // One scalar r for two challenges would give the secret away.
  expect(toHex(encodeProof(first.proof))).not.toBe(toHex(encodeProof(second.proof)));
});

test('refuses seeds and secrets that are none, and batches out of bounds', () => {
  expect(() => deriveKeyPair(new Uint8Array(31), utf8(''))).toThrow(RangeError);
  expect(() => deriveKeyPair(new Uint8Array(32), new Uint8Array(65_536))).toThrow(RangeError);
  for (const bytes of [new Uint8Array(32), new Uint8Array(32).fill(255), new Uint8Array(31).fill(1)])
    expect(keyPairOf(bytes)).toMatchObject({ ok: false, error: { code: 'NOT_A_KEY' } });
  const key = generateKeyPair(systemRandom);
  const one = unwrap(decodeElement(reference.blind(utf8('x')).blinded));
  expect(() => evaluateBatch(key, [], systemRandom)).toThrow(RangeError);
  expect(() =>
    evaluateBatch(
      key,
      Array.from({ length: 101 }, () => one),
      systemRandom,
    ),
  ).toThrow(RangeError);
});
