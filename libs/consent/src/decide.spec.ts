import { describe, expect, test } from '@jest/globals';
import type { Category } from './category.ts';
import { permits } from './decide.ts';
import type { ConsentEvent } from './event.ts';
import type { CareRegime, ConsentRegime, EhdsRegime, LawRegime, Regime } from './regime.ts';
import { stateAt } from './state.ts';
import { mayStore } from './store.ts';

const END = '2026-12-31';
const consent: ConsentRegime = { name: 'consent', active: true };
const law: LawRegime = { name: 'law', active: true, basis: 'publicInterest' };
const duty: LawRegime = { ...law, basis: 'legalObligation' };
const ehds: EhdsRegime = { name: 'ehds', active: true, approved: '2026-06-01' };
const care: CareRegime = { name: 'care', active: true, relation: true, excluded: false };

const yes = (...codes: Category[]): ConsentEvent => ({
  type: 'given',
  at: '2026-01-01',
  formId: 'F',
  formVersion: '2',
  categories: Object.fromEntries(codes.map((code) => [code, 'permit'])),
});
const no = (...codes: Category[]): ConsentEvent => ({
  type: 'amended',
  at: '2026-01-02',
  categories: Object.fromEntries(codes.map((code) => [code, 'deny'])),
});
const said = (type: ConsentEvent['type'], at = '2026-03-01'): ConsentEvent => ({ type, at });
const IN = true;

type Row = [name: string, events: ConsentEvent[], regime: Regime, needs: Category[], decision: true | string];
const rows: Row[] = [
  ['care follow-up: shared, treated now, not excluded', [yes('C1')], care, [], IN],
  ['care follow-up: not shared', [yes('C2', 'C3')], care, [], 'C1'],
  ['care follow-up: no relation now', [yes('C1')], { ...care, relation: false }, [], 'noRelation'],
  ['care follow-up: excluded by the person', [yes('C1')], { ...care, excluded: true }, [], 'excluded'],
  ['care follow-up: withdrawn', [yes('C1'), said('withdrawn')], care, [], 'withdrawn'],
  ['quality figures of the own centre, by consent', [yes('C2')], consent, ['C2'], IN],
  ['quality figures of the own centre, by consent: not asked', [], consent, ['C2'], 'C2'],
  ['quality figures of the own centre, by law', [], law, ['C2'], IN],
  ['benchmarking, by consent: denied', [yes('C2'), no('C2')], consent, ['C2'], 'C2'],
  ['public statistics under EHDS', [], ehds, ['C2'], IN],
  ['public statistics under EHDS: opted out before', [said('optout')], ehds, ['C2'], 'optedOut'],
  ['public statistics by consent: the opt-out is not of this regime', [yes('C2'), said('optout')], consent, ['C2'], IN],
  [
    'data request under EHDS: opted out on the day of its approval',
    [said('optout', '2026-06-01')],
    ehds,
    ['C2'],
    'optedOut',
  ],
  ['data request under EHDS: opted out after its approval', [said('optout', '2026-06-02')], ehds, ['C2'], IN],
  [
    'data request under EHDS: opt-out reversed',
    [said('optout'), said('optoutReversed', '2026-04-01')],
    ehds,
    ['C2'],
    IN,
  ],
  [
    'data request under EHDS: opt-out overridden for a public task',
    [said('optout')],
    { ...ehds, optOutOverridden: true },
    ['C2'],
    IN,
  ],
  ['academic research, by consent', [yes('C2', 'C3')], consent, ['C3'], IN],
  ['academic research, by consent: registry alone is not research', [yes('C2')], consent, ['C3'], 'C3'],
  ['academic research across a border', [yes('C3', 'C5a')], consent, ['C3', 'C5a'], IN],
  ['academic research across a border: not shared', [yes('C3')], consent, ['C3', 'C5a'], 'C5a'],
  [
    'academic research with genetic data, linkage, samples: every one is needed',
    [yes('C3', 'C7', 'C10')],
    consent,
    ['C11', 'C10', 'C7', 'C3'],
    'C11',
  ],
  ['company research, by consent', [yes('C3', 'C4')], consent, ['C3', 'C4'], IN],
  ['company research, by consent: academic research is not company research', [yes('C3')], consent, ['C3', 'C4'], 'C4'],
  ['company research under EHDS: not asked does not bind', [yes('C3')], ehds, ['C3', 'C4'], IN],
  ['company research under EHDS: a no binds', [no('C4')], ehds, ['C3', 'C4'], 'C4'],
  [
    'company research under EHDS: a no overridden in writing',
    [no('C4')],
    { ...ehds, wishOverridden: true },
    ['C3', 'C4'],
    IN,
  ],
  [
    'company research under EHDS: an overridden wish is no overridden opt-out',
    [no('C4'), said('optout')],
    { ...ehds, wishOverridden: true },
    ['C4'],
    'optedOut',
  ],
  [
    'company research under EHDS: an overridden opt-out is no overridden wish',
    [no('C4'), said('optout')],
    { ...ehds, optOutOverridden: true },
    ['C4'],
    'C4',
  ],
  ['research under EHDS: withdrawn', [yes('C3'), said('withdrawn')], ehds, ['C3'], 'withdrawn'],
  [
    'research under EHDS: withdrawn, then care alone consented',
    [said('withdrawn'), { ...yes('C1'), at: '2026-04-01' }],
    ehds,
    ['C3'],
    'C3',
  ],
  ['safety study of the own product, by consent', [yes('C4')], consent, ['C4'], IN],
  ['safety study of the own product, by legal duty', [no('C4')], duty, ['C4'], IN],
  ['regulator, by law', [], duty, [], IN],
  ['payer, by law: a no waits for a person', [no('C2')], law, ['C2'], 'objection'],
  ['artificial intelligence: all but the method', [yes('C3', 'C4')], consent, ['C6', 'C3', 'C4'], 'C6'],
  ['artificial intelligence', [yes('C3', 'C6')], consent, ['C6', 'C3'], IN],
  ['outside the EEA', [yes('C3', 'C5b')], consent, ['C3', 'C5b'], IN],
  ['outside the EEA: within is not outside', [yes('C3', 'C5a')], consent, ['C3', 'C5b'], 'C5b'],
  ['a use that names no need', [yes('C2', 'C3')], consent, [], 'nothingNeeded'],
  ['by consent: withdrawn', [yes('C3'), said('withdrawn')], consent, ['C3'], 'withdrawn'],
  ['by consent: objected', [yes('C3'), said('objection')], consent, ['C3'], 'objection'],
  ['by law: an objection waits for a person', [said('objection')], law, [], 'objection'],
  [
    'by law: an objection overruled by a person',
    [said('objection')],
    { ...law, objectionOverruled: '2026-03-02' },
    [],
    IN,
  ],
  [
    'by law: overruled on the day of the objection',
    [said('objection')],
    { ...law, objectionOverruled: '2026-03-01' },
    [],
    'objection',
  ],
  [
    'by law: a second objection after the first was overruled',
    [said('objection'), said('objection', '2026-05-01')],
    { ...law, objectionOverruled: '2026-03-02' },
    [],
    'objection',
  ],
  [
    'by law: overruled on a day to come',
    [said('objection')],
    { ...law, objectionOverruled: '2027-01-01' },
    [],
    'objection',
  ],
  ['by law: a withdrawal is an objection', [yes('C2'), said('withdrawn')], law, ['C2'], 'objection'],
  ['by law: a withdrawal is an objection, whatever is needed', [said('withdrawn')], law, [], 'objection'],
  [
    'by law: a no to a category after an objection was overruled',
    [said('objection'), { ...no('C2'), at: '2026-05-01' }],
    { ...law, objectionOverruled: '2026-03-02' },
    ['C2'],
    'objection',
  ],
  ['by law: a no to a category that is not needed', [no('C4')], law, ['C2'], IN],
  ['by legal obligation: no objection', [said('objection')], duty, ['C2'], IN],
  ...[consent, law, duty, ehds, care].flatMap((regime): Row[] => [
    [`${regime.name}: erased`, [yes('C1', 'C3'), said('erasure')], regime, ['C3'], 'erased'],
    [`${regime.name}: restricted`, [yes('C1', 'C3'), said('restriction')], regime, ['C3'], 'restricted'],
    [
      `${regime.name}: the activity is not in force`,
      [yes('C1', 'C3')],
      { ...regime, active: false },
      ['C3'],
      'activityInactive',
    ],
    [
      `${regime.name}: erased is told first`,
      [said('erasure'), said('restriction'), said('optout'), said('withdrawn')],
      { ...regime, active: false },
      ['C3'],
      'erased',
    ],
  ]),
  ['order: opted out before not in force', [said('optout')], { ...ehds, active: false }, ['C3'], 'optedOut'],
  ['order: purpose, place, data, linkage, method', [], consent, ['C6', 'C11', 'C7', 'C5a', 'C3'], 'C3'],
  ['order: place, data, linkage, method', [yes('C3')], consent, ['C6', 'C11', 'C7', 'C5a', 'C3'], 'C5a'],
  ['order: data, linkage, method', [yes('C3', 'C5a')], consent, ['C6', 'C11', 'C7', 'C5a', 'C3'], 'C7'],
  ['order: linkage, method', [yes('C3', 'C5a', 'C7')], consent, ['C6', 'C11', 'C7', 'C5a', 'C3'], 'C11'],
  ['order: method', [yes('C3', 'C5a', 'C7', 'C11')], consent, ['C6', 'C11', 'C7', 'C5a', 'C3'], 'C6'],
  ['the form counts', [yes('C3')], { ...consent, acceptedForms: { F: ['1', '2'] } }, ['C3'], IN],
  [
    'an older version of the form does not count',
    [yes('C3')],
    { ...consent, acceptedForms: { F: ['3'] } },
    ['C3'],
    'C3',
  ],
  ['another form does not count', [yes('C3')], { ...consent, acceptedForms: { G: ['2'] } }, ['C3'], 'C3'],
];

test.each(rows)('%s', (_name, events, regime, needs, decision) => {
  const decided = permits(stateAt(events, END), { regime, needs });
  expect(decided.permits ? [IN, decided.rule] : decided.rule).toEqual(decision === IN ? [IN, regime.name] : decision);
});

test('a no is told with its day', () =>
  expect(permits(stateAt([yes('C3'), said('withdrawn')], END), { regime: consent, needs: ['C3'] })).toEqual({
    permits: false,
    rule: 'withdrawn',
    since: '2026-03-01',
  }));

test('a regime with an unreadable day is a fault', () => {
  const state = stateAt([said('optout'), said('objection')], END);
  expect(() => permits(state, { regime: { ...ehds, approved: '01/02/2026' }, needs: [] })).toThrow(RangeError);
  expect(() => permits(state, { regime: { ...law, objectionOverruled: 'yes' }, needs: [] })).toThrow(RangeError);
});

describe('storing', () => {
  const store = (events: ConsentEvent[], regime: ConsentRegime | LawRegime) => {
    const stored = mayStore(stateAt(events, END), regime);
    return stored.ok ? stored.value : stored.error.code;
  };
  test.each<[string, ConsentEvent[], ConsentRegime | LawRegime, object | string]>([
    ['by consent', [yes('C2')], consent, { basis: 'consent', formId: 'F', formVersion: '2' }],
    [
      'by consent without a form number',
      [{ type: 'given', at: '2026-01-01', categories: { C2: 'permit' } }],
      consent,
      { basis: 'consent' },
    ],
    ['by law in the public interest', [], law, { basis: 'publicInterest' }],
    ['by legal obligation', [], duty, { basis: 'legalObligation' }],
    [
      'by legal obligation although consent was withdrawn',
      [yes('C2'), said('withdrawn')],
      duty,
      { basis: 'legalObligation' },
    ],
    [
      'by law after a person overruled the objection',
      [said('objection')],
      { ...law, objectionOverruled: '2026-04-01' },
      { basis: 'publicInterest' },
    ],
    ['nothing recorded', [], consent, 'consentMissing'],
    ['consent to research alone', [yes('C3')], consent, 'consentMissing'],
    ['a no', [no('C2')], consent, 'consentDenied'],
    ['expired', [{ ...yes('C2'), validTo: '2026-12-30' }], consent, 'consentNotValid'],
    ['on a form that does not count', [yes('C2')], { ...consent, acceptedForms: { F: ['3'] } }, 'consentNotValid'],
    ['recorded under another basis', [{ ...yes('C2'), legalBasis: 'contract' }], consent, 'consentNotValid'],
    ['withdrawn', [yes('C2'), said('withdrawn')], consent, 'withdrawn'],
    ['objected, by consent', [yes('C2'), said('objection')], consent, 'objection'],
    ['objected, by law', [said('objection')], law, 'objection'],
    ['restricted', [yes('C2'), said('restriction')], consent, 'restricted'],
    ['restricted, by legal obligation', [said('restriction')], duty, 'restricted'],
    ['erased', [yes('C2'), said('erasure')], consent, 'erased'],
    ['erased, by legal obligation', [said('erasure')], duty, 'erased'],
    ['the activity has ended, by consent', [yes('C2')], { ...consent, active: false }, 'activityInactive'],
    ['the activity has ended, by law', [], { ...law, active: false }, 'activityInactive'],
  ])('%s', (_name, events, regime, outcome) => expect(store(events, regime)).toEqual(outcome));

  test('a refusal says why and since when', () => {
    const stored = mayStore(stateAt([yes('C2'), said('withdrawn')], END), consent);
    expect(stored).toEqual({
      ok: false,
      error: { code: 'withdrawn', message: 'consent was withdrawn, since 2026-03-01' },
    });
  });
});
