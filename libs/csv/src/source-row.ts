// In: nothing. Out: what one row of a source becomes, whatever its format: who, which records, what is wrong with it.
import type { RecordTypeName } from '@longview/clinical';
import type { Result } from '@longview/foundation';
import type { Identified, IdentityFinding } from '@longview/identity';
import type { Note, Place, PlacedProblem } from './place.ts';

export interface SourceRecord {
  readonly type: RecordTypeName;
  /** Row key | record type | ordinal in the row. Local: it leaves the centre only as an HMAC. */
  readonly sourceRecordId: string;
  /** The centre's own name of the course, when the source has one. Local as well. */
  readonly courseKey?: string;
  /** Code of the system in the hospital that the record comes from. */
  readonly source: string;
  readonly record: Readonly<Record<string, unknown>>;
  /** Withdraws the record known by this source record id; `record` is then empty. */
  readonly withdraw?: { readonly reason: string };
  /** Why this content takes the place of an earlier one. */
  readonly reason?: string;
  readonly place: Place;
  /** Where each field was read, so that a later rule can name the place. */
  readonly places: ReadonlyMap<string, Place>;
  /** Which of several courses of one row: records of one place and one part are of one course. */
  readonly part?: number;
}

/** What became of something that the source holds beside records: of a resource of FHIR. */
export interface MappingLine {
  readonly resource: string;
  /** `system|code`, never a text that somebody typed. */
  readonly code?: string;
  readonly outcome: 'used' | 'held' | 'ignored' | 'withdrawn';
  readonly because?: string;
  readonly place: Place;
}

/** What a row holds beside the patient. */
export interface RowContents {
  readonly records: readonly SourceRecord[];
  /** Records of this row that an error kept back. */
  readonly refused: readonly { readonly type: RecordTypeName; readonly sourceRecordId: string }[];
  /** Those of the identity among them. */
  readonly problems: readonly PlacedProblem[];
  readonly mapping?: readonly MappingLine[];
}

export interface SourceRow {
  readonly kind: 'row';
  readonly line: number;
  readonly place: Place;
  readonly identity: Result<Identified, readonly IdentityFinding[]>;
  /** Reads the rest of the row, anew each time: a row that waits for others of its patient takes little more than its cells. */
  contents(): RowContents;
  /** The cells as read, for the file of refused rows. */
  readonly cells: readonly string[];
  /** About how many bytes the row keeps in memory while it waits for others of its patient. */
  readonly weight?: number;
}

/** A file or a line that could not become a row. The rest goes on, but after `whole` nothing follows. */
export interface RefusedSource {
  readonly kind: 'refused';
  readonly whole: boolean;
  readonly problem: PlacedProblem;
  readonly cells?: readonly string[];
}

/** How the file was opened: what the file of refused rows must look like. */
export interface OpenedSource {
  readonly kind: 'opened';
  readonly file: string;
  readonly headings: readonly string[];
  readonly delimiter: string;
  readonly encoding: string;
  /** True when the mapping puts constants where only a person may decide. */
  readonly demonstration: boolean;
}

export interface SourceNote {
  readonly kind: 'note';
  readonly note: Note;
}

export type SourceEvent = OpenedSource | SourceRow | RefusedSource | SourceNote;
