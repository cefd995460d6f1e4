// In: a network whose database is archived, a machine that is lost, and a backup. Out: restored to the last archived moment, everything acknowledged is
// there and rows, log and heads agree; restored to an earlier moment, the witnesses say so, none cosigns, and what was lost comes back by sending it again.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Hospital, HOSPITALS, poll, runAgent } from '@longview/local';
import { ledgerRows } from '../support/party-books.ts';
import { storeOutline } from '../support/store-outline.ts';
import { startWalkNetwork, type WalkNetwork } from '../support/walk-network.ts';
import { untilWitnessed, withLog } from '../support/whole-log.ts';
import { RestoreDrill } from './restore-drill.ts';
import { hospitalOf, writeRound } from './rounds.ts';

jest.setTimeout(300_000);

let walk: WalkNetwork;
let drill: RestoreDrill;
let files: string;
/** Notes of heads as a reader kept them, in the order of the log. */
const kept: string[] = [];
/** Between what was sent before and after it. */
let between: Date;

const submit = async (round: number): Promise<void> => {
  const { exit, words } = await runAgent(walk.network, hospitalOf(round), writeRound(files, round));
  expect({ exit, words: exit <= 1 ? '' : words }).toEqual({ exit: expect.any(Number), words: '' });
  expect(exit).toBeLessThanOrEqual(1);
};

const keep = async (): Promise<void> => {
  const size = await untilWitnessed(walk);
  kept.push((await withLog(walk, (log) => log.published(size))) ?? '');
};

const audit = (): { status: number | null; out: string } => {
  const paths = kept.map((note, n) => {
    const path = join(files, `kept-${n}.txt`);
    writeFileSync(path, note);
    return path;
  });
  const main = resolve(import.meta.dirname, '../../apps/registry/dist/main.js');
  const known = paths.flatMap((path) => ['--known', path]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [main, walk.network.files.registry.audit, 'audit', ...known],
    { encoding: 'utf8' },
  );
  return { status, out: stdout + stderr };
};

const acknowledged = (): string[] =>
  HOSPITALS.flatMap((hospital) =>
    ledgerRows<{ receipt: string }>(walk.network, hospital, 'select receipt from receipt'),
  ).map(({ receipt }) => receipt);
const stored = async (): Promise<Set<string>> =>
  new Set(
    (await walk.rows<{ receipt: string }>('select receipt from registry.submission')).map(({ receipt }) => receipt),
  );
const lost = async (): Promise<string[]> => {
  const there = await stored();
  return acknowledged().filter((receipt) => !there.has(receipt));
};
const alarmsOf = async (hospital: Hospital): Promise<string[]> => {
  const { answer } = await runAgent(walk.network, hospital, ['status']);
  return (answer['log'] as { alarms: { code: string }[] }).alarms.map(({ code }) => code);
};

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), 'longview-restore-'));
  walk = await startWalkNetwork();
  drill = new RestoreDrill(walk);
  await drill.archive();
  await submit(0);
  await drill.backUp();
  await submit(1);
  await keep();
  [{ now: between }] = (await walk.rows<{ now: Date }>(`select clock_timestamp() + interval '1 second' as now`)) as [
    { now: Date },
  ];
  await new Promise((done) => setTimeout(done, 2_000));
  await submit(2);
  await keep();
  await drill.archived();
});
afterAll(async () => {
  await walk?.stop();
  rmSync(files, { recursive: true, force: true });
});

describe('the database’s machine is lost, and a backup from before the last submissions is there', () => {
  let whole: Awaited<ReturnType<typeof storeOutline>>;

  test('restored to the last archived moment: nothing acknowledged is missing, and nobody notices', async () => {
    whole = await storeOutline(walk);
    expect(audit()).toMatchObject({ status: 0, out: expect.stringMatching(/^AGREES/) });
    expect(acknowledged().length).toBeGreaterThan(2);
    const start = performance.now();
    await drill.restore();
    process.stderr.write(`restore: ${((performance.now() - start) / 1000).toFixed(1)} s to a registry that serves\n`);
    expect(await lost()).toEqual([]);
    expect(await storeOutline(walk)).toEqual(whole);
    expect(audit()).toMatchObject({ status: 0, out: expect.stringMatching(/^AGREES/) });
    // The witnesses go on where they were.
    await submit(2);
    await untilWitnessed(walk);
    for (const hospital of HOSPITALS) expect(await alarmsOf(hospital)).toEqual([]);
  });

  test('restored to an earlier moment: the audit and every witness say so, and none cosigns', async () => {
    await drill.restore(between);
    const gone = await lost();
    // Of the hospital that sent after that moment, and of no other.
    expect(gone.length).toBeGreaterThan(0);
    const held = ledgerRows<{ receipt: string }>(walk.network, hospitalOf(2), 'select receipt from receipt').map(
      ({ receipt }) => receipt,
    );
    expect(held).toEqual(expect.arrayContaining(gone));
    // What is there agrees with itself; it is not what others have seen.
    const { status, out } = audit();
    expect(status).toBe(1);
    expect(out).toMatch(/^checkpoint \d+: log-known: the log had \d+ entries when it was kept, and has \d+$/m);
    expect(out).toMatch(/^DOES NOT AGREE: 1 finding in /m);
    for (const hospital of HOSPITALS) {
      const noticed = (code: string): boolean =>
        code === 'LOG_WENT_BACK' || code === 'LOG_NOT_CONSISTENT' || code === 'LOG_FORKED';
      // Waited for where the agent writes it down, then asked for as a person would: a command is a process each time.
      await poll(
        60_000,
        () =>
          ledgerRows<{ code: string }>(walk.network, hospital, 'select code from alarm').some(({ code }) =>
            noticed(code),
          ) || undefined,
      );
      expect([hospital.id, (await alarmsOf(hospital)).some(noticed)]).toEqual([hospital.id, true]);
    }
  });

  test('what was lost comes back when the hospitals send their files again', async () => {
    await submit(2);
    expect(await storeOutline(walk)).toEqual(whole);
    // The receipts of before stay in the ledger: they prove what was acknowledged and lost.
    expect((await lost()).length).toBeGreaterThan(0);
  });
});
