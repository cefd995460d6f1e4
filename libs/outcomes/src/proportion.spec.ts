import { describe, expect, test } from '@jest/globals';
import { countByDay } from './day-counts.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import { landmark } from './landmark.ts';
import { proportion } from './proportion.ts';

describe('a share', () => {
  // R 4.2.2: binom.test(x, n)$conf.int and prop.test(x, n, correct = FALSE)$conf.int.
  test.each([
    [38, 50, 0.6183092518959616, 0.8693900838025427, 0.6258731624205708, 0.8570260860300828],
    [0, 20, 0, 0.1684334709830854, 0, 0.1611251580528193],
    [20, 20, 0.8315665290169146, 1, 0.8388748419471806, 1],
    [61, 115, 0.4351294657313394, 0.6241346647492461, 0.4397175935599384, 0.6191844097431469],
    [1, 3, 0.008403758659612641, 0.9057006759497539, 0.06149194472039629, 0.7923403991979523],
    [7, 1000, 0.002818858759620522, 0.01436919497891864, 0.003394868400990766, 0.01437831546576659],
    [999, 1000, 0.9944410757201734, 0.9999746825125088, 0.9943574414020421, 0.9998234536293739],
    [1, 100000, 2.531780477933315e-7, 5.571516034774272e-5, 1.76524773037832e-6, 5.664709659040964e-5],
  ])('%i of %i as R has it', (count, of, exactLower, exactUpper, scoreLower, scoreUpper) => {
    const exact = proportion(count, of, 'clopperPearson');
    const score = proportion(count, of, 'wilson');
    for (const [ours, theirs] of [
      [exact.lower, exactLower],
      [exact.upper, exactUpper],
      [score.lower, scoreLower],
      [score.upper, scoreUpper],
    ] as const)
      expect(Math.abs((ours ?? NaN) - theirs)).toBeLessThan(1e-12);
    expect(exact.share).toBe(count / of);
  });

  test('of nobody there is none, and counts that are none are faults', () => {
    expect(proportion(0, 0, 'wilson')).toEqual({ method: 'wilson', count: 0, of: 0 });
    for (const [count, of] of [
      [3, 2],
      [-1, 2],
      [0.5, 2],
      [1, Infinity],
    ] as const)
      expect(() => proportion(count, of, 'wilson')).toThrow(RangeError);
  });
});

test('a landmark starts the clock there and says whom it dropped', () => {
  const all = { days: Int32Array.of(10, 30, 31, 90), events: Uint8Array.of(1, 0, 1, 1) };
  const { subjects, dropped } = landmark(all, 30);
  expect(dropped).toBe(2);
  expect([...kaplanMeier(countByDay(subjects)).days]).toEqual([1, 60]);
});
