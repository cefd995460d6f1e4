// The built command line, killed: whatever moment it dies at, running it again loses nothing and doubles nothing.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { persons, RECORDS_A_ROW, writeExport } from '../../../test/support/agent-hospital.ts';
import { type TwoParties, twoParties } from '../../../test/support/faulty-parties.ts';

const MAIN = join(import.meta.dirname, '../dist/main.js');

let folder: string;
let parties: TwoParties;
let config: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'longview-agent-'));
  parties = await twoParties();
  config = await parties.configure(folder);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await parties.close();
  rmSync(folder, { recursive: true });
});

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args, '--config', config, '--json']);
  children.push(child);
  let [out, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<{ code: number | null; signal: string | null; out: string; said: string }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, out, said })),
  );
  return { child, ended };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (holds()) return;
    await setTimeout(25);
  }
  throw new Error('it never came to pass');
}

const states = (): readonly string[] => {
  const file = join(folder, 'state', 'ledger.sqlite');
  if (!existsSync(file)) return [];
  const ledger = new DatabaseSync(file, { readOnly: true });
  try {
    return (ledger.prepare('SELECT state FROM submission ORDER BY seq').all() as { state: string }[]).map(
      (row) => row.state,
    );
  } catch {
    // The tables are not there yet.
    return [];
  } finally {
    ledger.close();
  }
};

const nothingDoubled = (people: number): void => {
  expect(parties.records.size).toBe(people * RECORDS_A_ROW);
  expect([...parties.versions.values()].every((versions) => versions === 1)).toBe(true);
  // The scene throws when one id comes with two bodies; here: each id came with one signature as well.
  const byId = Map.groupBy(parties.arrived, ({ id }) => id);
  for (const sent of byId.values()) expect(new Set(sent.map(({ signature }) => signature)).size).toBe(1);
};

describe('killed with -9', () => {
  const submit = () => start('submit', join(folder, 'export.csv'), '--mapping', join(folder, 'mapping.yaml'));

  test('between queued and sent: the same submission goes out at the next run, and the rest of the file after it', async () => {
    writeExport(folder, persons(120));
    // After a refused sending the submission stands queued, and the agent waits before it sends again.
    parties.faults.push('503', '503', '503', '503', '503');
    const { child, ended } = submit();
    await until(() => states()[0] === 'queued' && parties.arrived.length > 0);
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ signal: 'SIGKILL' });
    expect(states()).toContain('queued');
    const evaluated = parties.evaluations.length;

    parties.faults.length = 0;
    expect((await submit().ended).code).toBe(0);
    expect(new Set(states())).toEqual(new Set(['acknowledged']));
    expect(parties.evaluations.reduce((sum, n) => sum + n, 0)).toBe(120);
    expect(evaluated).toBeGreaterThan(0);
    nothingDoubled(120);
  });

  test('after sending, before the answer: the same bytes go again', async () => {
    writeExport(folder, persons(3));
    parties.faults.push('hang');
    const { child, ended } = submit();
    await until(() => parties.arrived.length === 1);
    expect(states()).toEqual(['sent']);
    child.kill('SIGKILL');
    await ended;
    expect((await submit().ended).code).toBe(0);
    expect(parties.arrived[1]).toEqual(parties.arrived[0]);
    nothingDoubled(3);
  });

  test('at moments that nobody chose, over and over', async () => {
    writeExport(folder, persons(60));
    for (const pause of [150, 400, 550, 700, 850]) {
      const { child, ended } = submit();
      await setTimeout(pause);
      child.kill('SIGKILL');
      await ended;
    }
    const { code, said } = await submit().ended;
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(new Set(states())).toEqual(new Set(['acknowledged']));
    nothingDoubled(60);
  });
});

test('what one process queued, `run` sends; it ends in order when asked', async () => {
  writeExport(folder, persons(2));
  parties.faults.push('503');
  config = await parties.configure(folder, { attempts: 1 });
  const first = await start('submit', join(folder, 'export.csv'), '--mapping', join(folder, 'mapping.yaml')).ended;
  expect(first.code).toBe(2);
  const { child, ended } = start('run');
  await until(() => states()[0] === 'acknowledged' && parties.cosigned.length === 1);
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, signal: null });
  nothingDoubled(2);
});

test.each([
  ['pull', 'NO_SERVER'],
  ['watch', 'USAGE'],
])('%s without what it needs is refused by name', async (command, code) => {
  const ended = await start(command).ended;
  expect({ code: ended.code, ...(JSON.parse(ended.out) as object) }).toMatchObject({ code: 2, refusal: { code } });
});
