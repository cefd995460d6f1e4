import { describe, expect, test } from '@jest/globals';
import { lostRace, withReplay } from './replay.ts';

const fault = (code: string) => Object.assign(new Error(code), { code });

/** Fails with these codes in turn, then succeeds; tells how it was called. */
async function run(codes: readonly string[]): Promise<{ calls: boolean[]; end: string }> {
  const calls: boolean[] = [];
  const left = [...codes];
  const end = await withReplay(async (oneByOne) => {
    calls.push(oneByOne);
    const code = left.shift();
    if (code !== undefined) throw fault(code);
    return 'done';
  }).catch((failed: Error) => failed.message);
  return { calls, end };
}

describe('an attempt at a transaction', () => {
  test('is made again when a race was lost, all at once', async () =>
    expect(await run(['40P01', '40001', '23505'])).toEqual({ calls: [false, false, false, false], end: 'done' }));

  test('is made patient by patient when the data are at fault, and again when that loses a race', async () =>
    expect(await run(['22003', '40P01', '40001'])).toEqual({ calls: [false, true, true, true], end: 'done' }));

  test.each(['57P01', '08006', '53100', 'ECONNRESET'])(
    'is not made again after %s: the sender sends again',
    async (code) => expect(await run([code])).toEqual({ calls: [false], end: code }),
  );

  test('ends when it loses for ever', async () => {
    const { calls, end } = await run(Array.from({ length: 100 }, () => '40P01'));
    expect([calls.length, end]).toEqual([9, '40P01']);
    const twice = await run(Array.from({ length: 100 }, () => '23505'));
    expect([twice.calls.filter((oneByOne) => oneByOne).length, twice.end]).toEqual([8, '23505']);
  });

  test('of several patients refuses none for a lost race', () =>
    expect(['40P01', '40001', '23505', '22003', ''].map((code) => lostRace(fault(code)))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]));
});
