// In: the file of an export. Out: what verifyExport says of it, with the hashing spread over the processors. Holds a few blocks of the file at a time.
import { openSync, readSync, closeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Result } from '@longview/foundation';
import type { NotVerified, Verified } from '../bundle/finding.ts';
import type { Trusted } from '../bundle/verify-bundle.ts';
import { ExportVerifier } from '../bundle/verify-export.ts';
import type { LinesDigest } from '../bundle/verify-export.ts';
import { nativeSha256 } from './native-sha256.ts';

const BLOCK_BYTES = 4 * 1024 * 1024;
const LONGEST_HEADER = 1024 * 1024;
const LONGEST_LINE = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Undefined when the file's first line is not a JSON object of its own: then it is no export.
 * @throws when the file cannot be read, or when what the reader trusts is unusable.
 */
export async function verifyExportFile(
  path: string,
  trusted: Trusted,
): Promise<Result<Verified, NotVerified> | undefined> {
  const header = exportHeader(path);
  if (header === undefined) return undefined;
  const verifier = new ExportVerifier(header.toString(), trusted, nativeSha256);
  await digestInOrder(wholeLines(path, header.length + 1), (digest) => verifier.add(digest));
  return verifier.finish();
}

function exportHeader(path: string): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const block = Buffer.alloc(LONGEST_HEADER);
    const read = block.subarray(0, readSync(file, block, 0, LONGEST_HEADER, 0));
    const end = read.indexOf(NEWLINE);
    const line = read.subarray(0, end < 0 ? read.length : end);
    const value = JSON.parse(line.toString()) as { readonly v?: unknown; readonly entries?: unknown } | null;
    return value !== null && typeof value === 'object' && 'v' in value && !('entries' in value) ? line : undefined;
  } catch (fault) {
    // A bundle that is written over several lines begins with half an object.
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  } finally {
    closeSync(file);
  }
}

/** Blocks of the file that each end with a line; a last line without a newline is given one. */
function* wholeLines(path: string, from: number): Generator<Buffer, void> {
  const file = openSync(path, 'r');
  try {
    let kept = Buffer.alloc(0);
    for (let at = from; ;) {
      const block = Buffer.allocUnsafe(kept.length + BLOCK_BYTES);
      kept.copy(block);
      const read = readSync(file, block, kept.length, BLOCK_BYTES, at);
      at += read;
      const filled = block.subarray(0, kept.length + read);
      if (read === 0) {
        if (filled.length > 0) yield Buffer.concat([filled, Buffer.of(NEWLINE)]);
        return;
      }
      const end = filled.lastIndexOf(NEWLINE) + 1;
      // Copied before the block is handed out, for its taker may give it away to another thread.
      kept = Buffer.from(filled.subarray(end));
      if (end > 0) yield filled.subarray(0, end);
      if (kept.length > LONGEST_LINE) throw new RangeError(`a line is longer than ${LONGEST_LINE} bytes`);
    }
  } finally {
    closeSync(file);
  }
}

/** Digests blocks on worker threads and hands the digests on in the order of the blocks. */
async function digestInOrder(blocks: Iterable<Uint8Array>, take: (digest: LinesDigest) => void): Promise<void> {
  const workers = Array.from({ length: availableParallelism() }, () => new DigestWorker());
  try {
    const waiting: Promise<LinesDigest>[] = [];
    let given = 0;
    for (const block of blocks) {
      const worker = workers[given++ % workers.length] as DigestWorker;
      waiting.push(worker.digest(block));
      if (waiting.length > 2 * workers.length) take(await (waiting.shift() as Promise<LinesDigest>));
    }
    for (const digest of waiting) take(await digest);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

class DigestWorker {
  readonly #worker = new Worker(new URL(`./digest-worker${import.meta.url.slice(-3)}`, import.meta.url));
  readonly #asked: { resolve: (digest: LinesDigest) => void; reject: (fault: unknown) => void }[] = [];

  constructor() {
    this.#worker.on('message', (digest: LinesDigest) => this.#asked.shift()?.resolve(digest));
    this.#worker.on('error', (fault) => {
      for (const asked of this.#asked.splice(0)) asked.reject(fault);
    });
  }

  digest(lines: Uint8Array): Promise<LinesDigest> {
    const answer = new Promise<LinesDigest>((resolve, reject) => this.#asked.push({ resolve, reject }));
    // It is awaited later, in its turn: until then a failure is nobody's.
    answer.catch(() => undefined);
    // Small blocks lie in Node's shared pool, which cannot be given away.
    const own = lines.byteLength === lines.buffer.byteLength ? lines : new Uint8Array(lines);
    this.#worker.postMessage(own, [own.buffer as ArrayBuffer]);
    return answer;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
