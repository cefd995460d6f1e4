// In: the official vectors of RFC 9497 for ristretto255-SHA512. Out: every value of them, made by client and server together with the vectors' fixed randomness.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { concat, fromHex, toHex, unwrap } from '@longview/foundation';
import type { Random } from '@longview/foundation';
import { MODE, decodeElement, encodeProof, suite } from '@longview/pseudonym-protocol';
import type { Element, Mode } from '@longview/pseudonym-protocol';
import { blind, finalise, verifyProof } from '@longview/pseudonym-client';
import { deriveKeyPair, evaluate, evaluateBatch } from '@longview/pseudonym-server';

interface Vector {
  readonly Batch: number;
  readonly Blind: string;
  readonly BlindedElement: string;
  readonly EvaluationElement: string;
  readonly Input: string;
  readonly Output: string;
  readonly Proof?: { readonly proof: string; readonly r: string };
}
interface VectorFile {
  readonly mode: number;
  readonly groupDST: string;
  readonly keyInfo: string;
  readonly seed: string;
  readonly skSm: string;
  readonly pkSm?: string;
  readonly vectors: readonly Vector[];
}

const file = new URL('./vectors/rfc9497-ristretto255-sha512.json', import.meta.url);
const modes = (JSON.parse(readFileSync(file, 'utf8')) as VectorFile[]).filter(({ mode }) => mode !== 2);

// A scalar below the order, padded with zeros to 64 bytes, comes out of the reduction as itself.
const giving = (scalar: string): Random => ({ bytes: () => concat(fromHex(scalar), new Uint8Array(32)) });
const list = (text: string): string[] => text.split(',');
const element = (hex: string): Element => unwrap(decodeElement(fromHex(hex)));

test('both modes of the suite are in the file, with their batch vector', () => {
  expect(modes.map(({ mode, vectors }) => [mode, vectors.map(({ Batch }) => Batch)])).toEqual([
    [0, [1, 1]],
    [1, [1, 1, 2]],
  ]);
});

describe.each(modes)('RFC 9497 ristretto255-SHA512, mode $mode', (official) => {
  const mode = suite(official.mode as Mode);
  const key = deriveKeyPair(fromHex(official.seed), fromHex(official.keyInfo), mode);

  test('DeriveKeyPair and the context', () => {
    expect(toHex(key.secret)).toBe(official.skSm);
    if (official.pkSm) expect(toHex(key.publicKey)).toBe(official.pkSm);
    expect(official.groupDST.endsWith(toHex(mode.context))).toBe(true);
  });

  test.each(official.vectors)('batch of $Batch, input $Input', (vector) => {
    const blinds = list(vector.Blind);
    const inputs = list(vector.Input).map((input, index) =>
      blind(fromHex(input), giving(blinds[index] as string), mode),
    );
    expect(inputs.map(({ blind: scalar }) => toHex(scalar))).toEqual(blinds);
    const blinded = inputs.map((input) => input.blinded);
    expect(blinded.map(toHex)).toEqual(list(vector.BlindedElement));

    let evaluated = evaluate(key, blinded);
    if (official.mode === MODE.voprf) {
      const official = vector.Proof as NonNullable<Vector['Proof']>;
      const evaluation = evaluateBatch(key, blinded, giving(official.r), mode);
      evaluated = [...evaluation.evaluated];
      expect(toHex(encodeProof(evaluation.proof))).toBe(official.proof);
      expect(verifyProof(key.publicKey, blinded, evaluated, evaluation.proof, mode)).toBe(true);
    }
    expect(evaluated.map(toHex)).toEqual(list(vector.EvaluationElement));
    const outputs = inputs.map((input, index) =>
      finalise(input, element(list(vector.EvaluationElement)[index] as string)),
    );
    expect(outputs.map(toHex)).toEqual(list(vector.Output));
  });
});
