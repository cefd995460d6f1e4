// The limits as a property over any run of requests, and the moments they name.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, MINUTE, decideCharge } from './decide-charge.ts';
import { DAY_ACCOUNT, firstLoadName } from './limits.ts';
import type { FirstLoad, Limits, Use } from './limits.ts';

const limits: Limits = { perMinute: { requests: 3 }, perDay: { elements: 200 } };
const START = Date.parse('2026-03-01T00:00:00Z');
const load: FirstLoad = {
  centre: 'gent',
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-03T00:00:00Z',
  elements: 150,
  openedBy: ['A', 'B'],
};
const use = (at: number, elements: number, account = DAY_ACCOUNT): Use => ({ at: START + at, elements, account });
const ask = (at: number, elements: number, recent: readonly Use[], firstLoadUsed?: number) =>
  decideCharge({
    now: START + at,
    elements,
    limits,
    recent,
    ...(firstLoadUsed === undefined ? {} : { firstLoad: { load, used: firstLoadUsed } }),
  });

test('no run of requests gets more than the limits, and none is refused that would fit', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: DAY / 4 }), fc.integer({ min: 1, max: 100 })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(steps, fc.boolean(), (run, fast) => {
      const accepted: Use[] = [];
      let now = 0;
      for (const [pause, elements] of run) {
        now += fast ? pause % (MINUTE / 2) : pause;
        const at = START + now;
        const before = accepted.filter((one) => one.at > at - DAY);
        const total = before.reduce((sum, one) => sum + one.elements, 0);
        const inMinute = before.filter((one) => one.at > at - MINUTE).length;
        const fits = total + elements <= 200 && inMinute + 1 <= 3;
        const charged = ask(now, elements, before);
        expect(charged.ok).toBe(fits);
        if (charged.ok) accepted.push(use(now, elements));
        else {
          // At the named moment the same request fits, and a millisecond earlier it does not, unless the other limit holds it back.
          const retry = (charged.error.retryAt as Date).getTime() - START;
          expect(retry).toBeGreaterThan(now);
          const later = ask(
            retry,
            elements,
            before.filter((one) => one.at > START + retry - DAY),
          );
          expect(later.ok || (later.error.retryAt as Date).getTime() > START + retry).toBe(true);
          expect(
            ask(
              retry - 1,
              elements,
              before.filter((one) => one.at > START + retry - 1 - DAY),
            ).ok,
          ).toBe(false);
        }
      }
    }),
    { numRuns: 60 },
  );
});

describe('edges', () => {
  test('exactly the limit passes, one more does not', () => {
    expect(ask(0, 100, [use(-1000, 100)])).toMatchObject({ ok: true, value: { account: DAY_ACCOUNT } });
    expect(ask(0, 100, [use(-1000, 101)])).toMatchObject({
      ok: false,
      error: { code: 'OVER_QUOTA', retryAt: new Date(START - 1000 + DAY) },
    });
  });
  test('a batch above the whole limit is told to come in parts, not to wait', () => {
    const refused = ask(0, 201, []);
    expect(refused).toMatchObject({ ok: false, error: { code: 'OVER_QUOTA' } });
    expect(refused.ok ? undefined : refused.error.retryAt).toBeUndefined();
  });
  test('a use dated ahead counts', () => {
    expect(ask(0, 1, [use(5 * MINUTE, 200)]).ok).toBe(false);
  });
});

describe('a first load', () => {
  test('is charged before the day, up to its elements, then the day is', () => {
    const exhausted = [use(-2000, 200)];
    expect(ask(0, 50, exhausted, 100)).toMatchObject({ ok: true, value: { account: firstLoadName(load) } });
    expect(ask(0, 51, exhausted, 100)).toMatchObject({ ok: false });
    expect(ask(0, 51, [], 100)).toMatchObject({ ok: true, value: { account: DAY_ACCOUNT } });
  });
  test('does not use up the day', () => {
    expect(ask(0, 100, [use(-2000, 150, firstLoadName(load)), use(-1000, 100)])).toMatchObject({ ok: true });
  });
  test('does not lift the limit of a minute', () => {
    const recent = [use(-3, 1, firstLoadName(load)), use(-2, 1, firstLoadName(load)), use(-1, 1, firstLoadName(load))];
    expect(ask(0, 1, recent, 3)).toMatchObject({ ok: false, error: { retryAt: new Date(START - 3 + MINUTE) } });
  });
});
