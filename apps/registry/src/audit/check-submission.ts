// In: a stored submission with its receipt, the entry that tells of it and the records that it wrote. Out: what does not agree. Pure.
import { toHex } from '@longview/foundation';
import type { Receipt, RecordReceipt } from '@longview/wire';
import { type WrittenRecord, writtenDigest } from '../intake/written-digest.ts';
import { type AuditFinding, finding } from './finding.ts';

export interface SubmissionRow {
  readonly id: string;
  readonly centre: string;
  readonly body_hash: string;
  readonly receipt: string;
}

export interface SubmittedRow extends WrittenRecord {
  /** Its patient, and those who became one with him. */
  readonly patients: readonly string[];
  readonly problems: unknown;
  /** A move closes the record where it stood: no receipt tells of that version. */
  readonly closes: boolean;
}

/** The members of an entry of the kind `act` that bind a submission. */
export interface LoggedAct {
  readonly org: string;
  readonly queryHash?: string | undefined;
  readonly outputHash?: string | undefined;
  readonly rows?: number | undefined;
  /** Whom it concerned, while the detail is there. */
  readonly subjects?: readonly string[] | undefined;
}

export interface SubmissionToCheck {
  readonly row: SubmissionRow;
  /** Whether the receipt bears the registry's signature. */
  readonly signed: boolean;
  readonly act: LoggedAct | undefined;
  readonly records: readonly SubmittedRow[];
}

export function checkSubmission({ row, signed, act, records }: SubmissionToCheck): AuditFinding[] {
  const at = `${row.centre}/${row.id}`;
  const wrong: AuditFinding[] = [];
  const say = (rule: AuditFinding['rule'], message: string): void =>
    void wrong.push(finding(rule, 'submission', at, message));
  const receipt = signed ? readReceipt(row.receipt) : undefined;
  if (!receipt) say('receipt', 'its receipt does not bear the registry’s signature');
  else if (receipt.submission !== row.id || receipt.bodyHash !== row.body_hash)
    say('receipt', 'its receipt is about another submission');
  if (act === undefined) say('act-missing', 'no entry of the log has the leaf hash of its receipt');
  else {
    if (act.org !== row.centre || act.queryHash !== row.body_hash || act.rows !== records.length)
      say('act-differs', 'its entry tells of another centre, body or number of records');
    if (act.outputHash !== undefined && act.outputHash !== writtenDigest(records))
      say('written-differs', 'the records stored for it are not those whose hash was logged');
    const { subjects } = act;
    if (subjects && records.some(({ patients }) => !patients.some((patient) => subjects.includes(patient))))
      say('written-differs', 'a record stored for it is of somebody whom its entry does not concern');
  }
  if (receipt) {
    const told = receipt.records.filter(({ outcome }) => outcome !== 'REFUSED' && outcome !== 'UNCHANGED');
    const sent = records.filter(({ closes }) => !closes);
    if (!sameMembers(told.map(lineOfReceipt), sent.map(lineOfRow)))
      say('records-differ', 'the records stored for it are not those of its receipt');
    else if (!sameProblems(told, sent)) say('records-differ', 'a stored record has other problems than its receipt');
  }
  return wrong;
}

/** Undefined where the text is no receipt. */
export function readReceipt(text: string): Receipt | undefined {
  try {
    const value = JSON.parse(text) as Receipt;
    return Array.isArray(value.records) && typeof value.leafHash === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

const lineOfReceipt = ({ key, outcome }: RecordReceipt): string => `${toHex(Buffer.from(key, 'base64url'))} ${outcome}`;

const lineOfRow = ({ source_key, version, withdrawn }: SubmittedRow): string =>
  `${source_key} ${withdrawn !== null ? 'WITHDRAWN' : version === 1 ? 'ACCEPTED' : 'UPDATED'}`;

const sameMembers = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.toSorted().join('\n') === right.toSorted().join('\n');

/** A receipt tells what stands with the record, and then what was asked across records. */
function sameProblems(told: readonly RecordReceipt[], records: readonly SubmittedRow[]): boolean {
  const problems = new Map<string, string[]>();
  for (const receipt of told) {
    const line = lineOfReceipt(receipt);
    problems.set(line, [...(problems.get(line) ?? []), plain(receipt.problems).slice(0, -1)]);
  }
  return records.every((record) => {
    if (!Array.isArray(record.problems)) return false;
    const own = plain(record.problems).slice(0, -1);
    return problems
      .get(lineOfRow(record))
      ?.some((text) => text === own || text.startsWith(own === '[' ? own : `${own},`));
  });
}

/** The database keeps members in an order of its own. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );
