// In: sizes. Out: how fast a log takes entries in and how fast an export of it is verified, beside sha256sum over the same bytes.
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemIds, unwrap } from '@longview/foundation';
import { Log, SqliteLogStore, exportLines } from '@longview/transparency-log';
import {
  GrowingTree,
  KEY_TYPE,
  ed25519Signer,
  formatKey,
  makeEntry,
  signCheckpoint,
} from '@longview/transparency-proof';
import type { Entry } from '@longview/transparency-proof';
import { type Figure, overRuns } from './figures.ts';
import { peakMegabytes } from './machine.ts';

const signer = ed25519Signer('log.example/bench', KEY_TYPE.log, new Uint8Array(32).fill(7));
const verifier = fileURLToPath(import.meta.resolve('@longview/transparency-proof')).replace(
  /(src|dist).*$/,
  'dist/bin.js',
);

/** Correctness is checked before a time counts: the verifier must say that every entry holds. */
export async function benchLog({ appended = 20_000, verified = 1_000_000 } = {}): Promise<Figure[]> {
  return [...(await benchAppend(appended)), ...(await benchVerify(verified))];
}

async function benchAppend(count: number): Promise<Figure[]> {
  const entries = Array.from({ length: count }, (_, number) => answer(number));
  const log = new Log(new SqliteLogStore(':memory:'), { key: signer.key });
  const started = performance.now();
  for (const entry of entries) unwrap(await log.append(entry));
  const inLine = performance.now();
  while ((await log.integrate(1000)) > 0);
  const done = performance.now();
  if ((await log.store.size()) !== count) throw new Error('the log did not take every entry');
  return [
    { name: 'log append (SQLite in memory)', value: (count / (inLine - started)) * 1000, unit: 'entries/s' },
    { name: 'log integrate (SQLite in memory)', value: (count / (done - inLine)) * 1000, unit: 'entries/s' },
  ];
}

async function benchVerify(count: number): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'longview-bench-'));
  try {
    const path = join(directory, 'export.ndjson');
    await writeExport(path, count);
    const megabytes = statSync(path).size / 1e6;
    const [ours, theirs]: [Run[], Run[]] = [[], []];
    // The first of each warms up: it is not counted.
    for (let round = -1; round < (count > 1_000_000 ? 3 : 5); round++) {
      const verified = await run(process.execPath, [verifier, path, '--key', formatKey(signer.key)]);
      if (!verified.said.includes(`HOLDS: all ${count} entries`))
        throw new Error(`the verifier said: ${verified.said}`);
      const hashed = await run('sha256sum', [path]);
      if (round >= 0) {
        ours.push(verified);
        theirs.push(hashed);
      }
    }
    return [
      overRuns(
        `${count.toLocaleString('en')} entries verified offline`,
        ours.map(({ seconds }) => seconds),
        's',
      ),
      overRuns(
        `sha256sum of the same ${megabytes.toFixed(0)} MB`,
        theirs.map(({ seconds }) => seconds),
        's',
      ),
      overRuns(
        'verified beside sha256sum',
        ours.map(({ seconds }, at) => seconds / (theirs[at]?.seconds ?? NaN)),
        'times',
      ),
      { name: 'most memory of the verifier', value: Math.max(...ours.map(({ megabytes: peak }) => peak)), unit: 'MB' },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface Run {
  readonly said: string;
  readonly seconds: number;
  /** Resident at its most, as often as it was looked at. */
  readonly megabytes: number;
}

async function run(command: string, given: readonly string[]): Promise<Run> {
  const started = performance.now();
  const child = spawn(command, given, { stdio: ['ignore', 'pipe', 'inherit'] });
  let [said, megabytes] = ['', 0];
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  const looking = setInterval(() => (megabytes = Math.max(megabytes, peakMegabytes(child.pid as number) || 0)), 50);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(looking);
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said}`);
  return { said, seconds: (performance.now() - started) / 1000, megabytes };
}

/** The lines are those of {@link exportLines} (compared on a small log), written without a store in between. */
async function writeExport(path: string, count: number): Promise<void> {
  const entries = Array.from({ length: 100 }, (_, number) => answer(number));
  const log = new Log(new SqliteLogStore(':memory:'), { key: signer.key });
  for (const entry of entries) unwrap(await log.append(entry));
  await log.integrate();
  await log.checkpoint(signer, { now: () => new Date() });
  const [sample = '', ...lines] = await allOf(exportLines(log, { details: false }));
  if (lines.join('') !== entries.map(({ envelopeText }) => `${envelopeText}\n`).join(''))
    throw new Error('an export is not what this bench writes');

  const body = join(path, '..', 'body');
  const out = createWriteStream(body);
  const tree = new GrowingTree();
  for (let number = 0; number < count; number++) {
    const { envelopeText, leafHash } = answer(number);
    tree.append(leafHash);
    if (!out.write(`${envelopeText}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  const checkpoint = await signCheckpoint({ origin: signer.key.name, size: count, root: tree.root() }, signer);
  const header = JSON.stringify({ ...(JSON.parse(sample) as object), checkpoint });
  execFileSync('sh', ['-c', 'printf "%s\\n" "$0" | cat - "$1" > "$2" && rm "$1"', header, body, path]);
}

async function allOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

const HASH = '0123456789abcdef'.repeat(4);

/** An entry with the members that an answer to a researcher's question has. */
const answer = (number: number): Entry =>
  makeEntry({
    envelope: {
      v: 1,
      id: systemIds.uuid(),
      at: new Date(1_740_000_000_000 + number).toISOString(),
      kind: 'answer',
      actor: 'person:researcher-17',
      org: 'org:university-3',
      role: 'researcher',
      operation: 'cohort.survival',
      activity: 'PA-04',
      purpose: 'health-research',
      permit: 'permit-2025-0012',
      release: '2025-06',
      policyHash: HASH,
      decision: 'allow',
      queryHash: HASH,
      rows: number % 1000,
      cells: number % 40,
      suppressed: number % 3,
      outputHash: HASH,
    },
  });
