// In: the JSON of a bundle or of an export's header. Out: its typed form. Refuses every member of a wrong type, by its path.
import { err, fromHex, isObject, ok, refusal } from '@longview/foundation';
import type { Members, Refusal, Result } from '@longview/foundation';
import type { EntryDetail } from '../entry/entry.ts';

/** What a bundle says of the log. `logKey`, `witnesses` and `quorum` are claims: a reader trusts its own. */
export interface BundleHeader {
  readonly v: 1;
  readonly origin: string;
  readonly logKey: string;
  readonly witnesses: readonly string[];
  readonly quorum: number;
  /** `whole`: every entry from 0 on, in order. `chosen`: some entries, each with its proof. */
  readonly scope: 'whole' | 'chosen';
  /** Note text: checkpoint, the log's signature, cosignatures. */
  readonly checkpoint: string;
  /** An earlier checkpoint with the proof (hexadecimal; empty for a whole export) that this one contains it. */
  readonly previous?: { readonly checkpoint: string; readonly consistency: readonly string[] };
}

export interface BundleDetail {
  /** Hexadecimal. */
  readonly salt: string;
  readonly bodyText: string;
}

export interface BundleEntry {
  readonly index: number;
  /** The leaf: exactly the text that was hashed. */
  readonly envelope: string;
  readonly detail?: BundleDetail;
  /** Hexadecimal hashes, from the leaf's sibling up; absent in a whole export. */
  readonly inclusion?: readonly string[];
}

export interface Bundle extends BundleHeader {
  readonly entries: readonly BundleEntry[];
}

export type BundleRefusal = Refusal<'bundle-malformed'>;

export const bundleDetail = ({ salt, bodyText }: BundleDetail): EntryDetail => ({ salt: fromHex(salt), bodyText });

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isHex = (value: unknown): boolean => isText(value) && /^(?:[0-9a-f]{2})*$/.test(value);
const isHashes = (value: unknown): boolean =>
  Array.isArray(value) && value.every((hash) => isText(hash) && /^[0-9a-f]{64}$/.test(hash));
const isOptional = (holds: (value: unknown) => boolean) => (value: unknown) => value === undefined || holds(value);

const HEADER: Readonly<Record<string, (value: unknown) => boolean>> = {
  v: (value) => value === 1,
  origin: isText,
  logKey: isText,
  witnesses: isTexts,
  quorum: isCount,
  scope: (value) => value === 'whole' || value === 'chosen',
  checkpoint: isText,
  previous: isOptional((value) => isObject(value) && isText(value['checkpoint']) && isHashes(value['consistency'])),
};
const ENTRY: Readonly<Record<string, (value: unknown) => boolean>> = {
  index: isCount,
  envelope: (value) => isText(value) && value.isWellFormed(),
  detail: isOptional(
    (value) => isObject(value) && isHex(value['salt']) && isText(value['bodyText']) && value['bodyText'].isWellFormed(),
  ),
  inclusion: isOptional(isHashes),
};

const malformed = (path: string) => err(refusal('bundle-malformed', `${path} is missing or of a wrong form`, path));
const wrongKey = (value: Members, shape: typeof HEADER): string | undefined =>
  Object.keys(shape).find((key) => !shape[key]?.(value[key]));

export function parseHeader(value: unknown): Result<BundleHeader, BundleRefusal> {
  if (!isObject(value)) return malformed('header');
  const wrong = wrongKey(value, HEADER);
  return wrong === undefined ? ok(value as unknown as BundleHeader) : malformed(wrong);
}

export function parseBundle(value: unknown): Result<Bundle, BundleRefusal> {
  const header = parseHeader(value);
  if (!header.ok) return header;
  const entries: unknown = (value as Members)['entries'];
  if (!Array.isArray(entries)) return malformed('entries');
  for (const [position, entry] of entries.entries()) {
    const wrong = isObject(entry) ? wrongKey(entry, ENTRY) : 'index';
    if (wrong !== undefined) return malformed(`entries[${position}].${wrong}`);
  }
  return ok(value as Bundle);
}
