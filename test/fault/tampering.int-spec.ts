// In: a registry's database, and thousands of changes of it by chance, each in a transaction that is rolled back. Out: the audit finds every one, and
// nothing in a database that nobody touched or where nothing is said otherwise. LONGVIEW_LONG=1 runs all of them.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { unwrap, utf8 } from '@longview/foundation';
import { audit, auditLine, NOT_PROVED, PostgresLogStore } from '@longview/registry';
import { exportLines, Log, makeBundle } from '@longview/transparency-log';
import {
  type Bundle,
  digestLines,
  ExportVerifier,
  openCheckpoint,
  parseKey,
  type Trusted,
  verifyBundle,
} from '@longview/transparency-proof';
import type pg from 'pg';
import { chance } from './tampering-chance.ts';
import { columnsOf, type Mutation, NOT_PROVED_COLUMNS, PROVED } from './tampering-columns.ts';
import { mutationsOf } from './tampering-mutations.ts';
import { NEUTRAL } from './tampering-neutral.ts';
import { bundlesSpoilt, exportsSpoilt, type Text, untouched } from './tampering-export.ts';
import { closedRegistry, type ClosedRegistry } from './tampering-registry.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
const MUTATIONS = LONG ? 2_000 : 50;
const CONTROLS = LONG ? 2_000 : 20;
/** And of exports and bundles: ten thousand in all. */
const TEXTS = LONG ? 8_000 : 120;
const SEED = 20_261_125;
if (LONG) jest.setTimeout(1_500_000);

let closed: ClosedRegistry;
let client: pg.Client;
beforeAll(async () => {
  closed = await closedRegistry();
  client = await closed.copy();
});
afterAll(() => closed?.stop());

/** Finds in the very transaction in which it was changed; then nothing was. */
async function findingsAfter(mutation: Mutation, seed: number): Promise<{ did: string; found: string[] } | undefined> {
  await client.query('begin');
  try {
    const did = await mutation.apply(client, chance(seed));
    if (did === undefined) return undefined;
    const { findings } = await audit({ client, federation: closed.federation, known: closed.known });
    return { did, found: findings.map(auditLine) };
  } finally {
    await client.query('rollback');
  }
}

describe('every column of the log and of the store', () => {
  test('is proved by another one, or named as one that is not', async () => {
    const named = [PROVED, NOT_PROVED_COLUMNS].flatMap((list) =>
      Object.entries(list).flatMap(([table, columns]) => columns.split(' ').map((column) => `${table}.${column}`)),
    );
    const there = (await columnsOf(client)).map(({ table, column }) => `${table}.${column}`);
    expect(named.toSorted()).toEqual(there.toSorted());
  });
});

describe('the audit', () => {
  test(`finds ${MUTATIONS} changes of ${MUTATIONS}`, async () => {
    const mutations = await mutationsOf(client, closed.logSigner);
    const missed: string[] = [];
    const kinds = new Map<string, number>();
    for (let n = 0, seed = SEED; n < MUTATIONS; seed++) {
      const mutation = chance(seed).one(mutations);
      const after = await findingsAfter(mutation, seed).catch((fault: unknown) => {
        throw new Error(`${mutation.name} (seed ${seed}) ended the audit`, { cause: fault });
      });
      if (after === undefined) continue;
      n += 1;
      kinds.set(mutation.name, (kinds.get(mutation.name) ?? 0) + 1);
      if (after.found.length === 0) missed.push(`seed ${seed}: ${mutation.name}: ${after.did}`);
    }
    expect(missed).toEqual([]);
    // Chance reached nearly every kind of change.
    expect(kinds.size).toBeGreaterThan(LONG ? 0.98 * new Set(mutations.map(({ name }) => name)).size : 20);
  });

  test(`finds nothing in ${CONTROLS} databases where nothing is said otherwise`, async () => {
    const alarms: string[] = [];
    for (let n = 0, seed = SEED; n < CONTROLS; seed++) {
      const mutation = NEUTRAL[seed % NEUTRAL.length] as Mutation;
      const after = await findingsAfter(mutation, seed);
      if (after === undefined) continue;
      n += 1;
      if (after.found.length > 0) alarms.push(`seed ${seed}: ${mutation.name}: ${after.found[0]}`);
    }
    expect(alarms).toEqual([]);
  });

  test('finds that all of it was set back to an older state only with a checkpoint that somebody kept', async () => {
    const earlier = await closed.earlier();
    await earlier.query('begin');
    const alone = await audit({ client: earlier, federation: closed.federation, known: closed.known.slice(0, 1) });
    expect(alone.findings).toEqual([]);
    const beside = await audit({ client: earlier, federation: closed.federation, known: closed.known });
    expect(beside.findings.map(({ rule }) => rule)).toEqual(['log-known', 'log-known']);
    expect(NOT_PROVED[0]).toContain('a checkpoint that somebody else kept');
  });
});

describe('two verifiers', () => {
  let lines: string[];
  let older: string[];
  let bundle: Bundle;
  let trusted: Trusted & { logKey: string; witnesses: readonly string[]; quorum: number; expect: string };
  let second: SecondVerifier;

  beforeAll(async () => {
    const { registry, centres } = closed.federation;
    const log = new Log(new PostgresLogStore({ app: client as never, details: client as never }), {
      key: closed.logSigner.key,
      witnesses: centres.map(({ witnessKey }) => unwrap(parseKey(witnessKey))),
    });
    const linesAt = async (size: number): Promise<string[]> => {
      const all: string[] = [];
      for await (const line of exportLines(log, { details: true, size })) all.push(...line.trimEnd().split('\n'));
      return all;
    };
    const [first, middle, last] = closed.known.map((note) => unwrap(openCheckpoint(note, closed.logSigner.key)).size);
    lines = await linesAt(last as number);
    older = await linesAt(first as number);
    const indexes = Array.from({ length: 20 }, (_, n) => 2 * n + 1);
    bundle = unwrap(await makeBundle(log, { indexes, details: true, size: last as number, since: middle as number }));
    // Three of the four hospitals looked, and all three must have.
    trusted = {
      logKey: registry.logKey,
      witnesses: centres.map(({ witnessKey }) => witnessKey),
      quorum: 3,
      expect: closed.known[1] as string,
    };
    second = secondVerifier();
  });
  afterAll(() => second?.stop());

  /** What `longview-verify` does with a file of this text. */
  function holds(text: string): boolean {
    const end = text.indexOf('\n');
    const header = text.slice(0, end < 0 ? text.length : end);
    const isExport = ((): boolean => {
      try {
        const value = JSON.parse(header) as object | null;
        return value !== null && typeof value === 'object' && 'v' in value && !('entries' in value);
      } catch {
        return false;
      }
    })();
    if (!isExport) {
      try {
        return verifyBundle(JSON.parse(text), trusted).ok;
      } catch (fault) {
        if (fault instanceof SyntaxError) return false;
        throw fault;
      }
    }
    const verifier = new ExportVerifier(header, trusted);
    const rest = text.slice(header.length + 1);
    if (rest !== '') verifier.add(digestLines(utf8(rest.endsWith('\n') ? rest : `${rest}\n`)));
    return verifier.finish().ok;
  }

  const judged = async (text: string): Promise<readonly [first: boolean, second: boolean]> => [
    holds(text),
    await second.holds({
      text,
      key: trusted.logKey,
      witnesses: trusted.witnesses,
      quorum: trusted.quorum,
      known: trusted.expect,
    }),
  ];

  async function wronglyJudged(texts: readonly Text[], expected: boolean): Promise<string[]> {
    const wrong: string[] = [];
    for (let n = 0, seed = SEED; n < TEXTS; seed++) {
      const by = chance(seed);
      const text = texts[seed % texts.length] as Text;
      const spoilt = await text.spoil(by);
      if (spoilt === undefined) continue;
      n += 1;
      const [ours, other] = await judged(spoilt);
      if (ours !== expected || other !== expected) wrong.push(`seed ${seed}: ${text.name}: ${ours}, ${other}`);
    }
    return wrong;
  }

  test(`both find ${TEXTS} spoilt exports and bundles of ${TEXTS}`, async () => {
    const texts = [...exportsSpoilt(lines, older, closed.logSigner), ...bundlesSpoilt(bundle)];
    expect(await wronglyJudged(texts, false)).toEqual([]);
  });

  test(`both believe ${TEXTS} of ${TEXTS} in which nothing is said otherwise`, async () => {
    expect(await wronglyJudged(untouched(lines, bundle), true)).toEqual([]);
  });
});

interface SecondVerifier {
  holds(asked: object): Promise<boolean>;
  stop(): void;
}

/** test/conformance/verify-log.py, which shares not a line with the first. */
function secondVerifier(): SecondVerifier {
  const script = resolve(import.meta.dirname, '../conformance/verify-log.py');
  const child = spawn('python3', [script, '--serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: ((line: string) => void)[] = [];
  const failed: ((fault: Error) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    failed.shift();
    waiting.shift()?.(line);
  });
  const end = (fault: Error): void => failed.splice(0).forEach((fail) => fail(fault));
  child.on('error', end);
  child.on('exit', (code) => end(new Error(`python3 ended with ${code}: apt-get install python3`)));
  return {
    holds: (asked) =>
      new Promise<boolean>((answered, fail) => {
        waiting.push((line) => answered(line === 'HOLDS'));
        failed.push(fail);
        child.stdin.write(`${JSON.stringify(asked)}\n`);
      }),
    stop: () => void child.stdin.end(),
  };
}

describe('the command', () => {
  const run = (url: string, ...more: string[]): { status: number | null; out: string; err: string } => {
    const { folder } = closed.trial;
    writeFileSync(join(folder, 'admin.url'), url, { mode: 0o600 });
    writeFileSync(
      join(folder, 'audit.json'),
      JSON.stringify({ admin: 'admin.url', federation: { file: 'federation.json', key: 'federation.key.json' } }),
    );
    writeFileSync(join(folder, 'kept.txt'), closed.known.at(-1) ?? '');
    const root = resolve(import.meta.dirname, '../..');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'apps/registry/dist/main.js'), join(folder, 'audit.json'), 'audit', ...more],
      { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
    );
    return { status, out: stdout, err: stderr };
  };
  const urlOf = (database: string): string => {
    const url = new URL(closed.trial.adminUrl);
    url.pathname = `/${database}`;
    return url.href;
  };

  test('says that all agrees, what that does not show, and ends with 0', () => {
    const { status, out } = run(closed.trial.adminUrl, '--known', join(closed.trial.folder, 'kept.txt'));
    expect(out).toMatch(/^AGREES: \d+ entries \(0 in line\), \d+ submissions, \d+ records, \d+ patients, 4 releases$/m);
    for (const one of NOT_PROVED) expect(out).toContain(`- ${one}`);
    expect(status).toBe(0);
  });

  test('names the row that does not agree, nothing else of it, and ends with 1', async () => {
    const spoilt = await closed.copy();
    const { rows } = await spoilt.query<{ id: string }>(
      `update registry.clinical_record set body = body || '{"sex": "male"}' where ctid = (select min(ctid) from registry.clinical_record where body ->> 'sex' = 'female') returning id`,
    );
    const { database } = spoilt;
    const { status, out } = run(urlOf(database ?? ''));
    expect(out).toContain(`record ${rows[0]?.id}: content: `);
    expect(out).toMatch(/^DOES NOT AGREE: \d+ findings? in /m);
    expect(status).toBe(1);
    const machine = run(urlOf(database ?? ''), '--json');
    expect(JSON.parse(machine.out)).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ rule: 'content', id: rows[0]?.id })]),
      notProved: NOT_PROVED,
    });
  });

  test('ends with 2 when it could not run', () => {
    expect(run(urlOf('nowhere'))).toMatchObject({ status: 2, err: expect.stringContaining('nowhere') });
    expect(run(closed.trial.adminUrl, '--known', join(closed.trial.folder, 'admin.url')).status).toBe(2);
    expect(run(closed.trial.adminUrl, '--change')).toMatchObject({
      status: 2,
      err: expect.stringContaining('--change'),
    });
  });
});
