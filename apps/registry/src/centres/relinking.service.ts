// In: a steward's question how far a change of key has come. Out: counts, by which somebody decides when the older key ends. Refuses an epoch that
// is not in force.
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import { decided } from '../governance/decided.ts';
import type { Policy } from '../governance/policy.service.ts';
import type { Operation } from '../graphql/operation.ts';
import { relinking, type RelinkingRow } from './relinking.repository.ts';

export interface RelinkingState {
  readonly epoch: number;
  readonly all: RelinkingRow;
  readonly centres: readonly RelinkingRow[];
}

export class Relinking {
  constructor(
    private readonly policy: Policy,
    private readonly epochs: () => readonly number[],
  ) {}

  async of(
    operation: Operation,
    epoch: number,
  ): Promise<Result<RelinkingState, Refusal<'NOT_ALLOWED' | 'EPOCH_UNKNOWN'>>> {
    const act = { operation: 'relinking', activity: 'registry-intake' };
    const asked = decided(operation, act, this.policy.hash, this.policy.readRelinking(operation.caller));
    if (!asked.ok) return err(refusal('NOT_ALLOWED', 'Only a steward sees how far a change of key has come.'));
    const basis = asked.value;
    const open = this.epochs();
    if (!open.includes(epoch)) {
      operation.refuse(basis, 'EPOCH_UNKNOWN');
      return err(refusal('EPOCH_UNKNOWN', `Key epochs in force: ${open.join(', ')}.`, 'epoch'));
    }
    const [all = { centre: null, patients: 0, waiting: 0 }, ...centres] = await operation.rows(
      basis,
      { kind: 'read', scope: 'relinking' },
      async (connection) => {
        const rows = await relinking(connection, epoch);
        return { value: rows, told: { cells: 2 * rows.length } };
      },
    );
    return ok({ epoch, all, centres });
  }
}
