// A query stays open until its record no longer raises it, is answered, or goes: every step, and in every order.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AskedRecord, isNothing, settleQueries } from './queries.ts';
import type { QueryChanges, StandingQuery } from './intake-store.ts';

const query = (change: Partial<StandingQuery> = {}): StandingQuery => ({
  id: 'q',
  system: 'ehr',
  keyHex: 'k',
  rule: 'V05',
  field: 'assessmentDate',
  wording: 'late',
  state: 'open',
  ...change,
});
const problem = (rule = 'V05') => ({
  rule,
  severity: 'query' as const,
  field: 'assessmentDate',
  wording: 'late',
  message: 'm',
  mend: 'n',
});
const record = (change: Partial<AskedRecord> = {}): AskedRecord => ({
  system: 'ehr',
  keyHex: 'k',
  type: 'ResponseAssessment',
  version: 2,
  isNew: true,
  problems: [],
  ...change,
});
const settle = (
  standing: readonly StandingQuery[],
  records: readonly AskedRecord[],
  withdrawn: { system: string; keyHex: string }[] = [],
) => settleQueries({ standing, records, withdrawn });
const NOTHING: QueryChanges = { raise: [], changed: [], withdrawn: [], lapsed: [] };

describe('a query', () => {
  test('begins with what a rule asks, and names the version of the record', () =>
    expect(settle([], [record({ problems: [problem()] })])).toEqual({
      ...NOTHING,
      raise: [
        {
          system: 'ehr',
          keyHex: 'k',
          type: 'ResponseAssessment',
          version: 2,
          rule: 'V05',
          field: 'assessmentDate',
          wording: 'late',
          message: 'm',
          mend: 'n',
        },
      ],
    }));
  test('an error is refused and not asked', () =>
    expect(settle([], [record({ problems: [{ ...problem(), severity: 'error' }] })])).toEqual(NOTHING));
  test('stays open while it is asked', () =>
    expect(settle([query()], [record({ problems: [problem()] })])).toEqual(NOTHING));
  test('closes when it is no longer asked', () =>
    expect(settle([query()], [record()])).toEqual({ ...NOTHING, changed: ['q'] }));
  test('of a record that stood before closes too, when another record was mended', () =>
    expect(settle([query()], [record({ isNew: false, version: 1 })])).toEqual({ ...NOTHING, changed: ['q'] }));
  test('which the record alone raises stays, when only others changed', () =>
    expect(settle([query({ rule: 'D01' })], [record({ isNew: false })])).toEqual(NOTHING));
  test('answered stays answered while its record is the same', () =>
    expect(settle([query({ state: 'answered' })], [record({ isNew: false, problems: [problem()] })])).toEqual(NOTHING));
  test('answered opens anew when the value changes and is asked all the same', () => {
    const { raise, lapsed } = settle([query({ state: 'answered' })], [record({ problems: [problem()] })]);
    expect([raise.map(({ rule }) => rule), lapsed]).toEqual([['V05'], ['q']]);
  });
  test('answered lapses when it is no longer asked', () =>
    expect(settle([query({ state: 'answered' })], [record()])).toEqual({ ...NOTHING, lapsed: ['q'] }));
  test('goes with a record that is taken back', () =>
    expect(settle([query(), query({ id: 'r', state: 'answered' })], [], [{ system: 'ehr', keyHex: 'k' }])).toEqual({
      ...NOTHING,
      withdrawn: ['q'],
      lapsed: ['r'],
    }));
  test('of another record or system is not touched', () =>
    expect(settle([query({ keyHex: 'l' }), query({ system: 'lab' })], [record()])).toEqual(NOTHING));
});

test('what is asked is open or answered after any history, never twice, and nothing else is open', () => {
  const step = fc.record({ asked: fc.subarray(['V01', 'V05', 'D01']), isNew: fc.boolean(), answer: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let book: (StandingQuery & { lapsed?: boolean })[] = [];
      let [ids, own] = [0, [] as string[]];
      for (const { asked, isNew, answer } of steps) {
        // What the record alone raises changes with the record only.
        own = isNew ? asked.filter((rule) => rule === 'D01') : own;
        const between = asked.filter((rule) => rule !== 'D01');
        const problems = [...between, ...(isNew ? own : [])].map(problem);
        const standing = book.filter(({ lapsed }) => lapsed !== true);
        const done = settleQueries({
          standing,
          records: [record({ isNew, problems })],
          withdrawn: [],
        });
        book = [
          ...book
            .filter(({ id }) => !done.changed.includes(id))
            .map((one) => ({ ...one, lapsed: one.lapsed === true || done.lapsed.includes(one.id) })),
          ...done.raise.map((one): StandingQuery => ({ ...one, id: `${++ids}`, state: 'open' })),
        ];
        if (answer) book = book.map((one) => ({ ...one, state: 'answered' }));
        const standingNow = book.filter(({ lapsed }) => lapsed !== true).map(({ rule }) => rule);
        expect(standingNow.toSorted()).toEqual([...between, ...own].toSorted());
        expect(isNothing(done)).toBe(done.raise.length + done.changed.length + done.lapsed.length === 0);
      }
    }),
  );
});
