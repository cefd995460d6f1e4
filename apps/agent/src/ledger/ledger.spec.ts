import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fixedClock, type Ids, unwrap } from '@longview/foundation';
import type { Receipt, RecordOutcome } from '@longview/wire';
import { problemLine } from '../problems/index.ts';
import { ledgerOf } from './ledger.ts';
import { openLedger, transaction } from './open-ledger.ts';
import type { ToQueue } from './queue.ts';

const folder = mkdtempSync(join(tmpdir(), 'longview-ledger-'));
afterAll(() => rmSync(folder, { recursive: true }));

const clock = fixedClock('2026-03-01T08:00:00Z');
const counting = (): Ids => {
  let last = 0;
  return { uuid: () => `id-${++last}` };
};
const open = (file = ':memory:') => ledgerOf(unwrap(openLedger(file, 'key-1')), clock, counting());

const submission = (id: string, keys: readonly string[] = [`${id}-r1`], bytes = id): ToQueue => ({
  id,
  body: new TextEncoder().encode(bytes),
  bodyHash: `hash of ${bytes}`,
  signature: `signature of ${bytes}`,
  patients: 1,
  records: keys.map((key, index) => ({ key, type: 'Infusion', file: 'a.csv', line: index + 2 })),
});

const receipt = (id: string, outcomes: Readonly<Record<string, RecordOutcome>>): Receipt => ({
  version: 1,
  submission: id,
  bodyHash: 'hash',
  receivedAt: '2026-03-01T08:00:01Z',
  leafHash: 'leaf',
  records: Object.entries(outcomes).map(([key, outcome]) => ({
    key,
    outcome,
    problems: outcome === 'REFUSED' ? [{ rule: 'D01', severity: 'error', field: 'f', message: 'm', mend: 'n' }] : [],
  })),
});

describe('the file', () => {
  test('is durable at each commit, for its owner alone, and keeps what was written', () => {
    const file = join(folder, 'durable.sqlite');
    const database = unwrap(openLedger(file, 'key-1'));
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    ledgerOf(database, clock, counting()).queue.add([submission('s1')]);
    database.close();
    expect(open(file).queue.head()?.id).toBe('s1');
  });

  test('is refused under another site key, and when a newer agent wrote it', () => {
    const file = join(folder, 'other.sqlite');
    unwrap(openLedger(file, 'key-1')).close();
    expect(openLedger(file, 'key-2')).toMatchObject({ ok: false, error: { code: 'LEDGER_OTHER_KEY' } });
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 999');
    newer.close();
    expect(openLedger(file, 'key-1')).toMatchObject({ ok: false, error: { code: 'LEDGER_NEWER' } });
  });

  test('a transaction that fails leaves nothing', () => {
    const database = unwrap(openLedger(':memory:', 'key-1'));
    const before = database.prepare('SELECT count(*) AS n FROM fact').get();
    expect(() =>
      transaction(database, () => {
        database.exec("INSERT INTO fact VALUES ('half', '')");
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(database.prepare('SELECT count(*) AS n FROM fact').get()).toEqual(before);
  });
});

describe('the queue', () => {
  test('gives the oldest first, the same bytes again after a failure, and nothing of what is answered', () => {
    const { queue } = open();
    queue.add([submission('s1'), submission('s2')]);
    queue.sending('s1');
    expect(queue.counts()).toEqual({ queued: 1, sent: 1, acknowledged: 0, refused: 0 });
    const first = queue.head();
    expect(first).toMatchObject({ id: 's1', attempts: 1 });
    queue.failed('s1', 'no answer', new Date('2026-03-01T08:00:05Z'));
    expect(queue.head()).toEqual({ ...first, nextAttempt: new Date('2026-03-01T08:00:05Z'), trouble: 'no answer' });
    queue.acknowledged('s1', {
      receipt: receipt('s1', { 's1-r1': 'ACCEPTED' }),
      text: 'signed text',
      signature: 'sig',
      contentHashes: new Map(),
    });
    queue.refused('s2', { code: 'NO', message: 'because' });
    expect(queue.head()).toBeUndefined();
    expect(queue.refusals()).toEqual([
      { id: 's2', queuedAt: '2026-03-01T08:00:00.000Z', refusal: { code: 'NO', message: 'because' } },
    ]);
    expect(queue.receiptOf('s1')).toEqual({ receipt: 'signed text', signature: 'sig' });
  });

  test('takes all of a set of submissions or none', () => {
    const { queue } = open();
    expect(() => queue.add([submission('s1'), submission('s1')])).toThrow();
    expect(queue.head()).toBeUndefined();
  });

  test('a second answer to the same submission changes nothing', () => {
    const { queue, outcomes } = open();
    queue.add([submission('s1')]);
    const told = (outcome: RecordOutcome) =>
      queue.acknowledged('s1', {
        receipt: receipt('s1', { 's1-r1': outcome }),
        text: outcome,
        signature: outcome,
        contentHashes: new Map(),
      });
    told('ACCEPTED');
    told('REFUSED');
    queue.refused('s1', { code: 'NO', message: 'late' });
    queue.failed('s1', 'late', new Date());
    expect(queue.counts()).toEqual({ queued: 0, sent: 0, acknowledged: 1, refused: 0 });
    expect(outcomes()).toEqual({ ACCEPTED: 1 });
    expect(queue.receiptOf('s1')?.signature).toBe('ACCEPTED');
  });
});

describe('problems', () => {
  const found = {
    file: 'a.csv',
    line: 2,
    record: 's1-r1',
    field: 'f',
    heading: 'F',
    rule: 'D01',
    message: 'm',
    mend: 'n',
  };

  test('what agent and registry both say is told once, with the column', () => {
    const { queue, problems } = open();
    queue.add([submission('s1', ['s1-r1', 's1-r2'])]);
    problems.replace(['a.csv'], [{ ...found, severity: 'error' }]);
    queue.acknowledged('s1', {
      receipt: receipt('s1', { 's1-r1': 'REFUSED', 's1-r2': 'REFUSED' }),
      text: 'signed text',
      signature: 'sig',
      contentHashes: new Map(),
    });
    expect(problems.list()).toMatchObject([
      { origin: 'agent', line: 2, heading: 'F' },
      { origin: 'registry', line: 3, field: 'f' },
    ]);
    expect(problems.counts()).toEqual({ error: 2, query: 0, note: 0 });
    expect(problems.refusedByRegistry('a.csv')).toMatchObject([{ line: 2 }, { line: 3, rule: 'D01' }]);
  });

  test('a new answer takes the place of the old one, a file read anew of what was said of it', () => {
    const { queue, problems } = open();
    queue.add([submission('s1', ['r'])]);
    queue.acknowledged('s1', {
      receipt: receipt('s1', { r: 'REFUSED' }),
      text: '',
      signature: '',
      contentHashes: new Map(),
    });
    problems.replace(['a.csv'], [{ ...found, record: undefined, severity: 'query' }]);
    expect(problems.list()).toHaveLength(2);
    problems.replace(['a.csv'], []);
    expect(problems.list()).toHaveLength(1);
    queue.add([submission('s2', ['r'])]);
    queue.acknowledged('s2', {
      receipt: receipt('s2', { r: 'ACCEPTED' }),
      text: '',
      signature: '',
      contentHashes: new Map(),
    });
    expect(problems.list()).toEqual([]);
  });
});

describe('tokens and ages', () => {
  test('tokens are known by epoch, and a first one stays', () => {
    const { tokens } = open();
    tokens.keep(1, [{ who: 'p', value: 'one' }]);
    tokens.keep(2, [{ who: 'p', value: 'two' }]);
    tokens.keep(2, [{ who: 'p', value: 'other' }]);
    expect([1, 2, 3].map((epoch) => tokens.of('p', epoch)?.value)).toEqual(['one', 'two', undefined]);
    expect(tokens.count()).toBe(1);
  });

  test('the day of the age is the first that was told', () => {
    const { ages } = open();
    expect(ages.dayOf('p', undefined)).toBeUndefined();
    expect(ages.dayOf('p', '2025-03-10')).toBe('2025-03-10');
    expect(ages.dayOf('p', '2024-01-01')).toBe('2025-03-10');
  });
});

describe('a record that the registry has of another patient', () => {
  test('is told with the request that moves it, and with nothing to type', () => {
    const ledger = open();
    const place = { key: 'the-key', type: 'Infusion', system: 'ehr', file: 'a.csv', line: 2 };
    ledger.queue.add([{ ...submission('s1', ['the-key']), records: [place] }]);
    const told = receipt('s1', { 'the-key': 'REFUSED' });
    const problem = { rule: 'R03', severity: 'error' as const, message: 'm', mend: 'n' };
    ledger.queue.acknowledged('s1', {
      receipt: { ...told, records: told.records.map((one) => ({ ...one, problems: [problem] })) },
      text: 'receipt',
      signature: 'signature',
      contentHashes: new Map(),
    });
    const [known] = ledger.problems.list();
    expect(known).toMatchObject({ rule: 'R03', record: 'the-key', system: 'ehr' });
    if (!known) throw new Error('no problem was told');
    expect(problemLine(known)).toBe(
      'a.csv:2 — R03 (error, registry): m. Mend: n\n' +
        '  mutation { requestMove(system: "ehr", key: "the-key", reason: "wrongPatient") { ... on Move { id expires } ... on Refusal { code message } } }',
    );
    expect(problemLine({ ...known, rule: 'R01' })).not.toContain('mutation');
  });
});
