// In: the records that a submission wrote. Out: one hash over them, for its entry in the access log: so that a row that is changed later, with its own
// hashes, no longer agrees with what was logged. Nobody can guess a record back from it: it holds keys and ids that only the registry has.
import { createHash } from 'node:crypto';

/** Hexadecimal where bytes are meant. What changes later is not in it: patient and course, which may become one with others, and which version is current. */
export interface WrittenRecord {
  readonly id: string;
  readonly centre: string;
  readonly system: string;
  readonly source_key: string;
  readonly course_key: string | null;
  readonly version: number;
  readonly type: string;
  readonly content_hash: string;
  readonly withdrawn: string | null;
  readonly demonstration: boolean;
  /** Why it took the place of another; a version without one has the line that it had before there were reasons. */
  readonly reason?: string | null;
}

/** SHA-256 over one line a record, in the order of their ids, hexadecimal. */
export function writtenDigest(records: readonly WrittenRecord[]): string {
  const lines = records.map((one) =>
    JSON.stringify([
      one.id,
      one.centre,
      one.system,
      one.source_key,
      one.course_key,
      one.version,
      one.type,
      one.content_hash,
      one.withdrawn,
      one.demonstration,
      ...(one.reason == null ? [] : [one.reason]),
    ]),
  );
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
}
