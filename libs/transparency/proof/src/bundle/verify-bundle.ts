// In: a bundle and what the reader trusts. Out: what holds, or every fault with the entry and the rule. Needs nothing from the log's operator.
import { err, equalBytes, fromHex, ok, utf8 } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { detailHash } from '../entry/entry.ts';
import { parseEnvelope } from '../entry/envelope.ts';
import type { Envelope } from '../entry/envelope.ts';
import { verifyConsistency } from '../merkle/consistency.ts';
import { GrowingTree } from '../merkle/growing-tree.ts';
import { leafHash } from '../merkle/hash.ts';
import { verifyInclusion } from '../merkle/inclusion.ts';
import type { SignedCheckpoint } from '../note/checkpoint.ts';
import { bundleDetail, parseBundle } from './bundle.ts';
import type { Bundle, BundleEntry } from './bundle.ts';
import type { Finding, Notice, NotVerified, Verified } from './finding.ts';
import { OpenIntents } from './follow-up.ts';
import { RootCheck } from './root-check.ts';
import { trustHeader } from './trust.ts';
import type { Trusted, TrustedHeader } from './trust.ts';

export type { Trusted } from './trust.ts';

/**
 * Verifies a bundle (parsed JSON, of any shape) offline.
 * @throws TypeError or RangeError when what the reader says it trusts is itself unusable.
 */
export function verifyBundle(value: unknown, trusted: Trusted): Result<Verified, NotVerified> {
  const parsed = parseBundle(value);
  if (!parsed.ok) return err({ faults: [{ rule: 'bundle-malformed', message: parsed.error.message }], notices: [] });
  const bundle = parsed.value;
  const faults: Finding[] = [];
  const notices: Notice[] = [];
  const header = trustHeader(bundle, trusted, faults, notices);
  checkEntries(bundle, faults, notices);
  if (header) {
    if (bundle.scope === 'whole') checkWhole(bundle, header, faults);
    else checkChosen(bundle, header, faults);
  }
  if (faults.length > 0 || header === undefined) return err({ faults, notices });
  const { origin, size, root } = header.checkpoint;
  const { scope, entries } = bundle;
  return ok({ origin, size, root, scope, entries: entries.length, witnesses: header.witnesses, notices });
}

/** What can be said of each entry by itself and of their order. */
function checkEntries(bundle: Bundle, faults: Finding[], notices: Notice[]): void {
  const intents = new OpenIntents();
  const ids = new Set<string>();
  let before = -1;
  for (const [position, entry] of bundle.entries.entries()) {
    const { index } = entry;
    const expected = bundle.scope === 'whole' ? index === position : index > before;
    if (!expected) faults.push({ rule: 'entry-order', index, message: orderMessage(bundle.scope, position, before) });
    before = Math.max(before, index);
    const envelope = parseEnvelope(entry.envelope);
    if (!envelope.ok) {
      faults.push({ rule: 'entry-malformed', index, message: envelope.error.message });
      continue;
    }
    if (ids.has(envelope.value.id))
      faults.push({ rule: 'entry-repeated', index, message: `the id ${envelope.value.id} stands in an earlier entry` });
    ids.add(envelope.value.id);
    intents.see(envelope.value, index);
    checkDetail(entry, envelope.value, faults, notices);
  }
  notices.push(...intents.notices());
}

const orderMessage = (scope: Bundle['scope'], position: number, before: number): string =>
  scope === 'whole' ? `stands where entry ${position} must` : `follows entry ${before}`;

function checkDetail({ index, detail }: BundleEntry, envelope: Envelope, faults: Finding[], notices: Notice[]): void {
  if (detail === undefined) {
    if (envelope.detailHash !== undefined)
      notices.push({ rule: 'detail-withheld', index, message: 'its detail is not here: kept back or erased' });
  } else if (envelope.detailHash !== detailHash(bundleDetail(detail))) {
    faults.push({ rule: 'detail', index, message: 'the detail is not the one that was logged' });
  }
}

function checkWhole(bundle: Bundle, header: TrustedHeader, faults: Finding[]): void {
  const tree = new GrowingTree();
  const roots = new RootCheck(header, faults);
  roots.at(0, () => tree.root());
  for (const { envelope } of bundle.entries) {
    tree.append(leafHash(utf8(envelope)));
    roots.at(tree.size, () => tree.root());
  }
  roots.finish(tree.size);
}

function checkChosen(bundle: Bundle, header: TrustedHeader, faults: Finding[]): void {
  const { size, root } = header.checkpoint;
  for (const { index, envelope, inclusion } of bundle.entries) {
    const proof = inclusion?.map(fromHex);
    if (proof === undefined || !verifyInclusion({ leafHash: leafHash(utf8(envelope)), index, size, proof, root }))
      faults.push({
        rule: 'entry-inclusion',
        index,
        message: 'this text is not at this place of the log: edited, moved, or never logged',
      });
  }
  const proof = bundle.previous?.consistency.map(fromHex) ?? [];
  if (header.previous && !contains(header.checkpoint, header.previous, proof))
    faults.push({ rule: 'growth', message: `not shown to contain its checkpoint of ${header.previous.size} entries` });
  if (header.known) checkKnown(header, header.known, proof, faults);
}

/** A chosen bundle reaches the reader's own checkpoint if that is its own one or the one that it proves its growth from. */
function checkKnown(
  header: TrustedHeader,
  known: SignedCheckpoint,
  proof: readonly Uint8Array[],
  faults: Finding[],
): void {
  const rule = 'known-checkpoint';
  const same = [header.checkpoint, header.previous].find((own) => own?.size === known.size);
  if (same && !equalBytes(same.root, known.root))
    faults.push({ rule, message: `the log showed another history of its first ${known.size} entries before` });
  else if (!same && known.size > 0 && !contains(header.checkpoint, known, proof))
    faults.push({
      rule,
      message: `not shown to contain the known checkpoint of ${known.size} entries: ask for a proof from it`,
    });
}

const contains = (whole: SignedCheckpoint, part: SignedCheckpoint, proof: readonly Uint8Array[]): boolean =>
  verifyConsistency({ from: part.size, to: whole.size, fromRoot: part.root, toRoot: whole.root, proof }) ||
  // A log that began empty has grown from it, whatever it holds now: nothing needs proof.
  (part.size === 0 && proof.length === 0 && equalBytes(part.root, new GrowingTree().root()));
