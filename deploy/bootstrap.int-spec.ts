import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'longview-bootstrap-'));
const modules = join(root, 'node_modules');
const npm = join(root, 'npm-cli.js');
const calls = join(root, 'calls');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const lock = (version: string): string =>
  JSON.stringify({
    packages: {
      '': { name: 'clone' },
      'node_modules/one': { version },
      'node_modules/elsewhere': { version: '1.0.0', optional: true },
      'node_modules/@longview/lib': { link: true },
    },
  });

/** Stands where npm would: remembers how it was called, and installs a Node. */
const INSTALLS = `const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(calls)}, process.argv.slice(2).join(' ') + '\\n');
for (const folder of ['.bin', 'one', '@longview/lib']) fs.mkdirSync('node_modules/' + folder, { recursive: true });
fs.writeFileSync('node_modules/.bin/node', '');
fs.writeFileSync('node_modules/.bin/node.cmd', '');`;

const bootstrap = () =>
  spawnSync(process.execPath, [join(root, 'deploy', 'bootstrap.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: npm },
  });
const installs = (): number => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0);

beforeEach(() => {
  for (const path of [modules, calls]) rmSync(path, { recursive: true, force: true });
  mkdirSync(join(root, 'deploy'), { recursive: true });
  copyFileSync(join(import.meta.dirname, 'bootstrap.mjs'), join(root, 'deploy', 'bootstrap.mjs'));
  writeFileSync(join(root, 'package-lock.json'), lock('1.0.0'));
  writeFileSync(npm, INSTALLS);
});

describe('the bootstrap', () => {
  test('installs once, without running scripts of packages, and again when the lock file changes', () => {
    expect(bootstrap().stdout).toMatch(/installing up to 3 packages.*\n.*installed in \d+ s/);
    expect(readFileSync(calls, 'utf8')).toMatch(/^ci --ignore-scripts /);
    expect(bootstrap()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(installs()).toBe(1);
    writeFileSync(join(root, 'package-lock.json'), lock('1.0.1'));
    expect(bootstrap().status).toBe(0);
    expect(installs()).toBe(2);
  });

  test.each([
    ['a package whose folder is gone', 'one'],
    ['a project of the repository that is not linked', '@longview/lib'],
  ])('%s is installed again', (_what, folder) => {
    bootstrap();
    rmSync(join(modules, folder), { recursive: true });
    expect(bootstrap().status).toBe(0);
    expect(installs()).toBe(2);
  });

  test.each<[string, object, number]>([
    ['is believed', { 'node_modules/one': { version: '1.0.0' } }, 0],
    ['with another version is not', { 'node_modules/one': { version: '0.9.0' } }, 1],
    ['that lacks a package is not', {}, 1],
    [
      'with a package too many is believed',
      { 'node_modules/one': { version: '1.0.0' }, 'node_modules/x': { version: '1.0.0' } },
      0,
    ],
  ])('an install by hand %s', (_what, packages, expected) => {
    for (const folder of ['.bin', 'one', '@longview/lib']) mkdirSync(join(modules, folder), { recursive: true });
    for (const name of ['node', 'node.cmd']) writeFileSync(join(modules, '.bin', name), '');
    writeFileSync(join(modules, '.package-lock.json'), JSON.stringify({ packages }));
    expect(bootstrap().status).toBe(0);
    expect(installs()).toBe(expected);
  });

  test('a failed install says so, shows no address and leaves no mark of success', () => {
    writeFileSync(npm, `console.error('GET https://packages.example:4873/one failed'); process.exit(1);`);
    const { status, stderr } = bootstrap();
    expect(status).toBe(1);
    expect(stderr).toContain('could not be installed');
    expect(stderr).toContain('GET <address> failed');
    expect(existsSync(join(modules, '.longview-lock'))).toBe(false);
  });
});
