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
 * must not touch another digit there. So a file number of six digits is found in `MRN126148,` and not inside a hash or a time. The
 * shortest needle has eight characters; the bare serial within a file number is not looked for, since six digits alone name nobody.
 *
 * Bytes are read as they are (UTF-8, windows-1252), without their zero bytes (UTF-16), and with every run of hexadecimal digits or of
 * base64 decoded. Compressed bytes are not unpacked: what a database compresses is searched in the dump.
 */
export class IdentifierSearch {
  readonly #byStart = new Map<number, Needle[]>();
  readonly #starts = new Uint8Array(1 << 20);
  readonly needles: readonly Needle[];

  constructor(manifest: Manifest) {
    this.needles = manifest.identities.flatMap(needlesOf);
    const own = new Set(this.needles.map(({ text }) => text));
    const forgotten = identifiers(manifest).filter((text) => !own.has(text.toLowerCase()));
    if (forgotten.length > 0) throw new Error(`not looked for: ${forgotten.length} identifiers of the manifest`);
    for (const needle of this.needles) {
      if (needle.text.length < 8) throw new Error('too short to be told from chance');
      const start = startOf(Buffer.from(needle.text, 'latin1'), 0);
      this.#starts[slot(start)] = 1;
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), needle]);
    }
  }

  find(where: string, bytes: Uint8Array): Hit[] {
    const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const readings: (readonly [string, Buffer])[] = [['as it is', plain]];
    if (plain.includes(0)) readings.push(['without zero bytes', plain.filter((byte) => byte !== 0) as Buffer]);
    for (const [reading, text] of [...readings]) {
      readings.push([`${reading}, base64 decoded`, decoded(text, /[A-Za-z0-9+/_-]{11,}/gu, 'base64')]);
      readings.push([`${reading}, hexadecimal decoded`, decoded(text, /(?:[0-9a-fA-F]{2}){8,}/gu, 'hex')]);
    }
    return readings.flatMap(([reading, text]) => this.#scan(text, where, reading));
  }

  #scan(given: Buffer, where: string, reading: string): Hit[] {
    const bytes = lowerCase(given);
    const hits: Hit[] = [];
    for (let at = 0; at + 8 <= bytes.length; at++) {
      const start = startOf(bytes, at);
      if (this.#starts[slot(start)] === 0) continue;
      for (const needle of this.#byStart.get(start) ?? []) {
        const end = at + needle.text.length;
        if (end > bytes.length || bytes.latin1Slice(at, end) !== needle.text) continue;
        if (isDigit(bytes[at]) && isDigit(bytes[at - 1])) continue;
        if (isDigit(bytes[end - 1]) && isDigit(bytes[end])) continue;
        hits.push({ ...needle, where, reading, around: bytes.subarray(Math.max(0, at - 40), end + 20).latin1Slice() });
      }
    }
    return hits;
  }
}

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
const startOf = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at) ^ bytes.readUInt32LE(at + 4);
const slot = (start: number): number => Math.imul(start, 0x9e3779b1) >>> 12;

function lowerCase(bytes: Buffer): Buffer {
  const lower = Buffer.from(bytes);
  for (let at = 0; at < lower.length; at++) {
    const byte = lower[at] as number;
    if (byte >= 0x41 && byte <= 0x5a) lower[at] = byte + 0x20;
  }
  return lower;
}

function decoded(bytes: Buffer, run: RegExp, encoding: 'base64' | 'hex'): Buffer {
  const parts: Buffer[] = [];
  for (const [text] of bytes.latin1Slice().matchAll(run)) parts.push(Buffer.from(text, encoding), NEWLINE);
  return Buffer.concat(parts);
}
const NEWLINE = Buffer.from('\n');
