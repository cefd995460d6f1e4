// In: whole lines of an export, as bytes. Out: their leaf hashes and what must be compared across lines. Holds no state, so lines can be digested in parallel.
import { err, fromHex, fromUtf8, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { detailHash } from '../entry/entry.ts';
import { parseEnvelope } from '../entry/envelope.ts';
import { scanLine } from '../entry/scan.ts';
import { HASH_BYTES, leafHash } from '../merkle/hash.ts';
import type { Sha256 } from '../merkle/hash.ts';
import type { FaultRule } from './finding.ts';
import type { Step } from './follow-up.ts';

/** Positions count entries from the first of these lines. */
export interface LinesDigest {
  readonly count: number;
  /** `count` hashes of 32 bytes, one after the other. */
  readonly leaves: Uint8Array;
  /** Intents and what closes them. */
  readonly steps: readonly (Step & { readonly position: number })[];
  readonly faults: readonly { readonly position: number; readonly rule: FaultRule; readonly message: string }[];
  /** Details declared by entries here and not given here. */
  readonly withheld: number;
  /** What the detail line at the very beginning hashes to: it belongs to the entry before these lines. */
  readonly leading?: string;
  /** The detail that the last entry declares, when no line followed that could be it. */
  readonly trailing?: string;
}

const NEWLINE = 0x0a;
const DETAIL = '{"detail":';
const latin1 = new TextDecoder('latin1');

/** `{"detail":{...}}`, the line that may follow an entry. */
export const detailLine = (salt: string, bodyText: string): string => JSON.stringify({ detail: { salt, bodyText } });

/** Digests lines that each end in a newline: an entry's text exactly as hashed, or the detail of the entry before it. */
export function digestLines(lines: Uint8Array, hash?: Sha256): LinesDigest {
  if (lines.at(-1) !== NEWLINE) throw new RangeError('lines end in a newline');
  const text = latin1.decode(lines);
  const leaves = new HashList();
  const steps: (Step & { position: number })[] = [];
  const faults: { position: number; rule: FaultRule; message: string }[] = [];
  let [count, withheld] = [0, 0];
  let leading: string | undefined;
  let awaited: string | undefined;
  for (let from = 0; from < lines.length;) {
    const scanned = scanLine(text, from);
    const next = scanned?.next ?? lines.indexOf(NEWLINE, from) + 1;
    const line = lines.subarray(from, next - 1);
    if (scanned === undefined && text.startsWith(DETAIL, from)) {
      const given = readDetail(line);
      if (from === 0) leading = given;
      else if (given !== awaited) faults.push(wrongDetail(count - 1));
      awaited = undefined;
      from = next;
      continue;
    }
    if (awaited !== undefined) withheld += 1;
    const step = scanned ? ok(scanned) : readSlowly(line);
    if (step.ok) {
      const { kind, id, intent } = step.value;
      if (kind === 'intent' || intent !== undefined) steps.push({ position: count, id, kind, intent });
    } else faults.push({ position: count, rule: 'entry-malformed', message: step.error });
    awaited = step.ok ? step.value.detailHash : undefined;
    leaves.push(leafHash(line, hash));
    count += 1;
    from = next;
  }
  return {
    count,
    leaves: leaves.bytes(),
    steps,
    faults,
    withheld,
    ...(leading !== undefined && { leading }),
    ...(awaited !== undefined && { trailing: awaited }),
  };
}

export const wrongDetail = (position: number) => ({
  position,
  rule: 'detail' as const,
  message: 'the detail is not the one that was logged',
});

/** Hashes one after the other in one array, which can be handed to another thread whole. */
class HashList {
  #bytes = new Uint8Array(HASH_BYTES * 1024);
  #used = 0;

  push(hash: Uint8Array): void {
    if (this.#used === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    // One by one: for so few bytes `set` costs more than the copy.
    for (let index = 0; index < HASH_BYTES; index++) this.#bytes[this.#used + index] = hash[index] as number;
    this.#used += HASH_BYTES;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }
}

function readSlowly(line: Uint8Array): Result<Step & { readonly detailHash?: string | undefined }, string> {
  try {
    const envelope = parseEnvelope(fromUtf8(line));
    return envelope.ok ? envelope : err(envelope.error.message);
  } catch {
    return err('not an envelope: it is not UTF-8');
  }
}

/** What the detail of a line hashes to; of no detail, a text that no envelope holds. */
function readDetail(line: Uint8Array): string {
  try {
    const { detail } = JSON.parse(fromUtf8(line)) as { detail: { salt: string; bodyText: string } };
    return detailHash({ salt: fromHex(detail.salt), bodyText: detail.bodyText });
  } catch {
    return 'no detail';
  }
}
