// In: files as a reader gets them. Out: longview-verify says what holds, one line a finding, and ends with 0, 1 or 2.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toHex } from '@longview/foundation';
import {
  chosenBundle,
  exportText,
  logSigner,
  sampleEntryAt,
  sampleLog,
  trusted,
  wholeBundle,
} from '../../../../test/support/sample-bundle.ts';
import type { SampleLog } from '../../../../test/support/sample-bundle.ts';
import { nativeSha256 } from './bin/native-sha256.ts';
import { GrowingTree } from './merkle/growing-tree.ts';
import { signCheckpoint } from './note/checkpoint.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'longview-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

const keys = ['--key', trusted.logKey, ...(trusted.witnesses ?? []).flatMap((key) => ['--witness', key])];
const file = (name: string, content: string): string => {
  const place = join(folder, name);
  writeFileSync(place, content);
  return place;
};

/** The built program, as a reader has it. */
function run(...args: string[]): { status: number | null; lines: string[]; complaint: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path('../dist/bin.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, lines: stdout.trimEnd().split('\n'), complaint: stderr };
}

let log: SampleLog;
let exported: string;
beforeAll(async () => {
  log = await sampleLog(11, 7);
  exported = await exportText(log);
});

describe('holds: 0', () => {
  test('a bundle of chosen entries beside a checkpoint that the reader holds', async () => {
    const bundle = file('chosen.json', JSON.stringify(await chosenBundle(log, [2, 3, 4], 7), null, 2));
    const known = file('known.txt', log.checkpoints.get(7) ?? '');
    const { status, lines } = run(bundle, ...keys, '--quorum', '2', '--known', known);
    expect(lines).toEqual([
      'HOLDS: 3 chosen entries of 11 of log.example/registry, cosigned by hospital-2.example, hospital-3.example, hospital-4.example',
    ]);
    expect(status).toBe(0);
  });

  test('a whole log as a bundle on one line, and as an export with or without its last newline', async () => {
    const bundle = file('whole.json', JSON.stringify(await wholeBundle(log)));
    for (const place of [bundle, file('export.ndjson', exported), file('cut.ndjson', exported.slice(0, -1))]) {
      const { status, lines } = run(place, ...keys);
      expect(lines.at(-1)).toMatch(/^HOLDS: all 11 entries/);
      expect(status).toBe(0);
    }
  });

  test('an export of many blocks, whose lines cross their ends', async () => {
    const tree = new GrowingTree(0, [], { hash: nativeSha256 });
    const texts: string[] = [];
    for (let number = 10; number < 20_010; number++) {
      const { envelopeText, leafHash } = sampleEntryAt(number, { reason: 'x'.repeat(number % 1400) });
      tree.append(leafHash);
      texts.push(`${envelopeText}\n`);
    }
    const checkpoint = await signCheckpoint({ origin: logSigner.key.name, size: 20_000, root: tree.root() }, logSigner);
    const header = { ...(JSON.parse(exported.split('\n')[0] ?? '') as object), checkpoint };
    const whole = `${JSON.stringify(header)}\n${texts.join('')}`;
    expect(whole.length).toBeGreaterThan(3 * 4 * 1024 * 1024);
    const honest = run(file('large.ndjson', whole), '--key', trusted.logKey);
    expect(honest.lines.at(-1)).toMatch(/^HOLDS: all 20000 entries/);
    expect(honest.status).toBe(0);

    const spoilt = run(
      file('spoilt.ndjson', whole.replace('"activity":"research"', '"activity":"Research"')),
      '--key',
      trusted.logKey,
    );
    expect(spoilt.lines[0]).toMatch(/^fault: root: entries 0 to 19999/);
    expect(spoilt.status).toBe(1);
  });
});

describe('does not hold: 1', () => {
  test('each fault is one line, with its entry', async () => {
    const bundle = await chosenBundle(log, [5, 6]);
    const entries = bundle.entries.with(0, {
      ...bundle.entries[0]!,
      detail: { salt: toHex(new Uint8Array(16)), bodyText: '{}' },
    });
    const { status, lines } = run(file('spoilt.json', JSON.stringify({ ...bundle, entries })), ...keys);
    expect(lines).toEqual([
      'fault: entry 5: detail: the detail is not the one that was logged',
      'DOES NOT HOLD: 1 fault',
    ]);
    expect(status).toBe(1);
  });

  test('an export with a line gone', () => {
    const lines = exported.split('\n').toSpliced(3, 1).join('\n');
    const { status, lines: said } = run(file('gone.ndjson', lines), ...keys, '--json');
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ holds: false, faults: [{ rule: 'entries-missing' }] });
    expect(status).toBe(1);
  });
});

describe('could not run: 2', () => {
  const honest = (): string => file('honest.ndjson', exported);
  test.each<[string, () => string[], RegExp]>([
    ['no file', () => keys, /longview-verify FILE/],
    ['no key', () => [honest()], /longview-verify FILE/],
    ['a file that is not there', () => [join(folder, 'nowhere'), ...keys], /ENOENT/],
    ['a file that is neither', () => [file('text', 'Dear reader'), ...keys], /neither a bundle nor an export/],
    ['an empty file', () => [file('empty', ''), ...keys], /neither a bundle nor an export/],
    ['a key that is none', () => [honest(), '--key', 'x'], /trusted log key/],
    ['an unknown option', () => [honest(), ...keys, '--trust-me'], /trust-me/],
    ['a quorum that nobody can reach', () => [honest(), ...keys, '--quorum', '4'], /quorum/],
    ['a quorum that is no number', () => [honest(), ...keys, '--quorum', 'two'], /quorum/],
  ])('%s', (_, args, complaint) => {
    const { status, complaint: said } = run(...args());
    expect(said).toMatch(complaint);
    expect(status).toBe(2);
  });
});
