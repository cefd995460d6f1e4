import { describe, expect, test } from '@jest/globals';
import type { Category } from './category.ts';
import { mayRecord } from './event.ts';
import type { ConsentEvent } from './event.ts';
import { granted, stateAt } from './state.ts';

const event = (type: ConsentEvent['type'], at: string, more: Partial<ConsentEvent> = {}): ConsentEvent => ({
  type,
  at,
  ...more,
});
const form = (at: string, categories: ConsentEvent['categories'], formId = 'F', formVersion = '1') =>
  event('given', at, { categories: categories ?? {}, formId, formVersion });
const D = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'] as const;
const END = '2026-12-31';
const yes = { C2: 'permit', C3: 'permit' } as const;

const ledgers: [string, ConsentEvent[], Category[]][] = [
  ['no event grants nothing', [], []],
  [
    'a yes grants, a no and what was not asked do not',
    [form(D[0], { ...yes, C4: 'deny', C6: 'notAsked' })],
    ['C2', 'C3'],
  ],
  [
    'an amendment changes only what it names',
    [form(D[0], yes), event('amended', D[1], { categories: { C3: 'deny', C4: 'permit' } })],
    ['C2', 'C4'],
  ],
  [
    'that it was not asked takes a yes back',
    [form(D[0], yes), event('amended', D[1], { categories: { C3: 'notAsked' } })],
    ['C2'],
  ],
  ['a new version of a form must be answered again', [form(D[0], yes), form(D[1], { C2: 'permit' }, 'F', '2')], ['C2']],
  [
    'another form leaves the answers of the first',
    [form(D[0], yes), form(D[1], { C4: 'permit' }, 'G')],
    ['C2', 'C3', 'C4'],
  ],
  ['two forms on one day both count', [form(D[0], { C2: 'permit' }), form(D[0], { C4: 'permit' }, 'G')], ['C2', 'C4']],
  [
    'of a yes and a no on one day the no stands',
    [form(D[0], { C2: 'permit' }), event('amended', D[0], { categories: { C2: 'deny' } })],
    [],
  ],
  [
    'of a yes and a not-asked on one day the not-asked stands',
    [form(D[0], { C2: 'permit' }), event('amended', D[0], { categories: { C2: 'notAsked' } })],
    [],
  ],
  ['a withdrawal takes everything back', [form(D[0], yes), event('withdrawn', D[1])], []],
  ['a withdrawal on the day of the consent closes', [event('withdrawn', D[0]), form(D[0], yes)], []],
  [
    'a yes amended after a withdrawal does not open',
    [form(D[0], yes), event('withdrawn', D[1]), event('amended', D[2], { categories: yes })],
    [],
  ],
  [
    'nor does it once a new consent opens something else',
    [
      form(D[0], yes),
      event('withdrawn', D[1]),
      event('amended', D[2], { categories: yes }),
      form(D[3], { C1: 'permit' }, 'G'),
    ],
    ['C1'],
  ],
  [
    'a consent after a withdrawal opens only what it names',
    [form(D[0], yes), event('withdrawn', D[1]), form(D[2], { C2: 'permit' })],
    ['C2'],
  ],
  ['a form full of noes does not end a withdrawal', [event('withdrawn', D[0]), form(D[1], { C3: 'deny' })], []],
  ['an objection closes as a withdrawal does', [form(D[0], yes), event('objection', D[1])], []],
  ['an opt-out leaves consent alone', [form(D[0], yes), event('optout', D[1])], ['C2', 'C3']],
  ['a restriction closes', [form(D[0], yes), event('restriction', D[1])], []],
  ['a restriction is not lifted by a new consent', [event('restriction', D[1]), form(D[2], yes)], []],
  ['an erasure closes', [form(D[0], yes), event('erasure', D[1])], []],
  ['an erasure is not undone by a new consent', [event('erasure', D[1]), form(D[2], yes)], []],
  ['an event to come counts for nothing yet', [form(D[0], yes), event('withdrawn', '2027-01-01')], ['C2', 'C3']],
  ['a permission ends with its last day', [{ ...form(D[0], yes), validTo: '2026-12-30' }], []],
  ['a permission holds on its last day', [{ ...form(D[0], yes), validTo: END }], ['C2', 'C3']],
  ['a permission does not hold before its first day', [{ ...form(D[0], yes), validFrom: '2027-01-01' }], []],
  ['a permission holds on its first day', [{ ...form(D[0], yes), validFrom: END }], ['C2', 'C3']],
  [
    'two validities of one day hold together',
    [
      { ...form(D[0], yes), validTo: END },
      { ...form(D[0], yes, 'G'), validTo: '2026-12-30' },
    ],
    [],
  ],
  [
    'two first days of one day hold together',
    [
      { ...form(D[0], yes), validFrom: END },
      { ...form(D[0], yes, 'G'), validFrom: '2027-01-01' },
    ],
    [],
  ],
  [
    'of consent and law on one day, to be in the registry is no consent',
    [form(D[0], yes), { ...form(D[0], yes, 'G'), legalBasis: 'publicInterest' }],
    ['C3'],
  ],
  [
    'of law and consent on one day, to be in the registry is no consent',
    [{ ...form(D[0], yes), legalBasis: 'publicInterest' }, form(D[0], yes, 'G')],
    ['C3'],
  ],
  [
    'to be in the registry by law is no consent, research still is',
    [{ ...form(D[0], yes), legalBasis: 'publicInterest' }],
    ['C3'],
  ],
];

describe('what a ledger grants', () => {
  test.each(ledgers)('%s', (_name, events, codes) => {
    expect(granted(stateAt(events, END))).toEqual(codes);
    expect(granted(stateAt(events.toReversed(), END))).toEqual(codes);
  });
});

describe('the flags', () => {
  const flagsOf = (...events: ConsentEvent[]) => {
    const { asOf: _asOf, categories: _categories, changesOn: _changesOn, ...flags } = stateAt(events, END);
    return flags;
  };
  test.each<[string, ConsentEvent[], object]>([
    ['an opt-out stands since the first', [event('optout', D[0]), event('optout', D[1])], { optedOut: D[0] }],
    ['a reversal ends it', [event('optout', D[0]), event('optoutReversed', D[1])], {}],
    [
      'an opt-out after a reversal begins anew',
      [event('optout', D[0]), event('optoutReversed', D[1]), event('optout', D[2])],
      { optedOut: D[2] },
    ],
    [
      'of both on one day the opt-out stands, since the first',
      [event('optout', D[0]), event('optoutReversed', D[1]), event('optout', D[1])],
      { optedOut: D[0] },
    ],
    [
      'the latest withdrawal and the latest objection stand',
      [event('withdrawn', D[0]), event('withdrawn', D[1]), event('objection', D[0]), event('objection', D[2])],
      { withdrawn: D[1], objected: D[2] },
    ],
    ['a new consent ends both', [event('withdrawn', D[0]), event('objection', D[1]), form(D[2], yes)], {}],
    [
      'of a consent and a withdrawal on one day the withdrawal stands',
      [form(D[0], yes), event('withdrawn', D[0])],
      { withdrawn: D[0] },
    ],
    [
      'a restriction and an erasure stand since the first',
      [event('restriction', D[0]), event('restriction', D[1]), event('erasure', D[1]), event('erasure', D[2])],
      { restricted: D[0], erased: D[1] },
    ],
  ])('%s', (_name, events, flags) => expect(flagsOf(...events)).toEqual(flags));

  test('a withdrawal is a no to every category, and one not asked again stays a no', () => {
    const state = stateAt([event('withdrawn', D[0]), form(D[1], { C1: 'permit', C4: 'notAsked' })], END);
    expect(state.categories.C1?.decision).toBe('permit');
    expect(state.categories.C4).toEqual({ decision: 'deny', since: D[0], legalBasis: 'consent' });
  });
});

describe('when the state changes by itself', () => {
  test.each<[string, ConsentEvent[], string | undefined]>([
    ['never', [form(D[0], yes)], undefined],
    ['the day after the last day', [{ ...form(D[0], yes), validTo: '2026-05-31' }], '2026-06-01'],
    ['the first day', [{ ...form(D[0], yes), validFrom: '2026-04-02', validTo: '2026-05-31' }], '2026-04-02'],
    ['the day of a later event', [form(D[0], yes), event('withdrawn', '2026-04-05')], '2026-04-05'],
    ['a no does not expire', [{ ...form(D[0], { C2: 'deny' }), validTo: '2026-05-31' }], undefined],
  ])('%s', (_name, events, day) => expect(stateAt(events, D[3]).changesOn).toBe(day));
});

test.each(['2026-02-30', 'yesterday', ''])('the day %p is a fault', (day) => {
  expect(() => stateAt([], day)).toThrow(RangeError);
  expect(() => stateAt([form(day, yes)], END)).toThrow(RangeError);
  expect(() => stateAt([{ ...form(D[0], yes), validTo: day }], END)).toThrow(RangeError);
});

describe('what may be recorded', () => {
  const today = END;
  const empty = stateAt([], today);
  const erased = stateAt([event('erasure', D[0])], today);

  test.each<[string, ConsentEvent, string]>([
    ['an unreadable day', form('2026-02-30', yes), 'dateUnreadable'],
    ['an unreadable last day', { ...form(D[0], yes), validTo: 'never' }, 'dateUnreadable'],
    ['a consent of tomorrow', form('2027-01-01', yes), 'dateInFuture'],
    [
      'a validity that ends before it begins',
      { ...form(D[0], yes), validFrom: D[1], validTo: D[0] },
      'validityReversed',
    ],
    ['a consent that decides nothing', form(D[0], {}), 'nothingDecided'],
  ])('%s is refused', (_name, told, code) =>
    expect(mayRecord(empty, told, today)).toMatchObject({ ok: false, error: { code } }),
  );

  test('a consent and a reversal of the opt-out are recorded as they are', () => {
    for (const told of [form(D[0], yes), event('optoutReversed', D[1])])
      expect(mayRecord(empty, told, today)).toEqual({ ok: true, value: told });
  });

  test.each<ConsentEvent>([
    form(D[1], yes),
    event('amended', D[1], { categories: yes }),
    event('optoutReversed', D[1]),
  ])('after an erasure $type is refused', (told) =>
    expect(mayRecord(erased, told, today)).toMatchObject({ ok: false, error: { code: 'erased' } }),
  );

  test('a no keeps its day, and is of today when that day is unreadable or still to come', () => {
    for (const type of ['withdrawn', 'optout', 'objection', 'restriction', 'erasure'] as const)
      for (const [at, kept] of [
        [D[1], D[1]],
        ['2026-02-30', today],
        ['', today],
        ['2027-01-01', today],
      ] as const)
        expect(mayRecord(erased, event(type, at), today)).toEqual({ ok: true, value: { type, at: kept } });
  });
});
