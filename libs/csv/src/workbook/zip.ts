// In: the bytes of a zip archive. Out: its parts by name, inflated piece by piece. Refuses what is encrypted, broken, or swells beyond bounds:
// what an archive says of its sizes is not believed, but a part that does not have the sum that stands beside it was damaged on its way, and a
// digit of a dose may be what changed.
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { Inflate } from 'fflate';
import { crc32 } from './crc32.ts';

export type ZipFault = 'no-archive' | 'broken' | 'encrypted' | 'too-large' | 'method';

export class ZipBroken extends Error {
  readonly fault: ZipFault;
  constructor(fault: ZipFault) {
    super(fault);
    this.name = 'ZipBroken';
    this.fault = fault;
  }
}

interface Part {
  readonly sum: number;
  readonly offset: number;
  readonly compressed: number;
  readonly method: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** Parts of a workbook that a person fills; an archive with more of them is something else. */
const MOST_PARTS = 4096;
/** No part swells beyond this, and none beyond so many times its size once it is no longer small. */
const LARGEST = 512 * 1024 * 1024;
const RATIO = 250;
const SMALL = 16 * 1024 * 1024;
/** So much is inflated at once: at the utmost ratio of the method a few megabytes come out. */
const STEP = 4096;

export class Zip {
  readonly #bytes: Uint8Array;
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #sound = new Set<Part>();

  private constructor(bytes: Uint8Array, parts: ReadonlyMap<string, Part>) {
    this.#bytes = bytes;
    this.#parts = parts;
  }

  static open(bytes: Uint8Array): Result<Zip, ZipFault> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let end = -1;
    for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 65_535); at--)
      if (view.getUint32(at, true) === END) {
        end = at;
        break;
      }
    if (end < 0) return err(bytes.length >= 4 && view.getUint32(0, true) === LOCAL ? 'broken' : 'no-archive');
    const count = view.getUint16(end + 10, true);
    const size = view.getUint32(end + 12, true);
    const start = view.getUint32(end + 16, true);
    let at = start;
    if (count > MOST_PARTS || at === 0xffff_ffff) return err('too-large');
    const parts = new Map<string, Part>();
    for (let index = 0; index < count; index++) {
      if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) return err('broken');
      if ((view.getUint16(at + 8, true) & 1) === 1) return err('encrypted');
      const [nameLength, extra, comment] = [28, 30, 32].map((from) => view.getUint16(at + from, true)) as [
        number,
        number,
        number,
      ];
      const called = bytes.subarray(at + 46, at + 46 + nameLength);
      const offset = view.getUint32(at + 42, true);
      if (!startsAt(bytes, view, offset, called)) return err('broken');
      const name = new TextDecoder().decode(called);
      parts.set(name.replaceAll('\\', '/').toLowerCase(), {
        sum: view.getUint32(at + 16, true),
        method: view.getUint16(at + 10, true),
        compressed: view.getUint32(at + 20, true),
        offset,
      });
      at += 46 + nameLength + extra + comment;
    }
    // A part that is not in the list would be missed by nobody: without its styles a day is a number.
    if (at - start !== size) return err('broken');
    return ok(new Zip(bytes, parts));
  }

  has(name: string): boolean {
    return this.#parts.has(name.toLowerCase());
  }

  /** @throws ZipBroken */
  *read(name: string): Generator<Uint8Array> {
    const part = this.#parts.get(name.toLowerCase());
    if (!part) return;
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    const from = part.offset + 30 + view.getUint16(part.offset + 26, true) + view.getUint16(part.offset + 28, true);
    if (from + part.compressed > this.#bytes.length) throw new ZipBroken('broken');
    const data = this.#bytes.subarray(from, from + part.compressed);
    if (part.method !== 0 && part.method !== 8) throw new ZipBroken('method');
    const pieces = (): Iterable<Uint8Array> => (part.method === 0 ? [data] : inflated(data));
    // Before a row is told, not after: what has been read cannot be called back.
    if (!this.#sound.has(part)) {
      let sum = 0;
      for (const piece of pieces()) sum = crc32(piece, sum);
      if (sum !== part.sum) throw new ZipBroken('broken');
      this.#sound.add(part);
    }
    yield* pieces();
  }

  /** @throws ZipBroken */
  text(name: string): string {
    const decoder = new TextDecoder();
    let text = '';
    for (const piece of this.read(name)) text += decoder.decode(piece, { stream: true });
    return text + decoder.decode();
  }
}

/** A part is called alike in the list and where it begins. */
function startsAt(bytes: Uint8Array, view: DataView, offset: number, called: Uint8Array): boolean {
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL) return false;
  const name = bytes.subarray(offset + 30, offset + 30 + view.getUint16(offset + 26, true));
  return name.length === called.length && name.every((byte, index) => byte === called[index]);
}

function* inflated(data: Uint8Array): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let ended = false;
  const inflate = new Inflate((piece, final) => {
    if (piece.length > 0) waiting.push(piece);
    ended = final;
  });
  let total = 0;
  for (let at = 0; at < data.length && !ended; at += STEP) {
    const step = data.subarray(at, at + STEP);
    try {
      inflate.push(step, at + STEP >= data.length);
    } catch {
      throw new ZipBroken('broken');
    }
    for (const piece of waiting) {
      total += piece.length;
      if (total > LARGEST || (total > SMALL && total > RATIO * data.length)) throw new ZipBroken('too-large');
      yield piece;
    }
    waiting = [];
  }
}
