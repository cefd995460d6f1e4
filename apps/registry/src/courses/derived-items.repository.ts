// Queries of what was derived of a course, under the seal of the centre that treats it. No rule stands here.
import type { DerivedItem } from './derived-items.ts';
import type { Connection } from '../persistence/database.ts';

export interface DerivedRow {
  readonly patient_id: string;
  readonly derived: readonly DerivedItem[] | null;
}

/** From what this centre may read alone. */
export const derivedOf = async (
  connection: Connection,
  centre: string,
  course: string,
): Promise<DerivedRow | undefined> =>
  (
    await connection.query<DerivedRow & Record<string, unknown>>(
      `select patient_id, derived from registry.course_outcome where course_id = $2 and serves_own and treating_centre = $1`,
      [centre, course],
    )
  )[0];
