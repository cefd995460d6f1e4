// How far the change of a key has come: how many patients of each centre are not yet known by an epoch. Counts, no patient.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Relinking1764000000007 implements MigrationInterface {
  readonly name = 'Relinking1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const UP = [
  // The row without a centre counts everybody once.
  `create function registry.relinking(asked integer)
     returns table (centre text, patients integer, waiting integer)
     language plpgsql stable security definer
     set search_path = pg_catalog, pg_temp
     as $$
     declare claims jsonb := authz.claims();
     begin
       if claims ->> 'kind' is distinct from 'read' or claims ->> 'scope' is distinct from 'relinking' then
         raise exception 'SEAL_KIND: counting needs a sealed read' using errcode = '28000';
       end if;
       return query
         select r.centre, count(distinct r.patient_id)::integer,
           (count(distinct r.patient_id) filter (where n.value is null))::integer
         from registry.clinical_record r
           left join registry.pseudonym n on n.patient_id = r.patient_id and n.epoch = asked
         where r.is_current
         group by grouping sets ((r.centre), ())
         order by r.centre nulls first;
     end $$`,
  `alter function registry.relinking(integer) owner to longview_placer`,
  `revoke all on function registry.relinking(integer) from public`,
  `grant execute on function registry.relinking(integer) to longview_app`,
];
