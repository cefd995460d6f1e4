import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { livingFrom, writePidFile } from './pid-file.ts';
import { isAlive } from './process-life.ts';
import { startService } from './service.ts';
import type { Service } from './service.ts';

const folder = mkdtempSync(join(tmpdir(), 'longview-service-'));
const started: Service[] = [];
afterAll(async () => {
  for (const service of started) await service.kill9();
  rmSync(folder, { recursive: true, force: true });
});

const pidFile = join(folder, 'run', 'one.pid');
const run = async (source: string, readyWithin = 10_000): Promise<Service> => {
  const script = join(folder, 'one.mjs');
  writeFileSync(script, source);
  const args = ['argument'];
  const service = await startService({
    name: 'one',
    script,
    args,
    logFile: join(folder, 'logs', 'one.log'),
    pidFile,
    readyWithin,
  });
  started.push(service);
  return service;
};
const serving = `console.log('one ready on http://localhost:1/' + process.argv[2]); setInterval(() => {}, 1000);`;

describe('a supervised service', () => {
  test('says where it is ready, and is gone once stopped', async () => {
    const service = await run(serving);
    expect(service.url).toBe('http://localhost:1/argument');
    expect(livingFrom(pidFile)).toBe(service.pid);
    await service.stop();
    expect(isAlive(service.pid)).toBe(false);
    expect(await service.ended).toBe('SIGTERM');
    expect(livingFrom(pidFile)).toBeUndefined();
    expect(readFileSync(join(folder, 'logs', 'one.log'), 'utf8')).toContain('one ready on');
  });

  test('one that ends before it is ready is told with its last words', () =>
    expect(run(`console.error('no database'); process.exit(3);`)).rejects.toThrow(
      /one ended with code 3.*\n.*no database/s,
    ));

  test('one that is never ready is ended', async () => {
    await expect(run('setInterval(() => {}, 1000);', 300)).rejects.toThrow(/not ready in 0.3 s/);
    expect(livingFrom(pidFile)).toBeUndefined();
  });

  test('one that was not built is named', () =>
    expect(
      startService({ name: 'two', script: join(folder, 'absent.js'), args: [], logFile: join(folder, 'x'), pidFile }),
    ).rejects.toThrow(/not built/));

  test('one that an earlier supervisor left behind is ended first', async () => {
    const first = await run(serving);
    const second = await run(serving);
    expect(await first.ended).toBe('SIGTERM');
    await second.kill9();
    expect(await second.ended).toBe('SIGKILL');
  });

  test('the login of the database is not handed on', async () => {
    process.env['DATABASE_URL'] = 'postgres://secret';
    const service = await run(`console.log('ready on x:' + process.env.DATABASE_URL); setInterval(() => {}, 1000);`);
    delete process.env['DATABASE_URL'];
    expect(service.url).toBe('x:undefined');
    await service.stop();
  });
});

test('a process id that belongs to another process now is not believed', () => {
  writePidFile(pidFile, process.pid);
  expect(livingFrom(pidFile)).toBe(process.pid);
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/ .*/, ' 1'));
  expect(livingFrom(pidFile)).toBeUndefined();
  writeFileSync(pidFile, 'nonsense');
  expect(livingFrom(pidFile)).toBeUndefined();
});
