// In: an administrator's connection. Out: every outcome that an earlier derivation made is derived anew from the records as they stand, some patients a
// transaction, each with its entry in the log. What is done stays done: begun again, it goes on where it stopped. The registry may serve meanwhile.
import { systemClock, systemIds, systemRandom } from '@longview/foundation';
import { AccessLog } from '../access-log/access-log.service.ts';
import { deriveOutcomeRows } from '../courses/derive.ts';
import type { CurrentRecord } from '../courses/history.ts';
import { OUTCOME_VERSION } from '../courses/outcome-columns.ts';
import type { Connection } from '../persistence/database.ts';
import { write } from './intake.repository.ts';

export interface Rederived {
  readonly patients: number;
  readonly outcomes: number;
}

/** Patients that are locked at once: a submission of one of them waits so long. */
const BATCH = 100;

/**
 * @param connection of an administrator, whom no row policy binds: nobody asks, so there is no decision that could open the rows.
 * @param told after each batch, how many patients are done and how many there are to do.
 */
export async function rederive(
  connection: Connection,
  told: (done: number, of: number) => void = () => undefined,
): Promise<Rederived> {
  const log = new AccessLog({ withConnection: (work) => work(connection) }, systemClock, systemIds, systemRandom);
  const stale = await connection.query<{ id: string }>(
    'select distinct patient_id as id from registry.course_outcome where outcome_version < $1 order by 1',
    [OUTCOME_VERSION],
  );
  let outcomes = 0;
  for (let from = 0; from < stale.length; from += BATCH) {
    const patients = stale.slice(from, from + BATCH).map(({ id }) => id);
    await connection.run('begin');
    try {
      outcomes += await rederivePatients(connection, log, patients);
      await connection.run('commit');
    } catch (fault) {
      await connection.run('rollback');
      throw fault;
    }
    told(from + patients.length, stale.length);
  }
  return { patients: stale.length, outcomes };
}

interface Course {
  readonly id: string;
  readonly patientId: string;
  readonly patientNo: number;
  readonly treatingCentre: string;
  readonly age: number | null;
}

async function rederivePatients(connection: Connection, log: AccessLog, patients: readonly string[]): Promise<number> {
  // As the intake locks them, so that nothing comes in between what is read and what is written.
  await connection.query('select from registry.patient where id = any($1) order by id for update', [patients]);
  const courses = await connection.query<Course & Record<string, unknown>>(
    `select c.id, c.patient_id as "patientId", p.no as "patientNo", c.treating_centre as "treatingCentre", p.age::float8 as age
     from registry.course c join registry.patient p on p.id = c.patient_id where c.patient_id = any($1) order by c.id`,
    [patients],
  );
  const records = await connection.query<
    CurrentRecord & { readonly patient: string; readonly course: string | null; readonly key: string } & Record<
        string,
        unknown
      >
  >(
    `select id, patient_id as patient, course_id as course, type, centre, body, demonstration,
       centre || '|' || system || '|' || encode(source_key, 'hex') as key
     from registry.clinical_record where is_current and withdrawn is null and patient_id = any($1)`,
    [patients],
  );
  // By UTF-16, as the intake orders them: a database's own order hangs on its language.
  const ordered = Map.groupBy(
    records.toSorted((left, right) => (left.key < right.key ? -1 : 1)),
    ({ patient }) => patient,
  );
  const outcomes = courses.flatMap((course) =>
    deriveOutcomeRows(
      course,
      (ordered.get(course.patientId) ?? []).filter(({ type, course: of }) => type === 'Patient' || of === course.id),
    ),
  );
  await write(connection, {
    insert: [],
    courses: [],
    outcomeCourses: courses.map(({ id }) => id),
    outcomes,
    consents: [],
  });
  await log.appendWithin(
    connection,
    log.actOf({
      actor: 'administrator',
      org: 'registry',
      role: 'administrator',
      operation: 'rederiveOutcomes',
      activity: 'registry-intake',
      rows: outcomes.length,
      reason: `DERIVATION_${OUTCOME_VERSION}`,
      subjects: patients,
    }),
  );
  return outcomes.length;
}
