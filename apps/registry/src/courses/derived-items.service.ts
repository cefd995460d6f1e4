// In: a person of a centre and one of its courses. Out: what the registry derives of the course from the records that this centre may read, each with its rule
// and version. Refused alike: a course that is not there, one of another centre, and what is no id.
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import { decided } from '../governance/decided.ts';
import type { Policy } from '../governance/policy.service.ts';
import type { Operation } from '../graphql/operation.ts';
import { type DerivedItem, derivedItems, withMissing } from './derived-items.ts';
import { derivedOf, type DerivedRow } from './derived-items.repository.ts';

const COURSE_UNKNOWN = refusal(
  'COURSE_UNKNOWN' as const,
  'Your centre treats no course of this id: take it from `courses`.',
  'course',
);

const NO_ROWS = '00000000-0000-0000-0000-000000000000';

export class DerivedItems {
  constructor(private readonly policy: Policy) {}

  /** @param course its id in the store; undefined for what was no id. */
  async of(
    operation: Operation,
    course: string | undefined,
  ): Promise<Result<readonly DerivedItem[] | null, Refusal<'NOT_ALLOWED' | 'COURSE_UNKNOWN'>>> {
    const { caller } = operation;
    const centre = caller.kind === 'person' ? caller.organisation : 'none';
    const asked = decided(
      operation,
      { operation: 'derivedItems', activity: 'own-centre-quality' },
      this.policy.hash,
      this.policy.askOwn(caller, centre, 'listOwn', { purpose: undefined, fields: [], products: [] }),
    );
    if (!asked.ok)
      return err(
        refusal('NOT_ALLOWED', 'Derived items are read by a data manager or clinician of the centre that treats.'),
      );
    const claims = { kind: 'read', scope: 'own', centre } as const;
    const row = await operation.rows<DerivedRow | undefined>(asked.value, claims, async (connection) => {
      // What is no id takes the same way: how long a refusal took tells nothing either.
      const found = await derivedOf(connection, centre, course ?? NO_ROWS);
      return {
        value: found,
        told: found
          ? { rows: 1 + found.records.length, subjects: [found.patient_id] }
          : { rows: 0, reason: COURSE_UNKNOWN.code },
      };
    });
    if (!row) return err(COURSE_UNKNOWN);
    return ok(row.derived && withMissing(row.derived, derivedItems(row.records)));
  }
}
