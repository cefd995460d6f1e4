// Why a version took the place of another is kept with it, and every version of a record can be read by whoever may read the record.
// In: records as before. Out: a column for the reason, and one more view under the same seals and policies.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class VersionsRead1764000000018 implements MigrationInterface {
  readonly name = 'VersionsRead1764000000018';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const UP = [
  `alter table registry.clinical_record add column reason text`,
  // Beside registry.readable_record, which stays what is in force: whoever reads that one must not have to leave old versions out himself.
  `create view registry.readable_version with (security_barrier) as
     select r.id, r.patient_id, r.course_id, r.centre, r.system, r.source_key, r.type, r.version, r.is_current, r.recorded, r.withdrawn,
       coalesce(r.reason, r.withdrawn) as reason,
       case when r.withdrawn is not null then null
         when (select authz.reads_fields()) is null then r.body
         else (select coalesce(jsonb_object_agg(m.key, m.value), '{}'::jsonb) from jsonb_each(r.body) m
               where (select authz.reads_fields()) ? (r.type || '.' || m.key)) end as body
     from registry.clinical_record r`,
  `alter view registry.readable_version owner to longview_reader`,
  `grant select on registry.readable_version to longview_app`,
];
