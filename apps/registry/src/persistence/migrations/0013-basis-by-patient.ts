// Whether a centre ever brought what permits processing a patient is asked patient by patient, of an index of its own.
// In: submissions as before. Out: the same places.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BasisByPatient1764000000013 implements MigrationInterface {
  readonly name = 'BasisByPatient1764000000013';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const UP = [
  `create index clinical_record_basis on registry.clinical_record (patient_id, centre) where type = 'Consent' and is_current`,
  // A condition that may become a join does: PostgreSQL then read every consent of the centre for each submission, 70 ms of them at 15,000.
  // An offset keeps it a question about one patient. Both functions stay as they are otherwise.
  ...['registry.place(jsonb)', 'registry.take_moves(jsonb,uuid[])'].map(
    (name) => `do $do$
      declare
        before text := pg_get_functiondef('${name}'::regprocedure);
        after text := replace(before, $old$r.type = 'Consent' and r.is_current)$old$, $new$r.type = 'Consent' and r.is_current offset 0)$new$);
      begin
        if after = before then raise exception '${name} is not as it was left'; end if;
        execute after;
      end $do$`,
  ),
  ...['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'].map(
    (setting) => `alter function registry.take_moves(jsonb, uuid[]) set ${setting} = off`,
  ),
];
