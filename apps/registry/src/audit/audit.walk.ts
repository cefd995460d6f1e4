// In: a reading transaction over the whole store, the parties' keys, checkpoints that somebody kept. Out: everything that does not agree.
// Log first, since what follows is compared with it; then submissions with their receipts and entries, then patients, then releases.
import { toHex, unwrap, utf8 } from '@longview/foundation';
import type { Federation } from '@longview/nest-identity';
import { fsck, Log, type LogIdentity } from '@longview/transparency-log';
import { type Envelope, leafHash, openCheckpoint, parseEnvelope, parseKey } from '@longview/transparency-proof';
import { verifyDetached } from '@longview/wire';
import { PostgresLogStore } from '../access-log/log-store.postgres.ts';
import { nativeSha256 } from '../access-log/native-sha256.ts';
import { HASHED } from '../releases/releases.repository.ts';
import * as rows from './audit.repository.ts';
import { checkPatient } from './check-patient.ts';
import { ReleaseCheck } from './check-release.ts';
import { checkSubmission, readReceipt } from './check-submission.ts';
import { type AuditFinding, finding } from './finding.ts';

export interface AuditParts {
  readonly client: rows.Reader;
  readonly federation: Federation;
  /** Notes of checkpoints as somebody else kept them, with the cosignatures that they bore. */
  readonly known: readonly string[];
}

export interface AuditReport {
  readonly findings: readonly AuditFinding[];
  readonly entries: number;
  readonly inLine: number;
  /** Erased, or gone. */
  readonly detailsGone: number;
  readonly submissions: number;
  /** Submissions whose entry holds no hash of what was written: taken in before that was logged. */
  readonly unbound: number;
  readonly records: number;
  readonly patients: number;
  readonly releases: number;
}

/** @throws TypeError when a checkpoint that somebody is said to have kept is none of this log. */
export async function audit({ client, federation, known }: AuditParts): Promise<AuditReport> {
  const findings: AuditFinding[] = [];
  const say = (...found: readonly AuditFinding[]): void => void findings.push(...found);
  const log = logOver(client, federation);

  // 1. The log follows from its entries; its columns, its line and what hangs on it follow from them too.
  for (const { where, at, message } of await fsck(log)) say(finding('log', where, String(at), message));
  const told = await readEntries(client, say);
  for (const { what, id } of await rows.logOrphans(client))
    say(
      finding(
        what === 'entry in line' ? 'log-line' : 'log-orphan',
        what,
        id,
        'it belongs to no entry, or is missing beside its own',
      ),
    );
  for (const note of known) say(...(await checkKnown(log, note)));

  // 2. Submissions: receipt, entry, records.
  let [submissions, unbound, records] = [0, 0, 0];
  for await (const submission of rows.submissions(client)) {
    const { id, centre, body_hash, receipt, signature } = submission;
    records += submission.records.length;
    if (body_hash === null) {
      say(finding('orphan', 'submission', `${centre}/${id}`, 'records name it, and it is not there'));
      continue;
    }
    submissions += 1;
    const { receiptKey } = federation.registry;
    const signed = (await verifyDetached(signature, utf8(receipt), 'longview-receipt+jws', { ...receiptKey })).ok;
    const leaf = readReceipt(receipt)?.leafHash ?? '';
    const act = told.acts.get(leaf);
    told.acts.delete(leaf);
    if (act && act.outputHash === undefined) unbound += 1;
    say(...checkSubmission({ row: { id, centre, body_hash, receipt }, signed, act, records: submission.records }));
  }
  for (const [leaf, { id }] of told.acts)
    say(finding('submission-missing', 'entry', id, `no stored submission has a receipt of this entry (${leaf})`));

  // 3. Patients: versions, contents, courses, outcomes, consent.
  let patients = 0;
  for await (const patient of rows.patients(client)) {
    patients += 1;
    say(...checkPatient(patient));
  }

  const { lost, merged } = await rows.persons(client);
  for (const id of lost) say(finding('orphan', 'pseudonym', id, 'its patient is not there, or it has more than one'));
  if (merged !== told.merges)
    say(
      finding('orphan', 'merged patients', String(merged), `the log tells of ${told.merges} times that two became one`),
    );

  // 4. Releases: rows, checksum, entry.
  const releases = await rows.releases(client);
  for (const release of releases) {
    const check = new ReleaseCheck(release, told.cuts.get(release.id));
    told.cuts.delete(release.id);
    for await (const row of rows.releasedRows(client, release.id, HASHED)) check.add(row);
    say(...check.finish());
  }
  for (const [id] of told.cuts)
    say(finding('release-missing', 'release', id, 'an entry tells of its cut, and it is not there'));
  for (const id of await rows.rowsWithoutRelease(client))
    say(finding('release-row', 'release', id, 'rows name this release, which is not there'));

  const { entries, inLine } = told;
  return {
    findings,
    entries,
    inLine,
    detailsGone: await rows.detailsGone(client),
    submissions,
    unbound,
    records,
    patients,
    releases: releases.length,
  };
}

function logOver(client: rows.Reader, { registry, centres, witnesses }: Federation): Log {
  const identity: LogIdentity = {
    key: unwrap(parseKey(registry.logKey)),
    witnesses: centres.map(({ witnessKey }) => unwrap(parseKey(witnessKey))),
    quorum: witnesses.quorum,
  };
  // The very connection of the transaction: everything is seen at one moment, whatever is written meanwhile.
  const queries = client as ConstructorParameters<typeof PostgresLogStore>[0]['app'];
  return new Log(new PostgresLogStore({ app: queries, details: queries }), identity);
}

type Told = Pick<Envelope, 'id' | 'org' | 'actor' | 'queryHash' | 'outputHash' | 'rows'> & {
  readonly subjects?: readonly string[] | undefined;
};

/** Acts by leaf hash, cuts by release; what a column says beside the text is compared with the text. */
async function readEntries(client: rows.Reader, say: (found: AuditFinding) => void) {
  const acts = new Map<string, Told>();
  const cuts = new Map<string, Told>();
  let [entries, inLine, merges] = [0, 0, 0];
  for await (const line of rows.logLines(client)) {
    const { idx, id, kind, envelope, leaf_hash, at_agrees, detail } = line;
    const place = idx ?? id;
    if (idx === null) inLine += 1;
    else entries += 1;
    const parsed = parseEnvelope(envelope);
    const { value } = parsed.ok ? parsed : { value: undefined };
    if (
      idx === null &&
      (!value || value.id !== id || value.kind !== kind || toHex(leafHash(utf8(envelope), nativeSha256)) !== leaf_hash)
    )
      say(finding('log-line', 'entry in line', place, 'its text, id, kind and leaf hash do not agree'));
    if (!at_agrees) say(finding('log-column', 'entry', place, 'the stored instant is not that of its text'));
    if (!value) continue;
    if (value.kind === 'act' && value.operation === 'submit')
      acts.set(leaf_hash, { ...value, subjects: subjectsOf(detail) });
    if (value.kind === 'act' && value.operation === 'mergePatients') merges += 1;
    if (value.kind === 'result' && value.operation === 'cutRelease' && value.release !== undefined)
      cuts.set(value.release, value);
  }
  return { acts, cuts, entries, inLine, merges };
}

function subjectsOf(detail: string | null): readonly string[] | undefined {
  try {
    const { patients } = JSON.parse(detail ?? '') as { patients?: unknown };
    return Array.isArray(patients) ? patients.map(String) : undefined;
  } catch {
    // Not there, or not the one that was logged, which is a finding of the log.
    return undefined;
  }
}

async function checkKnown(log: Log, text: string): Promise<AuditFinding[]> {
  const kept = openCheckpoint(text, log.identity.key);
  if (!kept.ok) throw new TypeError(`a known checkpoint is none of this log: ${kept.error.message}`);
  const { size, root, note } = kept.value;
  const wrong = (message: string): AuditFinding[] => [finding('log-known', 'checkpoint', String(size), message)];
  const now = await log.store.size();
  if (now < size) return wrong(`the log had ${size} entries when it was kept, and has ${now}`);
  const same = await log.rootAt(size).then(
    (is) => toHex(is) === toHex(root),
    () => false,
  );
  if (!same) return wrong('the log now shows another history of these entries');
  const stored = await log.store.checkpoint(size);
  if (!stored?.note.startsWith(`${note.text}\n`)) return wrong('it is no longer stored');
  const lines = new Set((await log.store.cosignatures(size)).map(({ line }) => line));
  const witnesses = new Set(log.identity.witnesses?.map(({ name, id }) => `${name} ${id}`));
  const lost = text
    .split('\n')
    .filter((line) => line.startsWith('— ') && !lines.has(line))
    .filter((line) => witnesses.has(nameOf(line)));
  return lost.length > 0 ? wrong(`${lost.length} of its cosignatures are no longer stored`) : [];
}

/** Name and key id of a signature line. */
function nameOf(line: string): string {
  const [, name = '', signature = ''] = line.split(' ');
  return `${name} ${Buffer.from(signature, 'base64').subarray(0, 4).toString('hex')}`;
}
