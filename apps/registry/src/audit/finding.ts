// In: what a check of the audit found. Out: one plain line. The union of rules is closed, and nothing in a finding says more of a patient than a row's id.

export type AuditRule =
  // the log in itself
  | 'log' // what fsck finds: entry, node, checkpoint, cosignature or detail that does not follow from the entries
  | 'log-column' // a column beside an entry's text that says something else
  | 'log-line' // an entry in line that could not be integrated, or one that is in line and in the log
  | 'log-orphan' // a node, a cosignature, a detail or an open intent of nothing
  | 'log-known' // a checkpoint that somebody kept, and that the log contradicts, has lost or has lost the cosignatures of
  // submissions against the log and the receipts
  | 'receipt' // a receipt that the registry did not sign, or about another submission
  | 'act-missing' // a submission that no entry tells of
  | 'act-differs' // the entry tells of another body, centre or number of records
  | 'submission-missing' // an entry tells of a submission that is not stored
  | 'records-differ' // the stored records are not those of the receipt
  | 'written-differs' // the stored records are not those that were logged
  // records
  | 'content' // a record's body, type or course key is not the one that its content hash was made of
  | 'versions' // a version is missing, doubled, or not the current one when it should be
  | 'doubled' // two rows of one key
  | 'orphan' // a row of a patient, course or submission that is not there
  | 'patient-empty' // a patient without a record
  | 'course' // product, day 0, beginning, or treating centre do not follow from the records
  | 'placing' // a record stands with a course where it does not belong
  | 'outcome' // an outcome row that its records do not give
  | 'consent' // a consent state that the Consent records do not give
  // releases
  | 'release-row' // a released row does not have its salted hash
  | 'release' // a release does not have its checksum, its number of rows, or its entry
  | 'release-missing'; // an entry tells of a release that is not stored

export interface AuditFinding {
  readonly rule: AuditRule;
  /** The kind of row, and its id. */
  readonly what: string;
  readonly id: string;
  readonly message: string;
}

export const finding = (rule: AuditRule, what: string, id: string, message: string): AuditFinding => ({
  rule,
  what,
  id,
  message,
});

/** `release 20260101T000000Z: release: ...`, for a person. */
export const auditLine = ({ rule, what, id, message }: AuditFinding): string => `${what} ${id}: ${rule}: ${message}`;

/**
 * What an audit that finds nothing does not show. Said with every result: a check that is believed to show more than it does is worse than none.
 */
export const NOT_PROVED: readonly string[] = [
  'That the log is the one that others saw: only a checkpoint that somebody else kept shows it (--known, and the hospitals’ witnesses).',
  'An entry that was still in line and is gone, an intent among them: up to a second of entries, until they have an index.',
  'A detail (whom an entry concerns) that is gone: erasing one is lawful, so their number is only told.',
  'That a token gave this pseudonym; who became one with whom; whether a patient is linkable; his age and its day: the registry keeps nothing to compare them with.',
  'Which patient of a submission a record is of, where neither course, outcome nor consent depends on it.',
  'With which of his courses a follow-up stands, and which of two sources treats, where no outcome depends on it.',
  'Requests on their way: for a key, until the signed federation file holds it; for a move, of which the log’s entries tell who asked and approved.',
  'What was asked about a record and whether it is open: of an answer the log tells who gave which reason about whom, and not to which query.',
  'Stored answers, clearances, permits, the moments at which rows were written (received, recorded, created), and since when an intent waits.',
  'Anything that somebody changed who holds the registry’s keys, before the first entry told of it.',
];
