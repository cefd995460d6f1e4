// In: a folder into which files come. Out: each of them read, validated, sent, with its result beside it; what was done is in the ledger, so
// that a restart, a renamed copy or the same file again does nothing twice. Files that settle together are read together: they may refer to each other.
import { createHash } from 'node:crypto';
import { createReadStream, renameSync, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Agent } from '../agent.ts';
import type { Language } from '../language/index.ts';
import { openSource } from '../source.ts';
import { drain } from '../submit/index.ts';
import type { Terminal } from '../terminal.ts';
import { walk } from '../walk.ts';
import { exitCodeOf, type WalkReport } from '../walk-report.ts';
import { SettledFiles, type SettledFile } from './settled.ts';

export interface WatchOptions {
  readonly folder: string;
  readonly mapping: string | undefined;
  readonly demonstration: boolean;
  /** Ends as soon as everything that is there was read. */
  readonly once: boolean;
  /** `YYYY-MM-DD`, anew at each look: a folder is watched for months. */
  readonly today: () => string;
  readonly language?: Language;
  /** What a person reads of a run. */
  readonly textOf: (report: WalkReport) => string;
}

export interface Watched {
  readonly files: number;
  /** The worst exit code of a run. */
  readonly exit: 0 | 1 | 2;
}

export async function watch(
  agent: Agent,
  options: WatchOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Watched> {
  const settled = new SettledFiles(options.folder);
  const pause = agent.config.watchSeconds * 1000;
  let [files, exit] = [0, 0 as 0 | 1 | 2];
  let looks = 0;
  while (!signal.aborted) {
    const found = await settled.look();
    const fresh: Fresh[] = [];
    for (const file of found) {
      const hash = await hashOf(file.path);
      if (hash === undefined) continue;
      const done = agent.ledger.files.done(hash);
      if (done === undefined) fresh.push({ ...file, hash });
      else if (agent.ledger.files.meet(hash, file.name))
        terminal.out(`${file.name}: the same content as ${done.name}, read on ${done.at.slice(0, 10)}; nothing to do`);
    }
    if (fresh.length > 0) {
      const done = await readOnce(agent, fresh, options, terminal);
      files += fresh.length;
      exit = Math.max(exit, done) as 0 | 1 | 2;
    } else await sendWaiting(agent, terminal);
    looks++;
    // The first look only remembers.
    if (options.once && looks > 1 && fresh.length === 0) break;
    await agent.wait(pause, signal).catch((fault: unknown) => {
      if (!signal.aborted) throw fault;
    });
  }
  return { files, exit };
}

interface Fresh extends SettledFile {
  readonly hash: string;
}

async function readOnce(
  agent: Agent,
  fresh: readonly Fresh[],
  { mapping, demonstration, today, language, textOf }: WatchOptions,
  terminal: Terminal,
): Promise<0 | 1 | 2> {
  const day = today();
  const source = await openSource(
    fresh.map(({ path }) => path),
    { mapping, demonstration, today: day },
  );
  if (!source.ok) {
    // A folder is looked at again: what is refused now may be mended by then, and is said once.
    terminal.err(source.error.message);
    for (const { hash, name } of fresh) agent.ledger.files.finish(hash, name, 2);
    return 2;
  }
  const report = await walk(
    agent,
    { source: source.value, demonstration, today: day, ...(language && { language }) },
    terminal,
  );
  const exit = exitCodeOf(report);
  const text = textOf(report);
  for (const file of fresh) {
    // Whoever wrote into it meanwhile is read again; what waits for the pseudonymiser too.
    if (report.waiting.records > 0 || (await hashOf(file.path)) !== file.hash) continue;
    agent.ledger.files.finish(file.hash, file.name, exit);
    putBeside(file.path, `${fresh.map(({ name }) => name).join(', ')}\n${text}\n`, terminal);
  }
  terminal.out(`${fresh.map(({ name }) => name).join(', ')}: ${summary(report)}`);
  return exit;
}

const summary = ({ read }: WalkReport): string =>
  `${read.accepted} records of ${read.patients} patients accepted, ${read.queries} queries, ${read.refused + read.linesRefused} refused`;

/** What an earlier run left in the queue: the registry may answer again by now. */
async function sendWaiting(agent: Agent, terminal: Terminal): Promise<void> {
  if (agent.ledger.queue.head() === undefined) return;
  const { trouble } = await drain({ ...agent, queue: agent.ledger.queue, attempts: 1 });
  if (trouble !== undefined) terminal.err(`The queue is not empty: ${trouble}`);
}

/** It names patients only as the report does; it is for the person who put the file there. */
function putBeside(path: string, text: string, terminal: Terminal): void {
  try {
    writeFileSync(`${path}.result.tmp`, text, { mode: 0o600 });
    renameSync(`${path}.result.tmp`, `${path}.result.txt`);
  } catch (fault) {
    terminal.err(
      `The result could not be put beside the file (${(fault as Error).message}); longview-agent problems has it.`,
    );
  }
}

async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch {
    // Renamed or removed meanwhile.
    return undefined;
  }
}
