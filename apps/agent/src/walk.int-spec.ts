// The agent against two parties that fail: nothing acknowledged is lost, nothing is doubled, nothing that identifies is left behind.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { csvOf, persons, plantedIn, RECORDS_A_ROW, writeExport } from '../../../test/support/agent-hospital.ts';
import { checkpointOf, type Fault, type TwoParties, twoParties } from '../../../test/support/faulty-parties.ts';
import { cli } from './cli.ts';
import { systemPorts } from './ports.ts';

let folder: string;
let parties: TwoParties;
let config: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'longview-agent-'));
  parties = await twoParties();
  config = await parties.configure(folder);
});
afterEach(async () => {
  await parties.close();
  rmSync(folder, { recursive: true });
});

/** Runs the command line in this process; waiting takes no time. */
async function run(...args: readonly string[]) {
  const said: string[] = [];
  const out: string[] = [];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void said.push(line),
    progress: () => undefined,
  };
  const ending = () => new AbortController().signal;
  const ports = { ...systemPorts, wait: () => Promise.resolve(), terminal, ending };
  const exit = await cli([...args, '--config', config, '--json'], ports);
  // One object for a machine, whatever happened.
  const answer = JSON.parse(out.join('\n')) as any;
  return { exit, answer, said: said.join('\n') };
}
const submit = (file: string, ...more: string[]) =>
  run('submit', file, '--mapping', join(folder, 'mapping.yaml'), ...more);

describe('a run', () => {
  test('is acknowledged; a rerun evaluates nothing and doubles nothing', async () => {
    const people = persons(120);
    const file = writeExport(folder, people);
    const first = await submit(file);
    expect(first).toMatchObject({
      exit: 0,
      answer: { evaluated: 120, submissions: { acknowledged: 3, queued: 0 }, read: { accepted: 120 * RECORDS_A_ROW } },
    });
    expect(first.said).toContain('Back it up');
    expect(parties.evaluations).toEqual([100, 20]);
    expect(parties.records.size).toBe(120 * RECORDS_A_ROW);

    const again = await submit(file);
    expect(again).toMatchObject({ exit: 0, answer: { evaluated: 0, submissions: { acknowledged: 3 } } });
    expect(parties.evaluations).toEqual([100, 20]);
    expect([...parties.versions.values()].every((versions) => versions === 1)).toBe(true);

    writeFileSync(file, csvOf(people, '2025-07-01'));
    expect(await submit(file)).toMatchObject({ exit: 0 });
    expect([...parties.versions.values()].filter((versions) => versions === 2)).toHaveLength(120);
    expect(await run('status')).toMatchObject({ exit: 0, answer: { records: { UNCHANGED: 480, UPDATED: 120 } } });
  });

  test('leaves nothing that identifies in the state, in what was sent, or in what was said', async () => {
    const people = persons(30);
    const file = writeExport(folder, people);
    // Some rows are refused, so that problems are told of them as well.
    const broken = csvOf(people)
      .replace(people[3]!.number, '12345678901')
      .replace(`${people[4]!.birth};M`, '1901-01-01;M');
    writeFileSync(file, broken.replace(/;2024-\d\d-15;/, ';31/31/2024;'));
    parties.faults.push('drop after', '503');
    const { exit, answer, said } = await submit(file);
    expect(exit).toBe(1);
    const problems = await run('problems');
    expect(problems.exit).toBe(1);

    const texts = new Map(
      readdirSync(join(folder, 'state')).map((name) => [
        name,
        readFileSync(join(folder, 'state', name)).toString('latin1'),
      ]),
    );
    texts.set('sent', parties.arrived.map(({ body }) => body).join());
    texts.set('said', JSON.stringify([answer, said, problems.answer, problems.said, (await run('status')).answer]));
    expect(texts.get('ledger.sqlite')?.length).toBeGreaterThan(1000);
    const planted = [...plantedIn(people), '12345678901'];
    // The search finds what is there: the hospital's own file holds all of it.
    const original = csvOf(people);
    expect(
      people.every(({ number, dossier, birth }) => [number, dossier, birth].every((text) => original.includes(text))),
    ).toBe(true);
    for (const [name, text] of texts)
      for (const secret of planted) if (text.includes(secret)) throw new Error(`${secret} stands in ${name}`);
  });

  test('rows that were refused stand beside the file, with their reasons', async () => {
    const people = persons(3);
    const file = writeExport(folder, people);
    writeFileSync(file, csvOf(people).replace(people[1]!.number, '12345678901'));
    const { exit, answer } = await submit(file);
    expect(exit).toBe(1);
    expect(answer.refusedRows).toEqual([`${file}.refused.csv`]);
    const lines = readFileSync(`${file}.refused.csv`, 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(people[1]!.dossier);
    const { answer: told } = await run('problems');
    expect(told.problems).toMatchObject([{ file: 'export.csv', line: 3, heading: 'number', value: '###########' }]);
  });

  test('what the registry refuses is told with its place, and stands beside the file until it is accepted', async () => {
    const people = persons(2);
    const file = writeExport(folder, people);
    parties.refusedMembers.add('infusion');
    const { exit, answer } = await submit(file);
    expect(exit).toBe(1);
    expect(answer).toMatchObject({ refusedByRegistry: 2, refusedRows: [`${file}.refused.csv`] });
    const lines = readFileSync(`${file}.refused.csv`, 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('R01: nothing permits it');
    expect((await run('problems')).answer.problems).toMatchObject([
      { origin: 'registry', file: 'export.csv', line: 2, rule: 'R01', field: 'infusionDate', mend: 'Send a consent.' },
      { line: 3 },
    ]);
    parties.refusedMembers.clear();
    expect(await submit(file)).toMatchObject({ exit: 0, answer: { refusedByRegistry: 0, refusedRows: [] } });
    expect(await run('problems')).toMatchObject({ exit: 0, answer: { problems: [] } });
  });

  test('check sends nothing and keeps nothing', async () => {
    const file = writeExport(folder, persons(2));
    expect(await run('check', file, '--mapping', join(folder, 'mapping.yaml'))).toMatchObject({
      exit: 0,
      answer: { read: { patients: 2 } },
    });
    expect(readdirSync(folder)).not.toContain('state');
    expect(parties.evaluations).toEqual([]);
  });
});

describe('when the registry fails', () => {
  test.each<[Fault]>([
    ['drop before'],
    ['drop after'],
    ['503'],
    ['garbage'],
    ['fault'],
    ['login'],
    ['forged receipt'],
    ['receipt of another'],
  ])('by "%s", the same id goes again with the same bytes until a receipt holds', async (fault) => {
    const file = writeExport(folder, persons(3));
    parties.faults.push(fault, fault);
    expect(await submit(file)).toMatchObject({ exit: 0, answer: { submissions: { acknowledged: 1, queued: 0 } } });
    expect(parties.arrived).toHaveLength(3);
    expect(new Set(parties.arrived.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(parties.stored.size).toBe(1);
    expect([...parties.versions.values()]).toEqual(Array(3 * RECORDS_A_ROW).fill(1));
  });

  test('for longer, everything stays queued, in order, and the next run sends it first', async () => {
    const file = writeExport(folder, persons(120));
    parties.faults.push(...Array<Fault>(4).fill('forged receipt'));
    const first = await submit(file);
    expect(first).toMatchObject({ exit: 2, answer: { submissions: { acknowledged: 0, queued: 3 } } });
    expect(first.answer.submissions.trouble).toContain('not signed');
    expect(await run('status')).toMatchObject({
      answer: { submissions: { queued: 3, acknowledged: 0 }, sending: { attempts: 4 } },
    });
    const [waiting] = parties.arrived;
    const again = await submit(file);
    expect(again).toMatchObject({ exit: 0, answer: { submissions: { acknowledged: 6, queued: 0 }, evaluated: 0 } });
    expect(parties.arrived[4]).toEqual(waiting);
    expect(parties.records.size).toBe(120 * RECORDS_A_ROW);
    expect([...parties.versions.values()].every((versions) => versions === 1)).toBe(true);
  });

  test('a refusal of the whole is kept and told, and does not stop the others', async () => {
    const file = writeExport(folder, persons(60));
    parties.faults.push('refuse');
    expect(await submit(file)).toMatchObject({
      exit: 1,
      answer: { submissions: { acknowledged: 1, refused: [{ refusal: { code: 'NOT_YOURS' } }], queued: 0 } },
    });
    expect(await run('problems')).toMatchObject({
      exit: 1,
      answer: { refusedSubmissions: [{ refusal: { code: 'NOT_YOURS' } }] },
    });
    expect(await run('status')).toMatchObject({ exit: 1, answer: { submissions: { refused: 1, acknowledged: 1 } } });
  });
});

describe('when the pseudonymiser refuses', () => {
  const over = (seconds: string) => ({
    status: 429,
    body: { code: 'OVER_QUOTA', message: 'Come back at 2026-03-01T08:00:00Z.' },
    headers: { 'retry-after': seconds },
  });

  test('a quota that frees itself soon is waited for', async () => {
    parties.refusals.push(over('5'));
    expect(await submit(writeExport(folder, persons(2)))).toMatchObject({ exit: 0, answer: { evaluated: 2 } });
  });

  test('over the quota of a day, what is known still goes, and the person is told when to come back', async () => {
    const people = persons(5);
    await submit(writeExport(folder, people.slice(0, 3)));
    parties.refusals.push(over('80000'));
    const second = await submit(writeExport(folder, people));
    expect(second).toMatchObject({
      exit: 2,
      answer: { evaluated: 0, waiting: { records: 2 * RECORDS_A_ROW, because: { code: 'OVER_QUOTA' } } },
    });
    expect(second.answer.waiting.because.message).toContain('Come back at');
    expect(second.answer.submissions.acknowledged).toBe(1);
    expect(parties.records.size).toBe(3 * RECORDS_A_ROW);
    expect(await submit(join(folder, 'export.csv'))).toMatchObject({ exit: 0, answer: { evaluated: 2 } });
    expect(parties.records.size).toBe(5 * RECORDS_A_ROW);
  });

  test('an answer without proof gives no token', async () => {
    parties.refusals.push({ status: 200, body: { v: 1, epoch: 1, requestId: 'x', evaluated: [], proof: '' } });
    expect(await submit(writeExport(folder, persons(1)))).toMatchObject({
      exit: 2,
      answer: { waiting: { because: { code: 'NOT_PROVEN' } } },
    });
    expect(parties.arrived).toEqual([]);
  });

  test('where it does not know the agent, the person is told what to look at', async () => {
    parties.refusals.push({ status: 401, body: { code: 'UNAUTHENTICATED', message: 'Sign anew.' } });
    const { exit, answer } = await submit(writeExport(folder, persons(1)));
    expect([exit, answer.waiting.because.message]).toEqual([
      2,
      'The pseudonymiser: it does not know this agent: check its key, its clock and its enrolment',
    ]);
  });

  test('a service that is down for a moment is asked again, with a fresh request', async () => {
    parties.refusals.push({ status: 503, body: {} }, { status: 500, body: { code: 'FAULT', message: 'm' } });
    expect(await submit(writeExport(folder, persons(1)))).toMatchObject({ exit: 0, answer: { evaluated: 1 } });
  });
});

describe('what stops it', () => {
  test('a manifest older than one believed before', async () => {
    await run('status');
    Object.assign(parties.federation, { issued: '2025-01-01T00:00:00Z' });
    await parties.configure(folder);
    expect(await run('status')).toMatchObject({ exit: 2, answer: { refusal: { code: 'OLDER_THAN_KNOWN' } } });
  });

  test.each([
    ['a path for a command that takes none', ['pull', 'x'], 'USAGE'],
    ['an unknown command', ['sumbit'], 'USAGE'],
    ['an unknown option', ['status', '--jsn'], 'USAGE'],
    ['no path', ['submit'], 'USAGE'],
    ['a path that is not there', ['submit', '/nowhere.csv'], 'NO_FILE'],
  ])('%s', async (_, args, code) => {
    expect(await run(...args)).toMatchObject({ exit: 2, answer: { exit: 2, refusal: { code } } });
  });

  test('a key that the federation does not publish', async () => {
    writeFileSync(join(folder, 'agent.jwk'), readFileSync(join(folder, 'witness.jwk')), { mode: 0o600 });
    expect(await run('status')).toMatchObject({ exit: 2, answer: { refusal: { code: 'KEY_NOT_PUBLISHED' } } });
  });
});

test('what was put off by a clock that has been set back since is not put off for so long', async () => {
  config = await parties.configure(folder, { attempts: 1 });
  parties.faults.push('503');
  expect(await submit(writeExport(folder, persons(1)))).toMatchObject({
    exit: 2,
    answer: { submissions: { queued: 1 } },
  });
  const ledger = new DatabaseSync(join(folder, 'state', 'ledger.sqlite'));
  ledger
    .prepare('update submission set next_attempt = ?')
    .run(new Date(systemPorts.clock.now().getTime() + 86_400_000).toISOString());
  ledger.close();
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const end = new AbortController();
  const running = cli(['run', '--config', config], {
    ...systemPorts,
    terminal: { out: say, err: say, progress: () => undefined },
    ending: () => end.signal,
  });
  for (let tries = 0; tries < 200 && !said.some((line) => line.includes('acknowledged')); tries++)
    await systemPorts.wait(25);
  end.abort();
  expect(await running).toBe(0);
  expect(said.join('\n')).toContain('acknowledged');
});

test('a log that forks is told by run and status, and never cosigned', async () => {
  const said: string[] = [];
  const until = async (text: string): Promise<void> => {
    for (let tries = 0; tries < 200 && !said.some((line) => line.includes(text)); tries++) await systemPorts.wait(25);
    expect(said.join('\n')).toContain(text);
  };
  const terminal = {
    out: (line: string) => void said.push(line),
    err: (line: string) => void said.push(line),
    progress: () => undefined,
  };
  config = await parties.configure(folder, { witnessSeconds: 1 });
  const end = new AbortController();
  const running = cli(['run', '--config', config], { ...systemPorts, terminal, ending: () => end.signal });
  await until('checked and cosigned');
  const page = said.find((line) => line.includes('status at'))?.split('status at ')[1] ?? '';
  expect(await (await fetch(`${page}status.json`)).json()).toMatchObject({
    centre: 'gent',
    log: { size: 1, alarms: [] },
  });
  expect((await fetch(page, { method: 'POST' })).status).toBe(405);
  // A page elsewhere whose name was pointed at this machine.
  const rebound = await new Promise<IncomingMessage>((resolve) =>
    get(page, { headers: { host: 'elsewhere.example' } }, resolve),
  );
  expect(rebound.statusCode).toBe(421);
  rebound.destroy();
  parties.checkpoint = await checkpointOf(1, 'another history');
  await until('ALARM LOG_FORKED');
  end.abort();
  expect(await running).toBe(0);
  expect(parties.cosigned).toHaveLength(1);
  const status = await run('status');
  expect(status).toMatchObject({ exit: 1, answer: { log: { alarms: [{ code: 'LOG_FORKED' }] } } });
  expect(status.said).toContain('ALARM');
});
