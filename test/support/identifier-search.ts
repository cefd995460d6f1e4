// In: who the planted patients are, and bytes of any kind. Out: every spelling of an identifier that stands in them, plain or encoded.
import { createHash } from 'node:crypto';
import { type Manifest, type PlantedIdentity, identifiers } from '@longview/fixtures';

export type IdentifierKind = 'nationalNumber' | 'familyName' | 'birthDate' | 'fileNumber' | 'lotNumber';

export interface Needle {
  readonly kind: IdentifierKind;
  readonly patient: number;
  /** Lower case; all of it ASCII. */
  readonly text: string;
}

export interface Hit extends Needle {
  readonly where: string;
  /** In which reading of the bytes it stood. */
  readonly reading: string;
  readonly around: string;
}

/**
 * Looks for whole spellings, without regard to case, that do not continue a longer number: a needle that begins or ends with a digit
 * must not touch another digit there, and one of nine digits or fewer nothing that could be more of an id or a hash. So a file number
 * of six digits is found in `MRN126148,` and not inside a hash or a time. The shortest needle has eight characters; the bare serial
 * within a file number is not looked for, since six digits alone name nobody.
 *
 * Bytes are read as they are (UTF-8, windows-1252), without their zero bytes (UTF-16), and with every run of hexadecimal digits or of
 * base64 decoded. Compressed bytes are not unpacked: what a database compresses is searched in the dump.
 */
export class IdentifierSearch {
  readonly needles: readonly Needle[];
  /** Wu and Manber: how far the window may move on when its last three bytes are these. */
  readonly #shifts = new Uint8Array(1 << 18).fill(SHORTEST - 2);
  readonly #byWindow = new Map<number, Needle[]>();

  constructor(manifest: Manifest) {
    this.needles = manifest.identities.flatMap(needlesOf);
    const own = new Set(this.needles.map(({ text }) => text));
    const forgotten = identifiers(manifest).filter((text) => !own.has(text.toLowerCase()));
    if (forgotten.length > 0) throw new Error(`not looked for: ${forgotten.length} identifiers of the manifest`);
    for (const needle of this.needles) {
      if (needle.text.length < SHORTEST) throw new Error('too short to be told from chance');
      const window = Buffer.from(needle.text.slice(0, SHORTEST), 'latin1');
      for (let end = 2; end < SHORTEST; end++) {
        const block = blockAt(window, end);
        this.#shifts[block] = Math.min(this.#shifts[block] ?? 0, SHORTEST - 1 - end);
      }
      const last = blockAt(window, SHORTEST - 1);
      this.#byWindow.set(last, [...(this.#byWindow.get(last) ?? []), needle]);
    }
  }

  find(where: string, bytes: Uint8Array): Hit[] {
    const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const readings: (readonly [string, Buffer])[] = [['as it is', plain]];
    if (plain.includes(0)) readings.push(['without zero bytes', withoutZeros(plain)]);
    const text = readings.at(-1)?.[1].toString('latin1') ?? '';
    readings.push(['base64 decoded', decoded(text, /[A-Za-z0-9+/_-]{11,}/gu, 'base64')]);
    readings.push(['hexadecimal decoded', decoded(text, /(?:[0-9a-fA-F]{2}){8,}/gu, 'hex')]);
    return readings.flatMap(([reading, read]) => this.#scan(read, where, reading));
  }

  #scan(bytes: Buffer, where: string, reading: string): Hit[] {
    const hits: Hit[] = [];
    for (let end = SHORTEST - 1; end < bytes.length;) {
      const block = blockAt(bytes, end);
      const shift = this.#shifts[block] as number;
      if (shift === 0)
        for (const needle of this.#byWindow.get(block) ?? []) {
          const at = end - SHORTEST + 1;
          if (stands(needle.text, bytes, at))
            hits.push({
              ...needle,
              where,
              reading,
              around: bytes.toString('latin1', Math.max(0, at - 40), at + needle.text.length + 20),
            });
        }
      end += shift || 1;
    }
    return hits;
  }
}

const SHORTEST = 8;

// Held here, for a test's sandbox takes long to find a global, and this one is asked for at every byte.
const { imul } = Math;

const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/** The three bytes that end here, in lower case, as a number of 18 bits. */
const blockAt = (bytes: Uint8Array, end: number): number => {
  const three =
    ((LOWER[bytes[end] as number] as number) << 16) |
    ((LOWER[bytes[end - 1] as number] as number) << 8) |
    (LOWER[bytes[end - 2] as number] as number);
  return imul(three, 0x9e3779b1) >>> 14;
};

function stands(text: string, bytes: Buffer, at: number): boolean {
  const end = at + text.length;
  if (end > bytes.length || bytes.toString('latin1', at, end).toLowerCase() !== text) return false;
  const touches = SHORT.test(text) ? isPartOfId : isDigit;
  return !(isDigit(bytes[at]) && touches(bytes[at - 1])) && !(isDigit(bytes[end - 1]) && touches(bytes[end]));
}

/** A birth date without signs, a number of nine digits: among some hundred thousand ids and hashes chance writes one now and then. */
const SHORT = /^\d{1,9}$/u;
const isPartOfId = (byte: number | undefined): boolean =>
  byte !== undefined && /[0-9A-Za-z-]/u.test(String.fromCharCode(byte));

/** Every way in which somebody might have written it down. Its plain digests as well: whoever knows the number can make them. */
function needlesOf({
  patient,
  nationalNumber,
  familyName,
  birthDate,
  fileNumbers,
  lotNumbers,
}: PlantedIdentity): Needle[] {
  const of = (kind: IdentifierKind, texts: readonly string[]): Needle[] =>
    [...new Set(texts)].map((text) => ({ kind, patient, text: text.toLowerCase() }));
  return [
    ...(nationalNumber === undefined ? [] : of('nationalNumber', numberSpellings(nationalNumber))),
    ...of('familyName', [familyName]),
    // As `identifiers`: a day of these years may be the day of somebody's treatment as well.
    ...(birthDate < '2000' ? of('birthDate', dateSpellings(birthDate)) : []),
    ...of('fileNumber', Object.values(fileNumbers)),
    ...of('lotNumber', lotNumbers),
  ];
}

function numberSpellings(digits: string): string[] {
  const bare = digits.replace(/^0+/u, '');
  const [, y, m, d, serial, check] = /^(\d\d)(\d\d)(\d\d)(\d{3})(\d\d)$/u.exec(digits) ?? [];
  const hash = (name: string) => createHash(name).update(digits).digest();
  return [
    digits,
    bare,
    ...(y === undefined
      ? []
      : [`${y}.${m}.${d}-${serial}.${check}`, `${y}${m}${d}-${serial}-${check}`, `${y}${m}${d} ${serial} ${check}`]),
    ...['md5', 'sha1', 'sha256', 'sha512'].map((name) => hash(name).toString('hex')),
  ];
}

function dateSpellings(date: string): string[] {
  const [year = '', month = '', day = ''] = date.split('-');
  return [date, `${day}/${month}/${year}`, `${day}-${month}-${year}`, `${day}.${month}.${year}`, year + month + day];
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

function withoutZeros(bytes: Buffer): Buffer {
  const kept = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (const byte of bytes) if (byte !== 0) kept[length++] = byte;
  return kept.subarray(0, length);
}

function decoded(text: string, run: RegExp, encoding: 'base64' | 'hex'): Buffer {
  const parts: Buffer[] = [];
  for (const [found] of text.matchAll(run)) parts.push(Buffer.from(found, encoding), NEWLINE);
  return Buffer.concat(parts);
}
const NEWLINE = Buffer.from('\n');
