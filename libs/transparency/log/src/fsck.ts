// In: a log. Out: everything in its store that does not follow from the entries, with the place. Trusts nothing stored but the entries' text.
import { equalBytes, utf8 } from '@longview/foundation';
import {
  GrowingTree,
  cosignedAt,
  detailHash,
  leafHash,
  openCheckpoint,
  parseEnvelope,
  parseNote,
} from '@longview/transparency-proof';
import type { SignedCheckpoint } from '@longview/transparency-proof';
import type { Log } from './log.ts';
import type { LogStore, StoredCheckpoint, StoredEntry, StoredNode } from './log-store.ts';

export interface LogFault {
  readonly where: 'entry' | 'detail' | 'node' | 'checkpoint' | 'cosignature';
  /** Index of an entry, or size of a checkpoint. */
  readonly at: number;
  readonly message: string;
}

const BATCH = 1000;

/** Recomputes the tree from the entries and compares nodes, checkpoints, cosignatures and details. Empty when all agree. */
export async function fsck(log: Log): Promise<readonly LogFault[]> {
  const { store } = log;
  const faults: LogFault[] = [];
  let complete: StoredNode[] = [];
  const tree = new GrowingTree(0, [], { onNode: (level, index, hash) => complete.push({ level, index, hash }) });
  const checkpoints = new Map((await store.checkpoints()).map((checkpoint) => [checkpoint.size, checkpoint]));
  const ids = new Set<string>();
  const size = await store.size();
  await checkCheckpoint(log, checkpoints.get(0), tree.root(), faults);
  for (let from = 0; from < size; from += BATCH) {
    const entries = await store.entries(from, Math.min(from + BATCH, size));
    if (entries.length !== Math.min(BATCH, size - from))
      faults.push({ where: 'entry', at: from, message: `of ${size} entries some are not there from here on` });
    for (const entry of entries) {
      if (entry.index !== tree.size)
        faults.push({ where: 'entry', at: tree.size, message: `entry ${entry.index} stands in its place` });
      checkEntry(entry, ids, faults);
      tree.append(leafHash(utf8(entry.envelopeText)));
      await checkCheckpoint(log, checkpoints.get(tree.size), tree.root(), faults);
    }
    await checkDetails(store, entries, faults);
    await checkNodes(store, complete, faults);
    complete = [];
  }
  for (const beyond of checkpoints.keys())
    if (beyond > tree.size)
      faults.push({ where: 'checkpoint', at: beyond, message: `it was signed, but there are ${tree.size} entries` });
  return faults;
}

function checkEntry(entry: StoredEntry, ids: Set<string>, faults: LogFault[]): void {
  const { index: at, envelopeText } = entry;
  if (!equalBytes(leafHash(utf8(envelopeText)), entry.leafHash))
    faults.push({ where: 'entry', at, message: 'its text does not have the stored leaf hash' });
  const envelope = parseEnvelope(envelopeText);
  if (!envelope.ok) faults.push({ where: 'entry', at, message: envelope.error.message });
  else if (envelope.value.id !== entry.id || envelope.value.kind !== entry.kind)
    faults.push({ where: 'entry', at, message: 'the stored id or kind is not that of its text' });
  if (ids.has(entry.id)) faults.push({ where: 'entry', at, message: 'its id stands in an earlier entry' });
  ids.add(entry.id);
}

async function checkDetails(store: LogStore, entries: readonly StoredEntry[], faults: LogFault[]): Promise<void> {
  const details = await store.details(entries.map(({ id }) => id));
  for (const { index, id, envelopeText } of entries) {
    const detail = details.get(id);
    const envelope = parseEnvelope(envelopeText);
    if (detail && envelope.ok && envelope.value.detailHash !== detailHash(detail))
      faults.push({ where: 'detail', at: index, message: 'the detail is not the one that was logged' });
  }
}

async function checkNodes(store: LogStore, nodes: readonly StoredNode[], faults: LogFault[]): Promise<void> {
  if (await allAgree(store, nodes)) return;
  // One by one, to say which.
  for (const node of nodes) {
    const at = node.index * 2 ** node.level;
    try {
      const [stored] = await store.nodes([node]);
      if (!stored || !equalBytes(stored, node.hash))
        faults.push({
          where: 'node',
          at,
          message: `the stored node of level ${node.level} is not that of its entries`,
        });
    } catch (fault) {
      if (!(fault instanceof RangeError)) throw fault;
      faults.push({ where: 'node', at, message: `the node of level ${node.level} is not there` });
    }
  }
}

async function allAgree(store: LogStore, nodes: readonly StoredNode[]): Promise<boolean> {
  try {
    const stored = await store.nodes(nodes);
    return nodes.every(({ hash }, position) => equalBytes(stored[position] as Uint8Array, hash));
  } catch (fault) {
    if (fault instanceof RangeError) return false;
    throw fault;
  }
}

async function checkCheckpoint(
  log: Log,
  stored: StoredCheckpoint | undefined,
  root: Uint8Array,
  faults: LogFault[],
): Promise<void> {
  if (!stored) return;
  const opened = openCheckpoint(stored.note, log.identity.key);
  const wrong = opened.ok ? differs(opened.value, stored, root) : opened.error.message;
  if (wrong !== undefined) faults.push({ where: 'checkpoint', at: stored.size, message: wrong });
  for (const { witness, line } of await log.store.cosignatures(stored.size)) {
    const key = log.identity.witnesses?.find(({ name }) => name === witness);
    const note = parseNote(`${stored.note}${line}\n`);
    const last = note.ok ? note.value.signatures.at(-1) : undefined;
    if (!key || !note.ok || !last || cosignedAt(note.value.text, last, key) === undefined)
      faults.push({ where: 'cosignature', at: stored.size, message: `that of ${witness} does not verify` });
  }
}

function differs(signed: SignedCheckpoint, stored: StoredCheckpoint, root: Uint8Array): string | undefined {
  if (signed.size !== stored.size) return `it is stored under the size ${stored.size} and signed for ${signed.size}`;
  return equalBytes(signed.root, root) ? undefined : 'its signed root is not that of the entries';
}
