// The built process itself: its commands, its one line, a kill in the middle, and its end at SIGTERM.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock, toBase64Url, unwrap } from '@longview/foundation';
import { parseKeysResponse, requestJson } from '@longview/pseudonym-protocol';
import { finaliseBatch } from '@longview/pseudonym-client';
import { Trial } from '../../../test/support/pseudonymiser-trial.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = 'apps/pseudonymiser/dist/main.js';

let trial: Trial;
const children: ChildProcess[] = [];
beforeEach(async () => {
  trial = await Trial.prepare();
  trial.clock.now = systemClock.now;
  trial.configure({ keys: { folder: 'keys', createIfMissing: true } });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await trial.end();
});

function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: root, env: { ...process.env, ...env } });
  children.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const ended = once(child, 'close').then(([code, signal]) => ({ ...output, code, signal }) as const);
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => output.stdout.includes('\n') && resolve(output.stdout));
    child.once('close', () => reject(new Error(output.stderr)));
  });
  ready.catch(() => undefined);
  return { child, ended, ready };
}

test('makes its keys, serves, is killed, still knows, and ends at SIGTERM', async () => {
  const config = trial.path('config.json');
  rmSync(trial.path('log.key'));
  const printed = await run([config, 'keys']).ended;
  expect(printed.code).toBe(0);
  const { logKey, ...list } = JSON.parse(printed.stdout) as { logKey: string };
  const [first] = unwrap(parseKeysResponse(list)).keys;
  if (!first) throw new Error('no key was made');
  const from = '2026-01-01T00:00:00Z';
  const epochs = [{ epoch: first.epoch, publicKey: toBase64Url(first.publicKey), from }];
  await trial.publish({ pseudonymiser: { ...trial.manifest.pseudonymiser, epochs, logKey } });

  const before = run([], { LONGVIEW_PSEUDONYMISER_CONFIG: config });
  expect(await before.ready).toBe(`pseudonymiser ready on ${trial.url}\n`);
  const batch = trial.batch(['a', 'b']);
  const body = JSON.stringify(requestJson(batch.request));
  const token = await trial.sign(body);
  const answer = await trial.post(body, token);
  expect(unwrap(finaliseBatch(batch, answer.json, () => first.publicKey))).toHaveLength(2);
  before.child.kill('SIGKILL');
  expect((await before.ended).signal).toBe('SIGKILL');

  const after = run([config]);
  await after.ready;
  expect((await trial.post(body, token)).status).toBe(401);
  expect((await trial.send(body)).json['code']).toBe('REPLAY');
  // The evaluation, and the attempt to use its assertion again.
  expect((await trial.get('/v1/log')).text.split('\n')[1]).toBe('2');
  after.child.kill('SIGTERM');
  const end = await after.ended;
  expect([end.code, end.signal]).toEqual([0, null]);
  expect(end.stdout).toBe(`pseudonymiser ready on ${trial.url}\n`);
  expect(end.stderr).toContain('DEVELOPMENT: keys.createIfMissing is set');
});

test('makes the key of a further epoch once', async () => {
  const config = trial.path('config.json');
  const made = await run([config, 'create-key', '3']).ended;
  const { logKey: _, ...list } = JSON.parse(made.stdout) as { logKey: string };
  expect(unwrap(parseKeysResponse(list)).keys.map(({ epoch }) => epoch)).toEqual([3]);
  const again = await run([config, 'create-key', '3']).ended;
  expect([again.code, again.stdout]).toEqual([1, '']);
  expect(again.stderr).toContain('KEY_EXISTS');
});

test('destroys the key of an epoch that has ended, says so in its log, and never makes another', async () => {
  const config = trial.path('config.json');
  const destroy = (epoch: number) => run([config, 'destroy-key', String(epoch)]).ended;
  for (const epoch of [1, 2]) await run([config, 'create-key', String(epoch)]).ended;
  const { keys } = unwrap(parseKeysResponse(keysIn((await run([config, 'keys']).ended).stdout)));
  const from = '2026-01-01T00:00:00Z';
  const epochs = keys.map(({ epoch, publicKey }) => ({ epoch, publicKey: toBase64Url(publicKey), from }));
  const publish = async (ended: object, issued: string) => {
    const changed = epochs.map((one) => (one.epoch === 1 ? { ...one, ...ended } : one));
    await trial.publish({ issued, pseudonymiser: { ...trial.manifest.pseudonymiser, epochs: changed } });
  };
  await publish({}, '2026-01-01T00:00:01Z');
  const service = run([config]);
  await service.ready;
  const open = await destroy(1);
  expect([open.code, open.stderr.includes('EPOCH_OPEN')]).toEqual([1, true]);
  const secret = (JSON.parse(readFileSync(trial.path('keys/epoch-1.json'), 'utf8')) as { secret: string }).secret;

  await publish({ to: '2026-01-02T00:00:00Z' }, '2026-01-01T00:00:02Z');
  expect((await destroy(1)).stdout).toBe('the key of epoch 1 is destroyed\n');
  expect(existsSync(trial.path('keys/epoch-1.json'))).toBe(false);
  for (const name of readdirSync(trial.path('keys')))
    expect(readFileSync(trial.path(`keys/${name}`), 'utf8')).not.toContain(secret);
  expect((await trial.send(trial.body(['x']))).json['code']).toBe('EPOCH_NOT_SERVED');
  // The service that runs gives the entry its place, and goes on with the other key.
  expect((await trial.get('/v1/log')).text.split('\n')[1]).toBe('1');
  const served = JSON.parse((await trial.get('/v1/keys')).text) as { keys: { epoch: number }[] };
  expect(served.keys.map(({ epoch }) => epoch)).toEqual([2]);
  const again = await destroy(1);
  expect([again.code, again.stderr.includes('KEY_MISSING')]).toEqual([1, true]);
  const anew = await run([config, 'create-key', '1']).ended;
  expect([anew.code, anew.stderr.includes('KEY_DESTROYED')]).toEqual([1, true]);
  service.child.kill('SIGTERM');
  await service.ended;
  // What a power cut left of it, overwritten and not yet removed, stops nothing.
  writeFileSync(trial.path('keys/epoch-1.json'), new Uint8Array(80), { mode: 0o600 });
  const after = run([config]);
  await after.ready;
  expect((await destroy(1)).code).toBe(0);
});

const keysIn = (printed: string): unknown => {
  const { logKey: _, ...list } = JSON.parse(printed) as { logKey: string };
  return list;
};

test('says what is wrong in one line and does not serve', async () => {
  const config = trial.path('config.json');
  const runs = [[config], [config, 'serve'], [config, 'create-key', '0'], []].map((args) => run(args).ended);
  const ends = await Promise.all(runs);
  expect(ends.map(({ code, stdout }) => [code, stdout])).toEqual(ends.map(() => [1, '']));
  expect(ends.map(({ stderr }) => /(KEY_MISMATCH|USAGE): /.exec(stderr)?.[1])).toEqual([
    'KEY_MISMATCH',
    'USAGE',
    'USAGE',
    'USAGE',
  ]);
  expect(ends.map(({ stderr }) => stderr).join()).not.toMatch(/\n\s+at /);
});
