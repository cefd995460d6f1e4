// In: the text of a leaf. Out: the envelope that it is. Refuses text that is not the one canonical form, unknown members and wrong types.
import { canonicalJson, err, ok, refusal } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';

export const ENTRY_KINDS = ['intent', 'result', 'answer', 'act', 'refusal', 'aborted'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What everyone may see of an act, and what the tree holds for good: nothing personal beyond the actor's own name. */
export interface Envelope {
  readonly v: 1;
  /** UUID, lower case. */
  readonly id: string;
  /** Instant, ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly kind: EntryKind;
  readonly actor: string;
  readonly org: string;
  readonly role: string;
  /** The operation as its door names it, for example `cohort.survival`. */
  readonly operation: string;
  /** The processing activity that the operation belongs to (GDPR article 30). */
  readonly activity: string;
  readonly purpose?: string;
  readonly permit?: string;
  readonly release?: string;
  readonly policyHash?: string;
  readonly policyIds?: readonly string[];
  readonly decision?: string;
  readonly fieldsHash?: string;
  readonly queryHash?: string;
  /** On a result and on an aborted entry: the id of the intent that it closes. */
  readonly intent?: string;
  readonly rows?: number;
  readonly cells?: number;
  readonly suppressed?: number;
  /** HMAC(salt, release | subject bitmap), hexadecimal. */
  readonly subjectsCommit?: string;
  readonly outputHash?: string;
  /** SHA-256(salt || body) of the detail that is kept apart, hexadecimal. */
  readonly detailHash?: string;
  readonly reason?: string;
}

export type EnvelopeRefusal = Refusal<'envelope-malformed'>;

// Each member once, as the JSON text of its value: reading one envelope and scanning an export of millions use the same list.
interface Member {
  readonly json: string;
  readonly required?: true;
}
// Not U+0000: databases that keep JSON cannot hold it, and an entry that cannot be kept would stop every one behind it.
const TEXT = String.raw`"(?:[^"\\]|\\(?!u0000).)*"`;
const COUNT = String.raw`(?:0|[1-9]\d{0,14})`;
const UUID = '"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"';
const DAY = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const INSTANT = String.raw`"${DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z"`;
const text: Member = { json: TEXT };
const count: Member = { json: COUNT };

/** The members of an envelope and the JSON text each may have, as sources of regular expressions. */
export const ENVELOPE_MEMBERS: Readonly<Record<keyof Envelope, Member>> = {
  v: { json: '1', required: true },
  id: { json: UUID, required: true },
  at: { json: INSTANT, required: true },
  kind: { json: `"(?:${ENTRY_KINDS.join('|')})"`, required: true },
  actor: { json: TEXT, required: true },
  org: { json: TEXT, required: true },
  role: { json: TEXT, required: true },
  operation: { json: TEXT, required: true },
  activity: { json: TEXT, required: true },
  purpose: text,
  permit: text,
  release: text,
  policyHash: text,
  policyIds: { json: String.raw`\[(?:${TEXT}(?:,${TEXT})*)?\]` },
  decision: text,
  fieldsHash: text,
  queryHash: text,
  intent: { json: UUID },
  rows: count,
  cells: count,
  suppressed: count,
  subjectsCommit: text,
  outputHash: text,
  detailHash: { json: '"[0-9a-f]{64}"' },
  reason: text,
};
/** The pattern of free text inside {@link ENVELOPE_MEMBERS}. */
export const ENVELOPE_TEXT = TEXT;

/** What closes an intent says which one. */
export const closesIntent = (kind: string): boolean => kind === 'result' || kind === 'aborted';

const patterns = new Map(
  Object.entries(ENVELOPE_MEMBERS).map(([key, { json }]) => [key, new RegExp(`^(?:${json})$`, 'u')]),
);

/** Reads a leaf's text. Only the canonical text is accepted, so that one envelope has one leaf hash. */
export function parseEnvelope(leaf: string): Result<Envelope, EnvelopeRefusal> {
  let value: unknown;
  try {
    value = JSON.parse(leaf);
    if (canonicalJson(value) !== leaf) return malformed('it is not in canonical form');
  } catch {
    return malformed('it is not JSON');
  }
  const wrong = wrongMember(value);
  return wrong === undefined ? ok(value as Envelope) : malformed(`its member "${wrong}" is missing, unknown or wrong`);
}

/** The first member that an envelope may not have or has wrongly, or undefined when it is an envelope. */
export function wrongMember(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'v';
  const members = new Map(Object.entries(value).filter(([, member]) => member !== undefined));
  for (const [key, { required }] of Object.entries(ENVELOPE_MEMBERS)) if (required && !members.has(key)) return key;
  for (const [key, member] of members) if (!patterns.get(key)?.test(canonicalJson(member))) return key;
  return closesIntent(String(members.get('kind'))) && !members.has('intent') ? 'intent' : undefined;
}

const malformed = (why: string) => err(refusal('envelope-malformed', `not an envelope: ${why}`));
