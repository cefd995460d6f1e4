import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dayText } from '@longview/foundation';
import { CATEGORY_CODES } from './category.ts';
import { permits } from './decide.ts';
import { CLOSING, mayRecord } from './event.ts';
import type { ConsentEvent, ConsentEventType } from './event.ts';
import type { Regime } from './regime.ts';
import { granted, stateAt } from './state.ts';
import { mayStore } from './store.ts';

// Few days and few forms, so that events often fall together.
const day = fc.integer({ min: 0, max: 12 }).map((offset) => dayText(20_500 + offset));
const code = fc.constantFrom(...CATEGORY_CODES);
const categories = fc.dictionary(code, fc.constantFrom('permit', 'permit', 'deny', 'notAsked'), {
  maxKeys: 6,
  noNullPrototype: true,
});
const types: ConsentEventType[] = [
  'given',
  'amended',
  'withdrawn',
  'optout',
  'optoutReversed',
  'objection',
  'restriction',
  'erasure',
];
const eventOf = (...of: ConsentEventType[]) =>
  fc.record(
    {
      type: fc.constantFrom(...of),
      at: day,
      categories,
      formId: fc.constantFrom('F', 'G'),
      formVersion: fc.constantFrom('1', '2'),
      legalBasis: fc.constantFrom('consent', 'publicInterest'),
      validFrom: day,
      validTo: day,
    },
    { requiredKeys: ['type', 'at'] },
  ) as fc.Arbitrary<ConsentEvent>;
// Mostly openings: a ledger that is closed from the start would prove little.
const ledger = fc.array(
  fc.oneof({ weight: 6, arbitrary: eventOf('given', 'amended') }, { weight: 1, arbitrary: eventOf(...types) }),
  { maxLength: 10 },
);
const regime: fc.Arbitrary<Regime> = fc.oneof(
  fc.record({ name: fc.constant('consent' as const), active: fc.boolean() }),
  fc.record({
    name: fc.constant('care' as const),
    active: fc.boolean(),
    relation: fc.boolean(),
    excluded: fc.boolean(),
  }),
  fc.record({ name: fc.constant('ehds' as const), active: fc.boolean(), approved: day }),
  fc.record({
    name: fc.constant('law' as const),
    active: fc.boolean(),
    basis: fc.constantFrom('publicInterest' as const, 'legalObligation' as const),
  }),
);
const needs = fc.uniqueArray(code, { minLength: 1, maxLength: 3 });
const opening = (event: ConsentEvent) => event.type === 'given' || event.type === 'amended';
const consent = { name: 'consent', active: true } as const;

test('nothing but an explicit permission opens, and none that a later or same-day no followed', () => {
  let opened = 0;
  fc.assert(
    fc.property(ledger, day, (events, at) => {
      for (const category of granted(stateAt(events, at))) {
        opened++;
        const source = events
          .filter((event) => opening(event) && event.at <= at && event.categories?.[category] === 'permit')
          .map((event) => event.at)
          .toSorted()
          .at(-1);
        expect(source).toBeDefined();
        const no = events.filter(
          (event) =>
            event.at <= at &&
            event.at >= (source ?? '') &&
            (event.type === 'withdrawn' ||
              event.type === 'objection' ||
              (opening(event) && event.categories?.[category] === 'deny')),
        );
        expect(no).toEqual([]);
      }
    }),
    { numRuns: 1000 },
  );
  expect(opened).toBeGreaterThan(100);
});

test('a withdrawal closes whatever was said before or on its day: consent, care, EHDS, law in the public interest', () => {
  fc.assert(
    fc.property(ledger, day, regime, needs, (events, at, under, needed) => {
      const before = events.filter((event) => event.at <= at);
      const state = stateAt([...before, { type: 'withdrawn', at }], at);
      expect(granted(state)).toEqual([]);
      expect(mayStore(state, consent).ok).toBe(false);
      if (under.name === 'law' && under.basis === 'legalObligation') return;
      expect(permits(state, { regime: under, needs: needed }).permits).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test('after a withdrawal nothing opens by consent until a new form is given', () => {
  fc.assert(
    fc.property(
      ledger,
      fc.array(eventOf(...types.filter((type) => type !== 'given'))),
      day,
      day,
      (before, after, first, second) => {
        const [at, later] = [first, second].toSorted() as [string, string];
        const events = [...before.filter((event) => event.at <= at), { type: 'withdrawn' as const, at }, ...after];
        expect(granted(stateAt(events, later))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test('what was said later never changes what held on an earlier day', () => {
  fc.assert(
    fc.property(ledger, ledger, day, (events, more, at) => {
      const { changesOn: _then, ...before } = stateAt(events, at);
      const { changesOn: _now, ...replayed } = stateAt([...events, ...more.filter((event) => event.at > at)], at);
      expect(replayed).toEqual(before);
    }),
    { numRuns: 500 },
  );
});

test('the order in which a ledger is read has no meaning', () => {
  fc.assert(
    fc.property(
      ledger.chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
      ),
      day,
      ([events, shuffled], at) => expect(stateAt(shuffled, at)).toEqual(stateAt(events, at)),
    ),
    { numRuns: 500 },
  );
});

test('a closing event on the same day never opens anything, in any regime', () => {
  const closing = fc.constantFrom(...CLOSING);
  fc.assert(
    fc.property(ledger, day, closing, regime, needs, (events, at, type, under, needed) => {
      const before = permits(stateAt(events, at), { regime: under, needs: needed });
      const after = permits(stateAt([...events, { type, at }], at), { regime: under, needs: needed });
      if (!before.permits) expect(after.permits).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test('nothing changes before the day that the state names', () => {
  fc.assert(
    fc.property(ledger, day, day, (events, one, other) => {
      const [at, later] = [one, other].toSorted() as [string, string];
      const state = stateAt(events, at);
      if (state.changesOn !== undefined && later >= state.changesOn) return;
      expect(granted(stateAt(events, later))).toEqual(granted(state));
    }),
    { numRuns: 500 },
  );
});

test('a no is always recorded, whatever else is on it and whatever came before', () => {
  const text = fc.oneof(day, fc.string());
  fc.assert(
    fc.property(
      ledger,
      day,
      fc.constantFrom(...CLOSING),
      text,
      text,
      categories,
      (events, today, type, at, validTo, decided) => {
        const recorded = mayRecord(stateAt(events, today), { type, at, validTo, categories: decided }, today);
        expect(recorded.ok).toBe(true);
        if (!recorded.ok) return;
        expect(recorded.value.at <= today).toBe(true);
        expect(() => stateAt([...events, recorded.value], today)).not.toThrow();
      },
    ),
  );
});
