// In: a signed submission of an authenticated agent. Out: a signed receipt, once everything that it says is durable.
// The order of the steps is the security argument: signature, contract, policy, then one transaction in which the patient is found,
// the pure decision is taken, rows, entry and receipt are written, and all is committed together.
import { createHash } from 'node:crypto';
import { canonicalJson, err, ok, type Refusal, refusal, type Result, toHex, utf8 } from '@longview/foundation';
import {
  canonicalBytes,
  keyIdOf,
  type Receipt,
  signDetached,
  type SignatureCode,
  type Submission,
  verifyDetached,
} from '@longview/wire';
import type { JWK } from 'jose';
import { pass } from '../passages.ts';
import { together } from '../persistence/together.ts';
import { checkPatients, type CheckedPatient, onlyCloses, refusedBefore } from './check-patients.ts';
import { type ContractCode, readContract } from './contract.ts';
import type { AgentCaller, IntakeParts } from './intake.parts.ts';
import type { EarlierReceipt, IntakeTransaction } from './intake-store.ts';
import { withReplay } from './replay.ts';
import { PlacedWrongly, storeOneByOne, storePatients } from './store-patients.ts';
import { writtenDigest } from './written-digest.ts';

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

/** Two patients became one; or tokens that cannot be of one person came together, and somebody has to look. */
const RELINKED = { merged: 'mergePatients', contradicted: 'relinkContradicted' } as const;

type Answer = Result<SignedReceipt, Refusal<IntakeCode>>;

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

  pass('received');
  const closed = new Set<CheckedPatient>();
  const once = (oneByOne: boolean) =>
    parts.store.transaction(caller.centre, async (rows): Promise<Answer> => {
      const [earlier, openMoves] = await Promise.all([rows.earlierReceipt(received.id), rows.openMoves()]);
      if (earlier) return firstReceipt(earlier, bodyHash);
      const store = (patients: readonly CheckedPatient[], within: IntakeTransaction) =>
        storePatients(parts, { caller, received, today, openMoves, closed }, patients, within);
      const stored = oneByOne ? await storeOneByOne(checked, rows, store) : await store(checked, rows);
      const receipts = [...refusedBefore(checked), ...stored.receipts].sort((left, right) => left.order - right.order);
      const entry = parts.log.actOf({
        operation: 'submit',
        activity: 'registry-intake',
        actor: `agent:${caller.kid}`,
        org: caller.centre,
        role: 'agent',
        policyHash: parts.policy.hash,
        policyIds: decision.policies,
        decision: decision.decision,
        rows: stored.written.length,
        queryHash: bodyHash,
        outputHash: writtenDigest(stored.written),
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
      const moving =
        stored.moved === 0
          ? []
          : [
              parts.log.actOf({
                operation: 'moveRecord',
                activity: 'registry-intake',
                actor: `agent:${caller.kid}`,
                org: caller.centre,
                role: 'agent',
                policyHash: parts.policy.hash,
                policyIds: decision.policies,
                decision: decision.decision,
                rows: stored.moved,
                queryHash: bodyHash,
                subjects: stored.patients,
              }),
            ];
      // Told by the registry of itself, not under the centre's name: its people read the centre's entries, and would learn what another sent.
      const relinks = stored.relinked.map(({ patient, how }) =>
        parts.log.actOf({
          operation: RELINKED[how],
          activity: 'registry-intake',
          actor: 'registry',
          org: 'registry',
          role: 'registry',
          policyHash: parts.policy.hash,
          subjects: [patient],
        }),
      );
      await together([
        rows.append(entry),
        ...[...moving, ...relinks].map((act) => rows.append(act)),
        rows.keepReceipt({
          id: received.id,
          centre: caller.centre,
          bodyHash,
          receipt: text,
          signature: seal,
        }),
      ]);
      pass('entered');
      return ok({ receipt: text, signature: seal });
    });

  const attempt = async (oneByOne: boolean): Promise<Answer> => {
    for (;;) {
      try {
        return await once(oneByOne);
      } catch (fault) {
        // Again only when somebody's wish was recorded in between, so that this ends.
        if (!(fault instanceof PlacedWrongly)) throw fault;
        for (const patient of fault.patients) if (!closed.delete(patient)) closed.add(patient);
      }
    }
  };
  const answer = await withReplay(attempt);
  pass('committed');
  return answer;
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
function firstReceipt(earlier: EarlierReceipt, bodyHash: string): Answer {
  if (earlier.body_hash === bodyHash) return ok({ receipt: earlier.receipt, signature: earlier.signature });
  return err(
    refusal(
      'SUBMISSION_ID_USED',
      'This id was used for another submission. Send the content again under a new id.',
      'submission.id',
    ),
  );
}
