// In: a data manager's wish to move one record to another patient, and a second person's approval. Out: a move that the next submission of that record
// uses. Nothing is looked up but the centre's own moves, so that nothing is told of anybody's rows. Each act commits with its entry.
import {
  type Clock,
  err,
  fromBase64Url,
  type Ids,
  ok,
  type Refusal,
  refusal,
  type Result,
  toHex,
} from '@longview/foundation';
import { decided } from '../governance/decided.ts';
import type { Policy } from '../governance/policy.service.ts';
import type { Operation } from '../graphql/operation.ts';
import { type ApprovalCode, mayApprove, type Move, MOVE_DAYS, MOVE_UNKNOWN } from './move.ts';
import * as rows from './moves.repository.ts';

export interface MoveRequest {
  readonly system: string;
  /** As in the submission: base64url of 32 bytes. */
  readonly key: string;
  readonly reason: string;
}

const BLINDED = /^[A-Za-z0-9_-]{43}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DAY_MS = 86_400_000;

export class Moves {
  constructor(
    private readonly policy: Policy,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async request(
    operation: Operation,
    { system, key, reason }: MoveRequest,
  ): Promise<Result<Move, Refusal<'NOT_ALLOWED' | 'KEY_INVALID'>>> {
    const asked = this.#decided(operation, 'requestMove');
    if (!asked.ok) return err(refusal('NOT_ALLOWED', 'A move is requested by a data manager, for the own centre.'));
    if (!BLINDED.test(key)) {
      operation.refuse(asked.value.basis, 'KEY_INVALID');
      return err(
        refusal(
          'KEY_INVALID',
          'The key is that of the record in the submission: longview-agent problems shows it.',
          'key',
        ),
      );
    }
    const at = this.clock.now();
    const move: Move = {
      id: this.ids.uuid(),
      system,
      keyHex: toHex(fromBase64Url(key)),
      reason,
      requestedBy: operation.who.actor,
      approvedBy: null,
      expires: new Date(at.getTime() + MOVE_DAYS * DAY_MS),
    };
    const { basis, centre } = asked.value;
    await operation.durableRows(basis, { kind: 'read', scope: 'move', centre }, async (connection) => {
      await rows.insertMove(connection, centre, move, at);
      return { value: undefined, told: { rows: 1, reason } };
    });
    return ok(move);
  }

  async approve(operation: Operation, id: string): Promise<Result<Move, Refusal<'NOT_ALLOWED' | ApprovalCode>>> {
    const asked = this.#decided(operation, 'approveMove');
    if (!asked.ok)
      return err(refusal('NOT_ALLOWED', 'A move is approved by a data manager or clinician of the centre.'));
    const { basis, centre } = asked.value;
    if (!UUID.test(id)) {
      operation.refuse(basis, MOVE_UNKNOWN.code);
      return err(MOVE_UNKNOWN);
    }
    const approver = operation.who.actor;
    const at = this.clock.now();
    const claims = { kind: 'read', scope: 'move', centre } as const;
    return operation.durableRows<Result<Move, Refusal<ApprovalCode>>>(basis, claims, async (connection) => {
      const may = mayApprove(await rows.moveOf(connection, id), approver, at);
      if (!may.ok) return { value: may, told: { rows: 0, reason: may.error.code } };
      await rows.approveMove(connection, id, approver, at);
      return { value: ok({ ...may.value, approvedBy: approver }), told: { rows: 1, reason: may.value.reason } };
    });
  }

  #decided(operation: Operation, action: 'requestMove' | 'approveMove') {
    const { caller } = operation;
    const centre = caller.kind === 'person' ? caller.organisation : 'none';
    const act = { operation: action, activity: 'registry-intake' };
    const asked = decided(operation, act, this.policy.hash, this.policy.move(caller, action, centre));
    return asked.ok ? ok({ basis: asked.value, centre }) : asked;
  }
}
