// In: a bundle's header and what the reader trusts. Out: its checkpoint, with every fault of keys, signatures, witnesses. Trusts no claim of the bundle.
import type { Result } from '@longview/foundation';
import { err, ok } from '@longview/foundation';
import { openCheckpoint } from '../note/checkpoint.ts';
import type { SignedCheckpoint } from '../note/checkpoint.ts';
import { cosigners } from '../note/cosignature.ts';
import { KEY_TYPE, parseKey } from '../note/key.ts';
import type { VerifierKey } from '../note/key.ts';
import type { BundleHeader } from './bundle.ts';
import type { Finding, Notice } from './finding.ts';

/** What the reader brings from elsewhere; nothing of it may come from the bundle. */
export interface Trusted {
  /** Verifier key text of the log. */
  readonly logKey: string;
  /** Verifier key texts of the witnesses. */
  readonly witnesses?: readonly string[];
  /** How many of them must have cosigned; default: all that are named. */
  readonly quorum?: number;
  /** A checkpoint (note text) that the reader already holds: the bundle must contain it. */
  readonly expect?: string;
}

export interface TrustedHeader {
  readonly logKey: VerifierKey;
  readonly checkpoint: SignedCheckpoint;
  /** The bundle's own earlier checkpoint, when it has one. */
  readonly previous?: SignedCheckpoint;
  /** The reader's own earlier checkpoint, when it is not larger than the bundle's. */
  readonly known?: SignedCheckpoint;
  readonly witnesses: readonly string[];
}

/** Checks all of a header that needs no entries. `faults` and `notices` are added to. */
export function trustHeader(
  header: BundleHeader,
  trusted: Trusted,
  faults: Finding[],
  notices: Notice[],
): TrustedHeader | undefined {
  const key = parseKey(trusted.logKey);
  // A reader's own broken key is no finding about the bundle.
  if (!key.ok) throw new TypeError(`the trusted log key: ${key.error.message}`);
  const logKey = key.value;
  if (header.logKey !== trusted.logKey.trim())
    faults.push({
      rule: 'log-key',
      message: `the bundle is made for the key ${header.logKey}, not for the trusted one`,
    });
  if (header.origin !== logKey.name)
    faults.push({
      rule: 'log-key',
      message: `the bundle is of "${header.origin}", the trusted key of "${logKey.name}"`,
    });

  const opened = openCheckpoint(header.checkpoint, logKey);
  if (!opened.ok) {
    faults.push({ rule: 'checkpoint', message: opened.error.message });
    return undefined;
  }
  const checkpoint = opened.value;
  const witnesses = countWitnesses(checkpoint, trusted, faults, notices);
  const previous = earlier(header.previous?.checkpoint, 'growth', checkpoint, logKey, faults);
  const known = earlier(trusted.expect, 'known-checkpoint', checkpoint, logKey, faults);
  return { logKey, checkpoint, witnesses, ...(previous && { previous }), ...(known && { known }) };
}

function countWitnesses(
  checkpoint: SignedCheckpoint,
  trusted: Trusted,
  faults: Finding[],
  notices: Notice[],
): readonly string[] {
  const keys = (trusted.witnesses ?? []).map(witnessKey);
  const distinct = new Set(keys.map(({ publicKey }) => publicKey.join())).size;
  const quorum = trusted.quorum ?? distinct;
  if (quorum > distinct) throw new RangeError(`a quorum of ${quorum} cannot come from ${distinct} trusted witnesses`);
  if (quorum === 0)
    notices.push({
      rule: 'witnesses-unchecked',
      message: 'no witness was asked for: another reader may have been shown another log',
    });
  const names = cosigners(checkpoint.note, keys).map(({ name }) => name);
  if (names.length < quorum)
    faults.push({
      rule: 'witnesses',
      message: `${names.length} of the trusted witnesses cosigned${names.length > 0 ? ` (${names.join(', ')})` : ''}, ${quorum} must`,
    });
  return names;
}

function witnessKey(text: string): VerifierKey {
  const parsed: Result<VerifierKey, unknown> = parseKey(text);
  if (!parsed.ok || parsed.value.type !== KEY_TYPE.witness) throw new TypeError(`not a witness key: ${text}`);
  return parsed.value;
}

function earlier(
  note: string | undefined,
  rule: 'growth' | 'known-checkpoint',
  checkpoint: SignedCheckpoint,
  logKey: VerifierKey,
  faults: Finding[],
): SignedCheckpoint | undefined {
  if (note === undefined) return undefined;
  const opened = openCheckpoint(note, logKey);
  const found = !opened.ok
    ? err(`the earlier checkpoint is not of this log: ${opened.error.message}`)
    : opened.value.size > checkpoint.size
      ? err(`it ends at ${checkpoint.size} entries, but the log already had ${opened.value.size}`)
      : ok(opened.value);
  if (found.ok) return found.value;
  faults.push({ rule, message: found.error });
  return undefined;
}
