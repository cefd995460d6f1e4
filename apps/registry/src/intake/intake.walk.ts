// In: a signed submission of an authenticated agent. Out: a signed receipt, once everything that it says is durable.
// The order of the steps is the security argument: signature, contract, policy, then one transaction in which the patient is found,
// the pure decision is taken, rows, entry and receipt are written, and all is committed together.
import { createHash, createHmac } from 'node:crypto';
import { recordClass } from '@longview/clinical';
import { CLOSING, mayStore, stateAt } from '@longview/consent';
import { onlyDescribed, type Problem, validateRecord } from '@longview/dictionary';
import {
  canonicalJson,
  err,
  fromBase64Url,
  ok,
  type Refusal,
  refusal,
  type Result,
  toHex,
  utf8,
} from '@longview/foundation';
import {
  canonicalBytes,
  keyIdOf,
  type Receipt,
  type RecordReceipt,
  signDetached,
  type SignatureCode,
  type Submission,
  verifyDetached,
} from '@longview/wire';
import type { JWK } from 'jose';
import { recordable } from '../consent/consent-events.ts';
import type { Connection } from '../persistence/database.ts';
import { type Content, type ContractCode, readContract, type ReadPatient } from './contract.ts';
import { type CheckedRecord, decideIntake } from './decide.ts';
import { groupByCourse } from './groups.ts';
import * as rows from './intake.repository.ts';
import type { IntakeParts } from './intake.parts.ts';

export type IntakeCode =
  | SignatureCode
  | ContractCode
  | 'NOT_ALLOWED'
  | 'CENTRE_DIFFERS'
  | 'KEY_UNKNOWN'
  | 'SUBMISSION_ID_USED'
  | 'DEMONSTRATION_REFUSED'
  | 'EPOCH_UNKNOWN';

export interface SignedReceipt {
  /** Canonical JSON of a Receipt: the very bytes that are signed. */
  readonly receipt: string;
  readonly signature: string;
}

export interface AgentCaller {
  readonly centre: string;
  readonly kid: string;
}

type Answer = Result<SignedReceipt, Refusal<IntakeCode>>;

interface CheckedPatient {
  readonly patient: ReadPatient;
  readonly pseudonym: string;
  readonly records: readonly Omit<CheckedRecord, 'patientId' | 'courseId'>[];
  readonly basis: boolean;
}

/** `received` is the variable as it came over the wire, before GraphQL coerced it: that is what was signed. */
export async function takeIn(
  parts: IntakeParts,
  caller: AgentCaller,
  received: Submission,
  signature: string,
): Promise<Answer> {
  const bytes = signable(received);
  if (!bytes)
    return err(
      refusal('SIGNATURE_INVALID', 'The submission holds half a character, so nothing can be signed.', 'submission'),
    );
  const bodyHash = createHash('sha256').update(bytes).digest('hex');

  const signed = await checkSignature(parts, caller, bytes, signature);
  if (!signed.ok) return signed;
  if (received.centre !== caller.centre) {
    return err(
      refusal(
        'CENTRE_DIFFERS',
        'The submission names another centre than the agent that sends it.',
        'submission.centre',
      ),
    );
  }
  if (received.demonstration && !parts.demonstration) {
    return err(
      refusal(
        'DEMONSTRATION_REFUSED',
        'This registry takes no data made with demonstration constants.',
        'submission.demonstration',
      ),
    );
  }
  const contract = readContract(received);
  if (!contract.ok) return contract;
  const strange = contract.value.findIndex((patient) =>
    patient.tokens.some((token) => !parts.epochs().includes(token.epoch)),
  );
  if (strange >= 0) {
    return err(
      refusal(
        'EPOCH_UNKNOWN',
        'The token is of a key epoch that is not in force. Fetch the federation file and pseudonymise again.',
        `submission.patients[${strange}].tokens`,
      ),
    );
  }
  const today = parts.clock.now().toISOString().slice(0, 10);
  const checked = checkPatients(parts, contract.value, today);
  // A withdrawal gets in even where nothing else may: its own action, its own rule.
  const decision = parts.policy.submit(caller, onlyCloses(contract.value, today));
  if (decision.decision !== 'allow')
    return err(refusal('NOT_ALLOWED', 'This agent may not submit for this centre now.'));

  const store = (patients: readonly CheckedPatient[], connection: Connection) =>
    storePatients(parts, { caller, received, today }, patients, connection);

  const attempt = (oneByOne: boolean) =>
    parts.sealed.transaction(
      async (connection): Promise<Answer> => {
        const [, earlier] = await Promise.all([
          parts.sealed.open(connection, parts.ids.uuid(), { kind: 'write', centre: caller.centre }),
          rows.earlierReceipt(connection, received.id),
        ]);
        if (earlier) return firstReceipt(earlier, bodyHash);
        const stored = oneByOne ? await storeOneByOne(checked, connection, store) : await store(checked, connection);
        const receipts = [...refusedBefore(checked), ...stored.receipts].sort(
          (left, right) => left.order - right.order,
        );
        const entry = parts.log.actOf({
          operation: 'submit',
          activity: 'registry-intake',
          actor: `agent:${caller.kid}`,
          org: caller.centre,
          role: 'agent',
          policyHash: parts.policy.hash,
          policyIds: decision.policies,
          decision: decision.decision,
          rows: stored.written,
          queryHash: bodyHash,
          subjects: stored.patients,
        });
        const receipt: Receipt = {
          version: 1,
          submission: received.id,
          bodyHash,
          receivedAt: parts.clock.now().toISOString(),
          records: receipts.map(({ key, outcome, problems }) => ({ key, outcome, problems })),
          leafHash: toHex(entry.leafHash),
        };
        const text = canonicalJson(receipt);
        const seal = await signDetached(utf8(text), 'longview-receipt+jws', parts.receiptKey.kid, parts.receiptKey.jwk);
        await Promise.all([
          parts.log.appendWithin(connection, entry),
          rows.keepReceipt(connection, {
            id: received.id,
            centre: caller.centre,
            bodyHash,
            receipt: text,
            signature: seal,
          }),
        ]);
        return ok({ receipt: text, signature: seal });
      },
      { durable: true },
    );

  return withReplay(attempt);
}

/** What was signed, or undefined where there is no canonical form: a text with half a surrogate pair. */
function signable(received: Submission): Uint8Array | undefined {
  try {
    return canonicalBytes(received);
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

async function checkSignature(
  parts: IntakeParts,
  caller: AgentCaller,
  bytes: Uint8Array,
  signature: string,
): Promise<Result<undefined, Refusal<IntakeCode>>> {
  const kid = keyIdOf(signature);
  const jwk: JWK | undefined = kid === undefined ? undefined : parts.keyOf(caller.centre, kid);
  if (!jwk)
    return err(refusal('KEY_UNKNOWN', 'The signature names no key of this centre that is in force.', 'signature'));
  const verified = await verifyDetached(signature, bytes, 'longview-submission+jws', jwk);
  return verified.ok ? ok(undefined) : verified;
}

/** The same id gets its first receipt; with another body it is refused, whatever the body. */
function firstReceipt(earlier: { receipt: string; signature: string; body_hash: string }, bodyHash: string): Answer {
  if (earlier.body_hash === bodyHash) return ok({ receipt: earlier.receipt, signature: earlier.signature });
  return err(
    refusal(
      'SUBMISSION_ID_USED',
      'This id was used for another submission. Send the content again under a new id.',
      'submission.id',
    ),
  );
}

/** Everything that can be decided without the database. */
function checkPatients(parts: IntakeParts, patients: readonly ReadPatient[], today: string): CheckedPatient[] {
  let order = 0;
  return patients.map((patient) => {
    const token = patient.tokens[0] as ReadPatient['tokens'][number];
    const pseudonym = createHmac('sha256', parts.pseudonymKey)
      .update(utf8(`rp/v1|${token.epoch}|`))
      .update(fromBase64Url(token.value))
      .digest('hex');
    const records = patient.records.map((record) => ({
      order: order++,
      key: record.key,
      keyHex: toHex(fromBase64Url(record.key)),
      courseHex: record.course === undefined ? undefined : toHex(fromBase64Url(record.course)),
      system: record.system,
      ...checkRecord(record.content, today),
    }));
    const events = records.flatMap((record) => {
      const { content } = record;
      if (!('type' in content) || content.type !== 'Consent' || hasError(record.problems)) return [];
      const event = recordable(content.body, today);
      return event.ok ? [event.value] : [];
    });
    // A withdrawal, an objection or an erasure is never turned away: it is what the law wants recorded first of all.
    const closing = events.some((event) => CLOSING.has(event.type));
    const state = stateAt(events, today);
    // A law opens only for records that say it is their ground: otherwise a missing consent would pass for a law.
    const basis =
      events.length > 0 &&
      (closing ||
        parts.bases.some(
          (ground) =>
            (ground.name === 'consent' || events.some(({ legalBasis }) => legalBasis === ground.basis)) &&
            mayStore(state, ground).ok,
        ));
    return { patient, pseudonym, records, basis };
  });
}

const onlyCloses = (patients: readonly ReadPatient[], today: string): boolean =>
  patients.every(({ records }) =>
    records.every(({ content }) => {
      const event = 'type' in content && content.type === 'Consent' ? recordable(content.body, today) : undefined;
      return event?.ok === true && CLOSING.has(event.value.type);
    }),
  );

const hasError = (problems: readonly Problem[]): boolean => problems.some((problem) => problem.severity === 'error');

function checkRecord(content: Content, today: string): { content: Content; problems: Problem[] } {
  if ('withdraw' in content) return { content, problems: [] };
  const type = recordClass(content.type);
  const body = onlyDescribed(type, content.body);
  const problems = validateRecord(type, body);
  if (content.type === 'Consent' && !hasError(problems)) {
    const event = recordable(body, today);
    if (!event.ok) problems.push(event.error);
  }
  return { content: { type: content.type, body }, problems };
}

const refusedBefore = (checked: readonly CheckedPatient[]): (RecordReceipt & { order: number })[] =>
  checked.flatMap(({ records }) =>
    records
      .filter((record) => hasError(record.problems))
      .map(({ order, key, problems }) => ({ order, key, outcome: 'REFUSED' as const, problems })),
  );

interface Stored {
  readonly receipts: readonly (RecordReceipt & { readonly order: number })[];
  readonly written: number;
  readonly patients: readonly string[];
}

const NO_BASIS: Problem = {
  rule: 'R01',
  severity: 'error',
  message: 'nothing permits storing data of this patient now',
  mend: 'Send a Consent record with the patient (legalBasis and the answer on the registry), or ask the patient.',
};

async function storePatients(
  parts: IntakeParts,
  { caller, received, today }: { caller: AgentCaller; received: Submission; today: string },
  checked: readonly CheckedPatient[],
  connection: Connection,
): Promise<Stored> {
  const sound = checked.map((entry) => ({
    ...entry,
    records: entry.records.filter((record) => !hasError(record.problems)),
  }));
  const groups = sound.map(({ records }) =>
    groupByCourse(
      records.flatMap((record) =>
        'type' in record.content
          ? [{ type: record.content.type, body: record.content.body, course: record.courseHex, record }]
          : [],
      ),
    ),
  );
  const placed = await rows.place(
    connection,
    sound.map((entry, number) => ({
      pseudonym: entry.pseudonym,
      linkable: entry.patient.linkable,
      age: entry.patient.age?.value ?? null,
      ageOn: entry.patient.age?.on ?? null,
      basis: entry.basis,
      courses: (groups[number] ?? []).map((group) => ({
        key: group.course ?? null,
        product: group.product ?? null,
        day0: group.day0 ?? null,
        begun: group.begun ?? null,
        latest: group.latest ?? null,
      })),
    })),
  );
  const patientIds = new Map(
    placed.flatMap((row) => (row.course_no === null ? [[row.patient_no, row.patient_id] as const] : [])),
  );
  const courseIds = new Map(
    placed.flatMap((row) =>
      row.course_no === null ? [] : [[`${row.patient_no}|${row.course_no}`, row.course_id] as const],
    ),
  );

  const refused: (RecordReceipt & { order: number })[] = [];
  const records: CheckedRecord[] = [];
  for (const [number, entry] of sound.entries()) {
    const patientId = patientIds.get(number);
    const grouped = new Set((groups[number] ?? []).flatMap((group) => group.records.map(({ record }) => record)));
    const courseOf = new Map(
      (groups[number] ?? []).map((group, g) => [group.course, courseIds.get(`${number}|${g}`) ?? null]),
    );
    for (const record of entry.records) {
      if (!patientId) {
        refused.push({ order: record.order, key: record.key, outcome: 'REFUSED', problems: [NO_BASIS] });
        continue;
      }
      records.push({
        ...record,
        patientId,
        courseId: grouped.has(record) ? (courseOf.get(record.courseHex) ?? null) : null,
      });
    }
  }

  const ids = [...new Set([...patientIds.values()].filter((id): id is string => id !== null))];
  const { records: stored, courses, consents } = await rows.standing(connection, ids, caller.centre, records);
  const writes = decideIntake({
    centre: caller.centre,
    submission: received.id,
    demonstration: received.demonstration,
    today,
    records,
    stored,
    courses,
    consents: new Map(consents.map((state) => [state.patient_id, state.granted])),
    newId: () => parts.ids.uuid(),
  });
  // Begun in this order and run in it: an old version makes place before the new one is written.
  await Promise.all([
    rows.supersede(connection, writes.supersede),
    rows.joinCourse(connection, writes.join),
    rows.write(connection, writes),
    writes.epochMoves ? rows.moveEpoch(connection) : undefined,
  ]);
  return { receipts: [...refused, ...writes.receipts], written: writes.insert.length, patients: ids };
}

/** After a fault in SQL: each patient under a savepoint, so that one bad patient never stops the others. */
async function storeOneByOne(
  checked: readonly CheckedPatient[],
  connection: Connection,
  store: (patients: readonly CheckedPatient[], connection: Connection) => Promise<Stored>,
): Promise<Stored> {
  const all: Stored[] = [];
  for (const entry of checked) {
    await connection.run('savepoint patient');
    try {
      all.push(await store([entry], connection));
      await connection.run('release savepoint patient');
    } catch {
      await connection.run('rollback to savepoint patient');
      all.push({
        receipts: entry.records.map(({ order, key }) => ({
          order,
          key,
          outcome: 'REFUSED' as const,
          problems: [FAULT],
        })),
        written: 0,
        patients: [],
      });
    }
  }
  return {
    receipts: all.flatMap((stored) => stored.receipts),
    written: all.reduce((sum, stored) => sum + stored.written, 0),
    patients: [...new Set(all.flatMap((stored) => stored.patients))],
  };
}

const FAULT: Problem = {
  rule: 'R99',
  severity: 'error',
  message: 'the registry could not store the records of this patient; the others are stored',
  mend: 'Send these records again in a new submission; if it happens twice, tell the registry.',
};

const CODE = (fault: unknown): string => (fault as { code?: string } | null)?.code ?? '';
const MAY_SUCCEED_AGAIN = new Set(['40001', '40P01', '23505']);

/**
 * First everything at once. A lost race (serialisation, deadlock, the same id twice at the same moment) is run again; a fault of the
 * data is replayed patient by patient. A lost connection or a full disk goes to the sender, who keeps the bytes and sends them again.
 */
async function withReplay(attempt: (oneByOne: boolean) => Promise<Answer>): Promise<Answer> {
  for (let round = 0; ; round++) {
    try {
      return await attempt(false);
    } catch (fault) {
      const code = CODE(fault);
      if (MAY_SUCCEED_AGAIN.has(code) && round < 5) continue;
      // Class 22 is bad data, class 23 a broken constraint: the only ones that a single patient can be the cause of.
      if (code.startsWith('22') || code.startsWith('23')) return await attempt(true);
      throw fault;
    }
  }
}
