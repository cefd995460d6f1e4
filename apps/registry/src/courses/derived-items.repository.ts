// Queries of what was derived of a course, under the seal of the centre that treats it. No rule stands here.
import type { DerivedFrom, DerivedItem } from './derived-items.ts';
import type { Connection } from '../persistence/database.ts';

export interface DerivedRow {
  readonly patient_id: string;
  readonly derived: readonly DerivedItem[] | null;
  /** Those that this centre sent, by the row policies: what is kept was derived from them. */
  readonly records: readonly DerivedFrom[];
}

/** From what this centre may read alone. */
export const derivedOf = async (
  connection: Connection,
  centre: string,
  course: string,
): Promise<DerivedRow | undefined> =>
  (
    await connection.query<DerivedRow & Record<string, unknown>>(
      `select o.patient_id, o.derived,
         (select coalesce(json_agg(json_build_object('id', r.id, 'type', r.type, 'body', r.body)), '[]')
          from registry.readable_record r where r.course_id = o.course_id) as records
       from registry.course_outcome o where o.course_id = $2 and o.serves_own and o.treating_centre = $1`,
      [centre, course],
    )
  )[0];
