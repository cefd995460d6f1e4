// In: a centre that wants to see what was asked about its records, or answers it with a reason from the list. Out: a page of open queries, or the one that
// was answered. Refused: a query that is not open or not the centre's, of which the same is said. Each answer commits with its entry.
import { isQueryAnswer, QUERY_ANSWERS } from '@longview/clinical';
import { type Clock, err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import { decided } from '../governance/decided.ts';
import type { Policy } from '../governance/policy.service.ts';
import type { Operation } from '../graphql/operation.ts';
import * as rows from './queries.repository.ts';
import type { QueryRow } from './queries.repository.ts';

export interface QueryPageRows {
  readonly rows: readonly QueryRow[];
  readonly next: string | null;
}

export const MOST_QUERIES = 200;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Of a query that is not there, one of another centre and one that is closed the same is said. */
const QUERY_UNKNOWN = refusal(
  'QUERY_UNKNOWN' as const,
  'Your centre has no open query of this id: list them again.',
  'id',
);

export class Queries {
  constructor(
    private readonly policy: Policy,
    private readonly clock: Clock,
  ) {}

  async open(
    operation: Operation,
    { first, after }: { readonly first: number; readonly after: string | undefined },
  ): Promise<Result<QueryPageRows, Refusal<'NOT_ALLOWED' | 'PAGE_SIZE' | 'CURSOR'>>> {
    const asked = this.#decided(operation, 'listQueries');
    if (!asked.ok)
      return err(refusal('NOT_ALLOWED', 'Queries are listed by people or the agent of the centre that was asked.'));
    const { basis, centre } = asked.value;
    if (!(first >= 1 && first <= MOST_QUERIES)) {
      operation.refuse(basis, 'PAGE_SIZE');
      return err(refusal('PAGE_SIZE', `A page has 1 to ${MOST_QUERIES} queries.`, 'first'));
    }
    if (after !== undefined && !UUID.test(after)) {
      operation.refuse(basis, 'CURSOR');
      return err(refusal('CURSOR', 'Give the cursor as it came.', 'after'));
    }
    const page = await operation.rows(basis, { kind: 'read', scope: 'query', centre }, async (connection) => {
      const found = await rows.openQueries(connection, centre, first + 1, after);
      const value = found.slice(0, first);
      const subjects = await rows.patientsOf(
        connection,
        value.map(({ id }) => id),
      );
      const next = found.length > first ? (value.at(-1)?.id ?? null) : null;
      return { value: { rows: value, next }, told: { rows: value.length, subjects } };
    });
    return ok(page);
  }

  async answer(
    operation: Operation,
    { id, reason }: { readonly id: string; readonly reason: string },
  ): Promise<Result<QueryRow, Refusal<'NOT_ALLOWED' | 'REASON_UNKNOWN' | 'QUERY_UNKNOWN'>>> {
    const asked = this.#decided(operation, 'answerQuery');
    if (!asked.ok)
      return err(refusal('NOT_ALLOWED', 'A query is answered by a data manager or the agent of the centre.'));
    const { basis, centre } = asked.value;
    if (!isQueryAnswer(reason)) {
      operation.refuse(basis, 'REASON_UNKNOWN');
      const list = Object.entries(QUERY_ANSWERS).map(([code, words]) => `${code} (${words})`);
      return err(refusal('REASON_UNKNOWN', `The reason is one of ${list.join(', ')}.`, 'reason'));
    }
    if (!UUID.test(id)) {
      operation.refuse(basis, QUERY_UNKNOWN.code);
      return err(QUERY_UNKNOWN);
    }
    const { actor } = operation.who;
    const at = this.clock.now();
    const claims = { kind: 'read', scope: 'query', centre } as const;
    return operation.durableRows<Result<QueryRow, typeof QUERY_UNKNOWN>>(basis, claims, async (connection) => {
      const answered = await rows.answerQuery(connection, id, reason, actor, at);
      if (!answered) return { value: err(QUERY_UNKNOWN), told: { rows: 0, reason: QUERY_UNKNOWN.code } };
      const subjects = await rows.patientsOf(connection, [id]);
      return { value: ok(answered), told: { rows: 1, reason, subjects } };
    });
  }

  #decided(operation: Operation, action: 'listQueries' | 'answerQuery') {
    const { caller } = operation;
    const centre = caller.kind === 'person' ? caller.organisation : caller.kind === 'agent' ? caller.centre : 'none';
    const decision = this.policy.onQueries(caller, action, centre);
    const activity = action === 'listQueries' ? 'own-centre-quality' : 'registry-intake';
    const asked = decided(operation, { operation: action, activity }, this.policy.hash, decision);
    return asked.ok ? ok({ basis: asked.value, centre }) : asked;
  }
}
