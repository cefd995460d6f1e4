// In: nothing. Out: elements per second on one core for each step of a batch of 100, ours and the reference's in the same run, and the ratio.
import { ristretto255_oprf } from '@noble/curves/ed25519.js';
import { systemIds, systemRandom, toHex, unwrap, utf8 } from '@longview/foundation';
import { blindBatch, finaliseBatch } from '@longview/pseudonym-client';
import type { BlindedBatch } from '@longview/pseudonym-client';
import { parseEvaluateRequest, requestJson, responseJson } from '@longview/pseudonym-protocol';
import { deriveKeyPair, evaluateBatch } from '@longview/pseudonym-server';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const BATCH = 100;
const reference = ristretto255_oprf.voprf;
const key = deriveKeyPair(new Uint8Array(32).fill(1), utf8('bench'));
const inputs = Array.from({ length: BATCH }, (_, index) => utf8(`lv|v1|local:bench|${index}`));

const ours = {
  blind: (): BlindedBatch =>
    unwrap(blindBatch({ epoch: 1, requestId: systemIds.uuid(), inputs, random: systemRandom })),
  // As the service does it: the message is parsed, every element decoded, the answer written as JSON.
  evaluate: (wire: unknown) => {
    const { epoch, requestId, blinded } = unwrap(parseEvaluateRequest(wire));
    return responseJson({ epoch, requestId, ...evaluateBatch(key, blinded, systemRandom) });
  },
  finalise: (batch: BlindedBatch, answer: unknown) => unwrap(finaliseBatch(batch, answer, () => key.publicKey)),
};

type Blinds = readonly ReturnType<typeof reference.blind>[];
type Evaluation = ReturnType<typeof reference.blindEvaluateBatch>;

const theirs = {
  blind: (): Blinds => inputs.map((input) => reference.blind(input)),
  evaluate: (blinds: Blinds): Evaluation =>
    reference.blindEvaluateBatch(
      key.secret,
      key.publicKey,
      blinds.map(({ blinded }) => blinded),
    ),
  finalise: (blinds: Blinds, answer: Evaluation) =>
    reference.finalizeBatch(
      blinds.map(({ blind, blinded }, index) => ({
        input: inputs[index] as Uint8Array,
        blind,
        blinded,
        evaluated: answer.evaluated[index] as Uint8Array,
      })),
      key.publicKey,
      answer.proof,
    ),
};

/** Elements per second: the median of the rounds after one that is thrown away. */
function rate(rounds: number, work: () => unknown): number {
  work();
  const seconds = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  });
  return BATCH / (seconds.toSorted((left, right) => left - right)[Math.floor(rounds / 2)] as number);
}

/** @throws Error when the two do not give the same tokens: a wrong answer has no speed. */
export async function benchPseudonym(): Promise<Figure[]> {
  const batch = ours.blind();
  const wire = requestJson(batch.request);
  const answer = ours.evaluate(wire);
  const blinds = theirs.blind();
  const evaluation = theirs.evaluate(blinds);
  const expected = theirs.finalise(blinds, evaluation).map(toHex);
  if (ours.finalise(batch, answer).map(toHex).join() !== expected.join()) throw new Error('the tokens differ');

  const steps: [string, () => unknown, () => unknown][] = [
    ['blind', ours.blind, theirs.blind],
    ['evaluate and prove', () => ours.evaluate(wire), () => theirs.evaluate(blinds)],
    ['verify and finalise', () => ours.finalise(batch, answer), () => theirs.finalise(blinds, evaluation)],
  ];
  return steps.flatMap(([step, mine, other]) => {
    const [fast, slow] = [rate(15, mine), rate(5, other)];
    return [
      { name: `pseudonym, ${step}, batches of ${BATCH}`, value: Math.round(fast), unit: 'elements/s' },
      { name: `pseudonym, ${step}, @noble/curves`, value: Math.round(slow), unit: 'elements/s' },
      { name: `pseudonym, ${step}, ratio`, value: Math.round((fast / slow) * 10) / 10, unit: 'x' },
    ];
  });
}
