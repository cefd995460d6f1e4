// In: the access log of a running registry, and somebody who changes it: in a copy, in the database, or back to an older state. Out: the
// built verifier, run as anyone would run it, says so and where; the hospitals that witness the log say so too. The tests are one walk.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ask, HOSPITALS, PERMIT, poll, runAgent } from '@longview/local';
import { fsck } from '@longview/transparency-log';
import type { Bundle } from '@longview/transparency-proof';
import { ledgerRows } from '../support/party-books.ts';
import { writeSmallExports } from '../support/small-exports.ts';
import { startWalkNetwork, type WalkNetwork } from '../support/walk-network.ts';
import { longviewVerify, untilWitnessed, type Verdict, wholeLog, withLog } from '../support/whole-log.ts';
import { workedQuestion } from '../support/worked-question.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

jest.setTimeout(300_000);

let walk: WalkNetwork;
/** The export's header line, and the entries with the line of their detail where they have one. */
let header: string;
let entries: string[];
/** A witnessed checkpoint in the middle of the log, as a reader might have kept it. */
let known: { readonly size: number; readonly file: string };
let bundle: Bundle;

const askOwn = (): Promise<unknown> => ask(walk.network, 'data-manager@hospital-1', workedQuestion());
const verify = (lines: readonly string[], ...more: string[]): Verdict =>
  longviewVerify(walk, [header, ...lines].join(''), ...more);

async function keepCheckpoint(): Promise<typeof known> {
  const size = await untilWitnessed(walk);
  const note = await withLog(walk, (log) => log.published(size));
  const file = join(walk.stateDir, `checkpoint-${size}.txt`);
  writeFileSync(file, note ?? '');
  return { size, file };
}

beforeAll(async () => {
  walk = await startWalkNetwork();
  writeSmallExports(walk.network);
  for (const hospital of HOSPITALS.slice(0, 2)) {
    const { exit, words } = await runAgent(walk.network, hospital, [
      'submit',
      walk.network.files.hospital(hospital.id).exports,
    ]);
    expect([exit, exit === 1 ? '' : words]).toEqual([1, '']);
  }
  await ask(
    walk.network,
    'steward@registry',
    'mutation { cutRelease { ... on Release { id } ... on Refusal { message } } }',
  );
  await askOwn();
  known = await keepCheckpoint();
  await walk.rows('create schema kept');
  for (const table of TABLES) await walk.rows(`create table kept.${table} as table log.${table}`);

  for (let times = 0; times < 4; times++) await askOwn();
  await ask(walk.network, PERMIT.persons[0], workedQuestion(), { permit: PERMIT.id, purpose: PERMIT.purpose });
  await untilWitnessed(walk);
  const { accessLogBundle } = await ask<{ accessLogBundle: { bundle: string } }>(
    walk.network,
    'dpo@registry',
    '{ accessLogBundle(first: 200) { ... on AccessLogBundle { bundle } ... on Refusal { message } } }',
  );
  bundle = JSON.parse(accessLogBundle.bundle) as Bundle;
  await untilWitnessed(walk);
  [header = '', ...entries] = await wholeLog(walk);
});
afterAll(() => walk?.stop());

describe('what nobody touched', () => {
  test('holds: the whole log, and beside an older checkpoint', () => {
    expect(entries.length).toBeGreaterThan(known.size + 4);
    expect(known.size).toBeGreaterThan(5);
    expect(verify(entries)).toMatchObject({ exit: 0, holds: true, faults: [] });
    expect(verify(entries, '--known', known.file)).toMatchObject({ exit: 0, holds: true, faults: [] });
  });

  test('holds: the bundle that the registry gives the data protection officer', () => {
    expect(bundle.entries.length).toBeGreaterThan(10);
    expect(longviewVerify(walk, JSON.stringify(bundle))).toMatchObject({ exit: 0, holds: true, faults: [] });
  });
});

const edited = (entry: string | undefined): string => {
  const changed = entry
    ?.replace('"org":"hospital-1"', '"org":"hospital-2"')
    .replace('"org":"university"', '"org":"hospital-2"');
  if (changed === undefined || changed === entry) throw new Error('nothing was edited');
  return changed;
};
/** The place of an entry of hospital 1 or the university, from this one on. */
const editable = (from: number): number => {
  const at = entries.findIndex((entry, index) => index >= from && /"org":"(?:hospital-1|university)"/u.test(entry));
  expect(at).toBeGreaterThanOrEqual(from);
  return at;
};

describe('a copy of the whole log', () => {
  test.each<[string, () => string[], string]>([
    ['an entry edited', () => entries.with(editable(0), edited(entries[editable(0)])), 'root'],
    [
      'the newest entry that can be edited, edited',
      () => entries.with(editable(known.size), edited(entries[editable(known.size)])),
      'root',
    ],
    ['the first entry removed', () => entries.slice(1), 'entries-missing'],
    ['one from the middle removed', () => entries.toSpliced(7, 1), 'entries-missing'],
    ['the end cut off', () => entries.slice(0, -3), 'entries-missing'],
    ['everything cut off', () => [], 'entries-missing'],
    [
      'two entries in each other’s place',
      () => entries.with(3, entries[4] as string).with(4, entries[3] as string),
      'root',
    ],
    ['an entry twice', () => entries.toSpliced(5, 0, entries[4] as string), 'entries-missing'],
    ['one entry replaced by another', () => entries.with(5, entries[4] as string), 'root'],
    ['a broken line', () => entries.with(5, '{"kind":"act"\n'), 'entry-malformed'],
  ])('%s: does not hold', (_, tampered, rule) => {
    const { exit, holds, faults } = verify(tampered());
    expect({ exit, holds }).toEqual({ exit: 1, holds: false });
    expect(faults.map((fault) => fault.rule)).toContain(rule);
  });

  test.each([0, 1])('an older checkpoint narrows down where it was edited (%i)', (half) => {
    const at = editable(half === 0 ? 0 : known.size);
    expect(at < known.size).toBe(half === 0);
    const { exit, faults } = verify(entries.with(at, edited(entries[at])), '--known', known.file);
    expect(exit).toBe(1);
    const from = half === 0 ? 0 : known.size;
    const to = (half === 0 ? known.size : entries.length) - 1;
    expect(faults[0]?.message).toContain(`entries ${from} to ${to} are not those that were signed`);
  });

  test('a detail edited: the entry is named', () => {
    const at = entries.findIndex((entry) => entry.trimEnd().includes('\n'));
    expect(at).toBeGreaterThanOrEqual(0);
    const [envelope = '', detail = ''] = (entries[at] ?? '').trimEnd().split('\n');
    const spoilt = detail.replace(/[0-9a-f](?=[^0-9a-f]*$)/u, (digit) => (digit === '0' ? '1' : '0'));
    expect(spoilt).not.toBe(detail);
    const { exit, faults } = verify(entries.with(at, `${envelope}\n${spoilt}\n`));
    expect([exit, faults]).toMatchObject([1, [{ rule: 'detail', index: at }]]);
  });

  test('a checkpoint of an older size over all entries, and one that nobody signed', () => {
    const older = { ...(JSON.parse(header) as object), checkpoint: walkNote };
    expect(longviewVerify(walk, [`${JSON.stringify(older)}\n`, ...entries].join(''))).toMatchObject({ exit: 1 });
    const forged = header.replace(/\\n([1-9]\d*)\\n/u, (_, size: string) => `\\n${Number(size) - 1}\\n`);
    expect(forged).not.toBe(header);
    expect(longviewVerify(walk, [forged, ...entries.slice(0, -1)].join(''))).toMatchObject({
      exit: 1,
      faults: [expect.objectContaining({ rule: 'checkpoint' })],
    });
  });

  let walkNote: string;
  beforeAll(async () => {
    walkNote = (await withLog(walk, (log) => log.published(known.size))) ?? '';
  });
});

describe('a bundle of chosen entries', () => {
  const entry = (at: number): Bundle['entries'][number] => bundle.entries.at(at) as Bundle['entries'][number];
  test.each<[string, () => Bundle['entries'], string, () => number]>([
    [
      'an entry edited',
      () => bundle.entries.with(4, { ...entry(4), envelope: entry(4).envelope.replace('"at":"2', '"at":"3') }),
      'entry-inclusion',
      () => entry(4).index,
    ],
    [
      'an entry in another place',
      () => bundle.entries.with(-1, { ...entry(-1), index: entry(-1).index - 1 }),
      'entry-inclusion',
      () => entry(-1).index - 1,
    ],
    [
      'two entries in each other’s place',
      () => bundle.entries.with(2, entry(3)).with(3, entry(2)),
      'entry-order',
      () => entry(2).index,
    ],
    [
      'an entry without its proof',
      () => bundle.entries.with(2, { index: entry(2).index, envelope: entry(2).envelope }),
      'entry-inclusion',
      () => entry(2).index,
    ],
    ['an entry twice', () => bundle.entries.toSpliced(3, 0, entry(3)), 'entry-order', () => entry(3).index],
  ])('%s: does not hold, and the entry is named', (_, tampered, rule, index) => {
    const { exit, faults } = longviewVerify(walk, JSON.stringify({ ...bundle, entries: tampered() }));
    expect(exit).toBe(1);
    expect(faults).toContainEqual(expect.objectContaining({ rule, index: index() }));
  });
});

describe('the database', () => {
  const exportNow = async (): Promise<Verdict> => longviewVerify(walk, (await wholeLog(walk)).join(''));

  test('refuses even its superuser, as long as the triggers stand', async () => {
    for (const table of ['entry', 'node', 'checkpoint', 'cosignature']) {
      await expect(walk.rows(`delete from log.${table}`)).rejects.toThrow('append-only');
      await expect(walk.rows(`truncate log.${table} cascade`)).rejects.toThrow('append-only');
      await expect(walk.rows(`set session_replication_role = replica; delete from log.${table}`)).rejects.toThrow(
        'append-only',
      );
    }
  });

  test.each<[string, (at: number) => string, readonly string[]]>([
    [
      'the text of an entry',
      (at) => `update log.entry set envelope = replace(envelope, '"org":"', '"org":"x') where idx = ${at}`,
      ['entry'],
    ],
    [
      'the text of an entry and its leaf hash',
      (at) => `update log.entry set envelope = replace(envelope, '"org":"', '"org":"x'),
          leaf_hash = sha256('\\x00'::bytea || convert_to(replace(envelope, '"org":"', '"org":"x'), 'UTF8')) where idx = ${at}`,
      ['node', 'checkpoint'],
    ],
    ['an entry that is gone', (at) => `delete from log.entry where idx = ${at}`, ['entry']],
    [
      'two entries in each other’s place',
      (
        at,
      ) => `update log.entry e set id = o.id, kind = o.kind, at = o.at, envelope = o.envelope, leaf_hash = o.leaf_hash
          from (select case idx when ${at} then ${at + 1} else ${at} end as to_idx, id, kind, at, envelope, leaf_hash from log.entry where idx in (${at}, ${at + 1})) o
          where e.idx = o.to_idx`,
      ['node', 'checkpoint'],
    ],
  ])(
    '%s, by somebody who took the triggers away: the export does not hold, and the place is found',
    async (name, change, where) => {
      const at = 4;
      await withoutTriggers(async () => {
        // A unique index looks at each row as it changes: for the exchange it has to be away as well.
        const unique = name.startsWith('two') ? ['entry_id_key', 'entry_leaf_hash_key'] : [];
        for (const one of unique) await walk.rows(`alter table log.entry drop constraint ${one}`);
        await walk.rows('create table public.undo as table log.entry');
        await walk.rows(change(at));
        const faults = await withLog(walk, fsck);
        const verdict = await exportNow();
        await walk.rows('truncate log.entry');
        await walk.rows(insertBack('entry', 'public.undo'));
        await walk.rows('drop table public.undo');
        for (const one of unique)
          await walk.rows(`alter table log.entry add constraint ${one} unique (${one.slice(6, -4)})`);
        expect(verdict).toMatchObject({ exit: 1, holds: false });
        expect(faults.map((fault) => fault.where)).toEqual(expect.arrayContaining([...where]));
        const places = faults
          .filter((fault) => fault.where === 'entry' || fault.where === 'node')
          .map((fault) => fault.at);
        expect(Math.min(...places)).toBeLessThanOrEqual(at);
        expect(places.some((place) => place >= at - 1 && place <= at + 1)).toBe(true);
      });
      expect(await withLog(walk, fsck)).toEqual([]);
      expect(await exportNow()).toMatchObject({ exit: 0 });
    },
  );
});

describe('a log set back to what it was when an older checkpoint was signed', () => {
  const statusOf = (hospital: (typeof HOSPITALS)[number]) => runAgent(walk.network, hospital, ['status']);
  const LATER = HOSPITALS.slice(2);

  test('is noticed by every hospital, and stays noticed when it has grown past where it was', async () => {
    for (const hospital of LATER)
      expect(await statusOf(hospital)).toMatchObject({ exit: 0, answer: { log: { alarms: [] } } });
    const newest = await keepCheckpoint();
    const restored = await walk.rows<{ size: number }>('select max(size)::int as size from kept.checkpoint');
    expect(restored).toEqual([{ size: known.size }]);
    await withoutTriggers(async () => {
      await walk.rows(
        [
          'begin',
          ...TABLES.map((table) => `truncate log.${table} cascade`),
          ...TABLES.map((table) => insertBack(table, `kept.${table}`)),
          'commit',
        ].join(';'),
      );
    });

    for (const hospital of HOSPITALS) await alarm(hospital, ['LOG_WENT_BACK']);
    // What the registry exports now holds for whoever knows nothing; not for whoever kept a checkpoint.
    const lines = (await wholeLog(walk)).join('');
    expect(longviewVerify(walk, lines, '--quorum', '0')).toMatchObject({ exit: 0 });
    expect(longviewVerify(walk, lines, '--quorum', '0', '--known', newest.file)).toMatchObject({
      exit: 1,
      faults: [expect.objectContaining({ rule: 'known-checkpoint' })],
    });

    const cosigned = await walk.rows('select size, witness from log.cosignature order by 1, 2');
    for (;;) {
      await askOwn();
      const [{ size } = { size: 0 }] = await walk.rows<{ size: number }>('select count(*)::int as size from log.entry');
      if (size > newest.size + 3) break;
    }
    for (const hospital of HOSPITALS) await alarm(hospital, ['LOG_NOT_CONSISTENT', 'LOG_FORKED']);
    expect(await walk.rows('select size, witness from log.cosignature order by 1, 2')).toEqual(cosigned);
    expect(verifyNow(await wholeLog(walk))).toMatchObject({
      exit: 1,
      faults: [expect.objectContaining({ rule: 'witnesses' })],
    });
  });

  const verifyNow = (lines: readonly string[]): Verdict => longviewVerify(walk, lines.join(''));

  async function alarm(hospital: (typeof HOSPITALS)[number], codes: readonly string[]): Promise<void> {
    // Waited for where the agent writes it down, then asked for as a person would: a command is a process each time.
    const held = (alarms: readonly { code: string }[]): boolean => alarms.some(({ code }) => codes.includes(code));
    await poll(
      60_000,
      () => held(ledgerRows<{ code: string }>(walk.network, hospital, 'select code from alarm')) || undefined,
    );
    const { exit, answer } = await statusOf(hospital);
    const { alarms } = answer['log'] as { alarms: readonly { code: string }[] };
    expect([hospital.id, codes, held(alarms)]).toEqual([hospital.id, codes, true]);
    // Their files were never sent, so that nothing but the alarm is wrong there.
    if (LATER.includes(hospital)) expect(exit).toBe(1);
  }
});

/** What a backup of the log holds, in the order of its references. */
const TABLES = ['entry', 'node', 'checkpoint', 'cosignature', 'open_intent', 'pending'] as const;

/** Columns that PostgreSQL makes are not written. */
const COLUMNS: Readonly<Record<(typeof TABLES)[number], string>> = {
  entry: 'idx, id, kind, at, envelope, leaf_hash',
  node: 'level, idx, hash',
  checkpoint: 'size, note, created',
  cosignature: 'size, witness, line',
  open_intent: 'id, at',
  pending: 'id, kind, envelope, leaf_hash, created',
};

const insertBack = (table: (typeof TABLES)[number], from: string): string =>
  `insert into log.${table} (${COLUMNS[table]}) select ${COLUMNS[table]} from ${from}`;

async function withoutTriggers(work: () => Promise<void>): Promise<void> {
  const each = async (change: string): Promise<void> => {
    for (const table of ['entry', 'node', 'checkpoint', 'cosignature'])
      await walk.rows(`alter table log.${table} ${change} trigger append_only`);
  };
  await each('disable');
  try {
    await work();
  } finally {
    await each('enable always');
  }
}
