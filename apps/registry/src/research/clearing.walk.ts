// In: a permit holder's wish for the exact scalars of an answer, and a checker's decision. Out: the figures, after the overlap audit and a person's check.
// Order: intent from the permit, policy over the fields of that answer, its rows under the permit's seal, the rules, the draft kept; then the policy of who
// checks, the same computation again, the decision; each act commits with its entry.
import { createHash } from 'node:crypto';
import { type Clock, err, type Ids, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import type { Operation } from '../graphql/operation.ts';
import type { Permit } from '../governance/permits.ts';
import type { Policy } from '../governance/policy.service.ts';
import { type CheckCode, type Clearance, CLEARANCE_CHANGED, CLEARANCE_UNKNOWN, mayDecide } from './clearance.ts';
import * as rows from './clearance.repository.ts';
import { type Draft, draftScalars } from './exact-scalars.ts';
import { permitFrame, releaseRows } from './frames.ts';
import { hashOf, nextBeat } from './permit-answers.ts';
import { fieldsOf, type Measure, type CohortFilterValues } from './question.ts';
import { claimsOf } from './warm-frame.ts';

export interface ClearingParts {
  readonly policy: Policy;
  readonly permits: ReadonlyMap<string, Permit>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export type ClearingCode =
  | CheckCode
  | 'NOT_ALLOWED'
  | 'ANSWER_UNKNOWN'
  | 'NOT_CLEARABLE'
  | 'TOO_MANY_WAITING'
  | 'DISCLOSURE_RISK'
  | 'REASON_NEEDED';
type Answer<T> = Result<T, Refusal<ClearingCode>>;

export interface Asked {
  readonly permit: string;
  readonly purpose?: string | undefined;
  readonly answer: string;
}

const NOT_ALLOWED = refusal(
  'NOT_ALLOWED' as const,
  'This is not open to you: the persons of a permit ask, an output checker of another organisation decides.',
);
const ANSWER_UNKNOWN = refusal('ANSWER_UNKNOWN' as const, 'Your permit has no answer of this name.', 'answer');
/** A person looks at each of them. */
const MOST_WAITING = 20;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NAME = /^[1-9]\d{0,17}$/;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export class Clearing {
  constructor(private readonly parts: ClearingParts) {}

  // --- the permit holder

  async request(operation: Operation, asked: Asked): Promise<Answer<Clearance>> {
    const begun = performance.now();
    const answer = await this.#request(operation, asked);
    // How long a refusal took would tell why it is one.
    if (!answer.ok && answer.error.code === 'DISCLOSURE_RISK') await nextBeat(begun);
    return answer;
  }

  async #request(operation: Operation, { permit: id, purpose, answer }: Asked): Promise<Answer<Clearance>> {
    const permit = this.parts.permits.get(id);
    // The answer's question is read first, under the permit's own seal: its fields are what the policy decides about.
    const known = permit && this.#asks(operation, permit, 'requestClearance', purpose, []);
    if (!permit || !known?.ok) return this.#refused(operation, 'requestClearance', permit);
    const named = NAME.test(answer)
      ? await operation.epoch(permit.id, (connection) => rows.answerNamed(connection, permit.id, answer))
      : undefined;
    if (!named) {
      operation.refuse(known.value, ANSWER_UNKNOWN.code);
      return err(ANSWER_UNKNOWN);
    }
    const question = named.asked === null ? undefined : (JSON.parse(named.asked) as Question);
    const asking = this.#asks(
      operation,
      permit,
      'requestClearance',
      purpose,
      question ? fieldsOfQuestion(question) : [],
      question,
    );
    if (!asking.ok) return this.#refused(operation, 'requestClearance', permit);
    const basis = { ...asking.value, release: named.release };
    return operation.durableRows<Answer<Clearance>>(basis, claimsOf(permit, named.release), async (connection) => {
      await rows.lockPermit(connection, permit.id);
      const before = await rows.clearancesOf(connection, permit.id);
      const same = before.find((own) => own.answer === answer && own.outcome !== 'refused');
      if (same) return { value: ok(same), told: { cells: 0, reason: 'ASKED_BEFORE' } };
      if (before.filter(({ outcome }) => outcome === null).length >= MOST_WAITING) {
        const many = refusal(
          'TOO_MANY_WAITING' as const,
          `${MOST_WAITING} clearances of this permit wait for a check.`,
        );
        return { value: err(many), told: { cells: 0, reason: many.code } };
      }
      const found = await releaseRows(connection, named.release, permit.fields);
      const cleared = await rows.clearedBefore(connection, permit.id);
      const draft = draftScalars(permitFrame(found, permit.organisation), named, cleared);
      if (!draft.ok) return { value: err(draft.error), told: { rows: found.length, reason: draft.error.code } };
      const clearance: Clearance = {
        id: this.parts.ids.uuid(),
        permit: permit.id,
        release: named.release,
        answer,
        asked: named.asked as string,
        draft: draft.value.text,
        hash: sha256(draft.value.text),
        requestedBy: operation.who.actor,
        requested: this.parts.clock.now(),
        checkedBy: null,
        checked: null,
        outcome: null,
        reason: null,
      };
      await rows.insertClearance(connection, clearance, draft.value.sets);
      // Kept, and told to nobody yet.
      return {
        value: ok(clearance),
        told: { rows: found.length, cells: 0, outputHash: clearance.hash, reason: 'WAITS' },
      };
    });
  }

  /** Those of a permit, for its persons: with their figures once they were cleared. */
  async ofPermit(operation: Operation, id: string, purpose: string | undefined): Promise<Answer<readonly Clearance[]>> {
    const permit = this.parts.permits.get(id);
    const asking = permit && this.#asks(operation, permit, 'clearances', purpose, []);
    if (!permit || !asking?.ok) return this.#refused(operation, 'clearances', permit);
    const found = await operation.epoch(permit.id, (connection) => rows.clearancesOf(connection, permit.id));
    // A permit that lost a field reads no figure of that field, also of one that was cleared before.
    const open = found.filter(({ asked }) => {
      const question = JSON.parse(asked) as Question;
      return this.#asks(operation, permit, 'clearances', purpose, fieldsOfQuestion(question), question).ok;
    });
    const cleared = open.filter(({ outcome }) => outcome === 'cleared');
    operation.answer(asking.value, {
      cells: cleared.length,
      outputHash: sha256(cleared.map(({ hash }) => hash).join(' ')),
    });
    return ok(open);
  }

  // --- the checker

  async waiting(operation: Operation): Promise<Answer<readonly Clearance[]>> {
    const reading = this.#reads(operation, 'clearances');
    if (!reading.ok) return reading;
    const found = await operation.rows(reading.value, { kind: 'read', scope: 'clearing' }, async (connection) => {
      const waiting = await rows.waitingClearances(connection, 100);
      return {
        value: waiting,
        told: { cells: waiting.length, outputHash: sha256(waiting.map(({ hash }) => hash).join(' ')) },
      };
    });
    // Of a permit that is not this checker's to check the figures are not shown either.
    return ok(
      found.filter(({ permit: id }) => {
        const permit = this.parts.permits.get(id);
        return permit && this.parts.policy.checkClearance(operation.caller, permit).decision === 'allow';
      }),
    );
  }

  async decide(
    operation: Operation,
    {
      id,
      hash,
      clear,
      reason,
    }: { readonly id: string; readonly hash: string; readonly clear: boolean; readonly reason?: string },
  ): Promise<Answer<Clearance>> {
    const reading = this.#reads(operation, 'checkClearance');
    if (!reading.ok) return reading;
    const no = <Code extends ClearingCode>(why: Refusal<Code>): Answer<Clearance> => {
      operation.refuse(reading.value, why.code);
      return err(why);
    };
    if (!clear && !reason?.trim())
      return no(refusal('REASON_NEEDED', 'Say in a few words why it is refused: the asker reads it.', 'reason'));
    const waits = UUID.test(id)
      ? await operation.rows(reading.value, { kind: 'read', scope: 'clearing' }, async (connection) => {
          const found = await rows.waitingClearance(connection, id);
          return { value: found, told: { cells: found ? 1 : 0 } };
        })
      : undefined;
    const permit = waits && this.parts.permits.get(waits.permit);
    if (!waits || !permit) return no(CLEARANCE_UNKNOWN);
    const { decision, policies } = this.parts.policy.checkClearance(operation.caller, permit);
    const basis = { ...reading.value, permit: permit.id, release: waits.release, decision, policyIds: policies };
    if (decision !== 'allow') {
      operation.refuse(basis, NOT_ALLOWED.code);
      return err(NOT_ALLOWED);
    }
    return operation.durableRows<Answer<Clearance>>(basis, claimsOf(permit, waits.release), async (connection) => {
      await rows.lockPermit(connection, permit.id);
      const may = mayDecide(await rows.clearanceOf(connection, permit.id, id), operation.who.actor, hash);
      if (!may.ok) return { value: err(may.error), told: { cells: 0, reason: may.error.code } };
      let read = 0;
      if (clear) {
        const named = await rows.answerNamed(connection, permit.id, waits.answer);
        const found = await releaseRows(connection, waits.release, permit.fields);
        read = found.length;
        const cleared = await rows.clearedBefore(connection, permit.id);
        const again: Result<Draft, unknown> = named
          ? draftScalars(permitFrame(found, permit.organisation), named, cleared)
          : err(undefined);
        // Somebody withdrew, or something else was cleared meanwhile: what was seen would no longer be drafted.
        if (!again.ok || sha256(again.value.text) !== may.value.hash)
          return { value: err(CLEARANCE_CHANGED), told: { rows: read, reason: CLEARANCE_CHANGED.code } };
      }
      const decided: Clearance = {
        ...may.value,
        checkedBy: operation.who.actor,
        checked: this.parts.clock.now(),
        outcome: clear ? 'cleared' : 'refused',
        reason: reason?.trim() || null,
      };
      await rows.decideClearance(connection, decided);
      const told = { rows: read, cells: 0, outputHash: decided.hash, reason: clear ? 'CLEARED' : 'REFUSED' };
      return { value: ok(decided), told };
    });
  }

  // --- who may

  #asks(
    operation: Operation,
    permit: Permit,
    name: string,
    purpose: string | undefined,
    fields: readonly string[],
    question?: Question,
  ) {
    const products = question?.where.product ?? permit.products;
    const { decision, policies } = this.parts.policy.askPermit(
      operation.caller,
      permit,
      { purpose, fields, products },
      'clear',
    );
    const basis = {
      operation: name,
      activity: 'research',
      ...(purpose !== undefined && { purpose }),
      permit: permit.id,
      policyHash: this.parts.policy.hash,
      policyIds: policies,
      decision,
      fieldsHash: hashOf(fields),
    };
    return decision === 'allow' ? ok(basis) : err(basis);
  }

  /** An unknown permit is answered as one that is not the asker's. */
  #refused(operation: Operation, name: string, permit: Permit | undefined): Answer<never> {
    operation.refuse(
      {
        operation: name,
        activity: 'research',
        ...(permit && { permit: permit.id }),
        policyHash: this.parts.policy.hash,
        policyIds: [],
        decision: 'deny',
      },
      NOT_ALLOWED.code,
    );
    return err(NOT_ALLOWED);
  }

  #reads(operation: Operation, name: string) {
    const { decision, policies } = this.parts.policy.readClearances(operation.caller);
    const basis = {
      operation: name,
      activity: 'research',
      policyHash: this.parts.policy.hash,
      policyIds: policies,
      decision,
    };
    if (decision === 'allow') return ok(basis);
    operation.refuse(basis, NOT_ALLOWED.code);
    return err(NOT_ALLOWED);
  }
}

interface Question {
  readonly where: CohortFilterValues;
  readonly measure: Measure;
}

const fieldsOfQuestion = ({ where, measure }: Question): readonly string[] => fieldsOf([measure], where);
