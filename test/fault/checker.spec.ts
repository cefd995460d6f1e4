// A checker that finds nothing wrong with a small honest history, and finds each violation that is planted in it, by its rule.
import { describe, expect, test } from '@jest/globals';
import { check, type Evidence, RULE_NAMES, type RuleName } from './checker.ts';

const key = (name: string): string => Buffer.from(name).toString('base64url');
const hex = (name: string): string => Buffer.from(name).toString('hex');

const receipt = (submission: string, outcomes: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    version: 1,
    submission,
    bodyHash: `body-${submission}`,
    leafHash: `leaf-${submission}`,
    records: Object.entries(outcomes).map(([name, outcome]) => ({ key: key(name), outcome, problems: [] })),
  });

const first = receipt('s1', { death: 'ACCEPTED', product: 'ACCEPTED', odd: 'REFUSED' });
const second = receipt('s2', { death: 'UPDATED', product: 'UNCHANGED' });

const version = (name: string, number: number, current: boolean) => ({
  centre: 'gent',
  key: hex(name),
  version: number,
  current,
  content: `${name} as in ${number}`,
  withdrawn: false,
});
const entry = (id: string, kind: string, operation: string, more: object = {}) => ({
  id,
  kind,
  actor: 'data-manager@gent',
  operation,
  leafHash: `leaf-${id}`,
  ...more,
});

const HONEST: Evidence = {
  receipts: [
    { centre: 'gent', submission: 's1', receipt: first },
    { centre: 'gent', submission: 's2', receipt: second },
  ],
  submissions: [
    { id: 's1', centre: 'gent', receipt: first },
    { id: 's2', centre: 'gent', receipt: second },
  ],
  versions: [version('death', 1, false), version('death', 2, true), version('product', 1, true)],
  entries: [
    entry('s1', 'act', 'submit', { queryHash: 'body-s1', rows: 2 }),
    entry('s2', 'act', 'submit', { queryHash: 'body-s2', rows: 1 }),
    entry('i1', 'intent', 'cohort', { queryHash: 'q1' }),
    entry('r1', 'result', 'cohort', { queryHash: 'q1', intent: 'i1', rows: 7 }),
    entry('i2', 'intent', 'cohort', { queryHash: 'q2' }),
    entry('a2', 'aborted', 'cohort', { intent: 'i2' }),
    entry('i3', 'intent', 'cohort.load', { queryHash: 'q3' }),
    entry('r3', 'result', 'cohort.load', { queryHash: 'q3', intent: 'i3', rows: 7 }),
    entry('p3', 'answer', 'cohort', { queryHash: 'q3' }),
    entry('i4', 'intent', 'cutRelease', { queryHash: 'q4' }),
    entry('r4', 'result', 'cutRelease', { queryHash: 'q4', intent: 'i4', rows: 7 }),
  ],
  inLine: [],
  seen: [
    { actor: 'data-manager@gent', queryHash: 'q1', kind: 'own', rows: 7 },
    { actor: 'data-manager@gent', queryHash: 'q3', kind: 'permit' },
    { actor: 'data-manager@gent', queryHash: 'q4', kind: 'cut', rows: 5, roundedTo: 5 },
  ],
  outline: [{ what: 'patient', kind: 'true 60', n: 1, detail: null }],
  undisturbed: [{ what: 'patient', kind: 'true 60', n: 1, detail: null }],
  unfinished: [],
  stoodBehind: [
    { centre: 'gent', note: 'log\n11\nroot\n\n— log signature\n', own: 'log\n11\nroot\n\n— log signature\n' },
  ],
  alarms: [],
  pseudonymiser: [
    {
      centre: 'gent',
      charged: new Map([
        ['e1', 2],
        ['lost', 2],
      ]),
      logged: new Map([['e1', 2]]),
      tokens: 2,
    },
  ],
  logFaults: [],
};

const without = <T extends { readonly id: string }>(all: readonly T[], id: string): T[] =>
  all.filter((one) => one.id !== id);
const changed = <T extends { readonly id: string }>(all: readonly T[], id: string, change: Partial<T>): T[] =>
  all.map((one) => (one.id === id ? { ...one, ...change } : one));

const PLANTED: Readonly<Record<string, readonly [RuleName, Partial<Evidence>]>> = {
  'a submission that is gone': ['receipt kept', { submissions: without(HONEST.submissions, 's2') }],
  'a receipt that says something else': [
    'receipt kept',
    { submissions: changed(HONEST.submissions, 's2', { receipt: first }) },
  ],
  'a record that is gone': ['record kept', { versions: HONEST.versions.slice(0, 2) }],
  'a record with two current versions': [
    'record kept',
    { versions: [...HONEST.versions, version('product', 2, true)] },
  ],
  'a version twice': [
    'versions once',
    { versions: [...HONEST.versions, { ...version('product', 2, true), content: 'product as in 1' }] },
  ],
  'a version in between that is gone': ['versions once', { versions: HONEST.versions.slice(1) }],
  'no current version': ['versions once', { versions: HONEST.versions.with(1, version('death', 2, false)) }],
  'a version that no receipt tells of': [
    'versions told',
    { versions: [...HONEST.versions, version('stranger', 1, true)] },
  ],
  'a patient more': ['as undisturbed', { outline: [{ what: 'patient', kind: 'true 60', n: 2, detail: null }] }],
  'a patient fewer': ['as undisturbed', { outline: [] }],
  'a submission without its act': ['submission entered', { entries: without(HONEST.entries, 's1') }],
  'an act of another body': [
    'submission entered',
    { entries: changed(HONEST.entries, 's1', { queryHash: 'body-s9' }) },
  ],
  'an act that counts otherwise': ['submission entered', { entries: changed(HONEST.entries, 's1', { rows: 3 }) }],
  'an act of no submission': ['submission entered', { entries: [...HONEST.entries, entry('s3', 'act', 'submit')] }],
  'rows shown without a result': ['shown entered', { entries: without(HONEST.entries, 'r1') }],
  'a figure told without an entry': ['shown entered', { entries: without(HONEST.entries, 'p3') }],
  'a release cut without an entry': ['shown entered', { entries: without(HONEST.entries, 'r4') }],
  'a result that counts otherwise': ['shown entered', { entries: changed(HONEST.entries, 'r1', { rows: 6 }) }],
  'a result of somebody else': ['shown entered', { entries: changed(HONEST.entries, 'r1', { actor: 'dpo@registry' }) }],
  'a result twice': [
    'shown entered',
    { entries: [...HONEST.entries, entry('r9', 'result', 'cohort', { queryHash: 'q1', intent: 'i1', rows: 7 })] },
  ],
  'a question that came twice, and once without its entry': [
    'shown entered',
    { seen: [{ actor: 'data-manager@gent', queryHash: 'q9', kind: 'own', rows: 7, repeated: true }] },
  ],
  'an intent left open': ['intents closed', { entries: without(HONEST.entries, 'a2') }],
  'an intent both answered and aborted': [
    'intents closed',
    { entries: [...HONEST.entries, entry('a1', 'aborted', 'cohort', { intent: 'i1' })] },
  ],
  'a result of no intent': ['intents closed', { entries: without(HONEST.entries, 'i4') }],
  'an entry still in line': ['nothing waits', { inLine: ['i9'] }],
  'a submission still queued': ['nothing waits', { unfinished: [{ centre: 'gent', submission: 's3', state: 'sent' }] }],
  'another history of the same size': [
    'witnessed the same',
    {
      stoodBehind: [
        { centre: 'gent', note: 'log\n11\nother\n\n— log signature\n', own: 'log\n11\nroot\n\n— log signature\n' },
      ],
    },
  ],
  'a checkpoint that the registry does not know': [
    'witnessed the same',
    { stoodBehind: [{ centre: 'gent', note: 'log\n12\nx\n', own: undefined }] },
  ],
  'an alarm': ['witnessed the same', { alarms: [{ centre: 'gent', code: 'LOG_FORKED' }] }],
  'a token that was never logged': [
    'evaluated entered',
    { pseudonymiser: [{ centre: 'gent', charged: new Map([['e1', 2]]), logged: new Map(), tokens: 2 }] },
  ],
  'an evaluation that was never charged': [
    'evaluated entered',
    { pseudonymiser: [{ centre: 'gent', charged: new Map(), logged: new Map([['e1', 2]]), tokens: 2 }] },
  ],
  'a node of the tree that is wrong': ['log whole', { logFaults: ['node 3'] }],
};

describe('the checker', () => {
  test('finds nothing in an honest history', () => {
    expect(check(HONEST)).toEqual([]);
  });

  test.each(Object.entries(PLANTED))('finds %s', (_, [rule, change]) => {
    expect(check({ ...HONEST, ...change }).map((finding) => finding.rule)).toContain(rule);
  });

  test('has a violation planted for each of its rules', () => {
    expect(new Set(Object.values(PLANTED).map(([rule]) => rule))).toEqual(new Set(RULE_NAMES));
  });
});
