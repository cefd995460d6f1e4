// In: a running registry and how many courses. Out: that many patients with one course each, their outcomes and consents, put into its tables
// by set-based statements of the superuser. Only for measuring what comes after the intake.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateOutcomes, type OutcomeColumns } from '@longview/fixtures';
import { CENTRES, type TrialRegistry } from '../support/trial-registry.ts';

export async function fill(trial: TrialRegistry, courses: number): Promise<OutcomeColumns> {
  const columns = generateOutcomes({ seed: 11, n: courses, centres: CENTRES.length });
  const file = join(trial.folder, `columns-${randomBytes(4).toString('hex')}.csv`);
  const lines: string[] = [];
  for (let row = 0; row < courses; row++)
    lines.push(
      [
        row,
        columns.products[columns.product[row] as number],
        columns.diseases[columns.disease[row] as number],
        columns.sex[row] === 1 ? 'male' : 'female',
        columns.age[row],
        columns.year[row],
        CENTRES[columns.centre[row] as number],
        columns.osDays[row],
        columns.osEvent[row] === 1,
        columns.pfsDays[row],
        columns.pfsEvent[row] !== 0,
      ].join(','),
    );
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o644 });
  await trial.asAdmin(async (client) => {
    await client.query('begin');
    await client.query(
      `create temp table drawn (n integer, product text, disease text, sex text, age integer, year integer, centre text, os_days integer,
         os_event boolean, pfs_days integer, pfs_event boolean, patient uuid default uuidv7(), course uuid default uuidv7()) on commit drop`,
    );
    await client.query(
      `copy drawn (n, product, disease, sex, age, year, centre, os_days, os_event, pfs_days, pfs_event) from '${file}' with (format csv)`,
    );
    await client.query(
      `insert into registry.patient (id, linkable, age, age_on)
       select patient, true, age, make_date(year, 7, 1) from drawn order by n`,
    );
    await client.query(
      `insert into registry.pseudonym (value, epoch, patient_id)
       select sha256(convert_to('drawn ' || n, 'UTF8')), 1, patient from drawn`,
    );
    await client.query(
      `insert into registry.course (id, patient_id, treating_centre, product, day0, begun)
       select course, patient, centre, product, make_date(year, 1 + n % 12, 1 + n % 28), make_date(year, 1 + n % 12, 1 + n % 28) from drawn`,
    );
    await client.query(
      `insert into registry.consent_state (patient_id, granted) select patient, array['C2', 'C3', 'C4'] from drawn`,
    );
    await client.query(
      `insert into registry.course_outcome (serves_pool, serves_own, patient_id, patient_no, course_id, treating_centre, product, disease,
         status_at_infusion, sex, age, day0, decided, apheresed, released, infused, os_days, os_event, pfs_days, pfs_event, demonstration)
       select true, true, d.patient, p.no, d.course, d.centre, d.product, d.disease, 'CR', d.sex, d.age, make_date(d.year, 1 + d.n % 12, 1 + d.n % 28),
         true, true, true, true, d.os_days, d.os_event, d.pfs_days, d.pfs_event, true
       from drawn d join registry.patient p on p.id = d.patient order by d.n`,
    );
    await client.query('commit');
    await client.query('vacuum analyze');
  });
  return columns;
}
