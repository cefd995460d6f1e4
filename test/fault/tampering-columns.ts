// In: the columns of a database. Out: another value for one of them, and which of them anything else tells of. The lists are whole: a column that is in
// none of them fails the test that uses them.
import type pg from 'pg';
import type { Chance } from './tampering-chance.ts';

/** Columns whose change is found, with where only some rows say anything by them. */
export const PROVED: Readonly<Record<string, string>> = {
  'log.entry': 'idx id kind at envelope leaf_hash',
  'log.node': 'level idx hash',
  'log.checkpoint': 'size note',
  'log.cosignature': 'size witness line',
  'log.open_intent': 'id',
  'log.detail': 'id salt body',
  'registry.submission': 'id centre body_hash receipt signature',
  'registry.clinical_record':
    'id patient_id course_id type centre system source_key course_key version is_current withdrawn content_hash body problems submission_id demonstration move_id reason',
  'registry.course': 'id patient_id treating_centre product day0 begun',
  'registry.course_source': 'patient_id centre course_key course_id',
  'registry.course_outcome':
    'serves_pool serves_own patient_id patient_no course_id treating_centre product disease status_at_infusion sex age day0 decided apheresed released infused os_days os_event pfs_days pfs_event crs_grade icans_grade outcome_version best_response competing_days competing_event prior_lines apheresed_on efs_days efs_event dor_days dor_event rfs_days rfs_event spm_days spm_event aplasia_days aplasia_event crs_onset_days crs_onset_event icans_onset_days icans_onset_event apheresed_os_days apheresed_os_event infusion_days infusion_event waiting hospital_days intensive_days home_days eq_vas_change eq_index_change icaht_early icaht_late demonstration notes derived',
  'registry.patient': 'id no age',
  'registry.pseudonym': 'patient_id',
  'registry.consent_state': 'patient_id granted ceiling',
  'registry.release': 'id cut cut_by courses checksum amended',
  'registry.release_row':
    'release_id ord salt row_hash patient_id patient_no course_id treating_centre product disease status_at_infusion sex age day0 decided apheresed released infused os_days os_event pfs_days pfs_event crs_grade icans_grade outcome_version best_response competing_days competing_event prior_lines apheresed_on efs_days efs_event dor_days dor_event rfs_days rfs_event spm_days spm_event aplasia_days aplasia_event crs_onset_days crs_onset_event icans_onset_days icans_onset_event apheresed_os_days apheresed_os_event infusion_days infusion_event waiting hospital_days intensive_days home_days eq_vas_change eq_index_change icaht_early icaht_late demonstration notes',
};

/** Columns that nothing else tells of: the audit says so with every result. */
export const NOT_PROVED_COLUMNS: Readonly<Record<string, string>> = {
  'log.entry': 'body', // made by the database from the envelope
  'log.checkpoint': 'created',
  'log.open_intent': 'at', // by the database's clock, while the entry tells the registry's
  'log.pending': 'seq id kind envelope leaf_hash created xid', // checked while they stand there, and gone within a second
  'registry.submission': 'received',
  'registry.clinical_record': 'recorded',
  'registry.course': 'created',
  'registry.patient': 'linkable age_on created',
  'registry.pseudonym': 'value epoch learned',
  'registry.merged': 'gone gone_no kept merged',
  'registry.move':
    'id centre system source_key reason requested_by requested expires approved_by approved used submission_id',
  // Raised by rules that may have been others then; the answers stand in the log as acts, by their number and not by what they say.
  'registry.query':
    'id centre system source_key type version rule field wording message mend raised submission_id state closed answer answered_by lapsed',
  'registry.consent_epoch': 'one epoch',
  // Which keys speak is in the signed federation file; these lead to it.
  'registry.federation_known': 'one issued',
  'registry.key_invitation': 'code centre made_by made_at expires used_kid used_at',
  'registry.key_request': 'kid centre kind body received_at',
  'registry.stored_answer': 'permit release_id seq question answer sets set_count answered measure asked',
  'registry.probe': 'permit actor at',
  'registry.clearance':
    'id permit release_id answer_seq asked draft draft_hash sets set_count requested_by requested checked_by checked outcome reason',
  'registry.seen_assertion': 'jti expires',
};

/** Rows in which another value of the column can be told from the true one. */
const WHERE: Readonly<Record<string, string>> = {
  // Of two who became one, what both allowed is known to nobody else.
  'registry.consent_state.ceiling': 'ceiling is null',
  // No outcome of a patient without a course rests on them.
  'registry.patient.age': 'exists (select from registry.course c where c.patient_id = t.id)',
  'registry.patient.no': 'exists (select from registry.course c where c.patient_id = t.id)',
  'registry.clinical_record.patient_id': 'course_id is not null',
  // A move makes the second version at the earliest the one that closes, and the third the one that came.
  'registry.clinical_record.move_id': 'withdrawn is null and version < 3',
  // A follow-up may stand with any of its patient's courses; a first record may not.
  'registry.clinical_record.course_id': `course_id is not null and is_current and withdrawn is null and course_key is not null
    and type in ('EligibilityDecision', 'Apheresis', 'Infusion')`,
  // A course that nothing begins keeps the beginning that it was made with.
  'registry.course.begun': `exists (select from registry.clinical_record r where r.course_id = t.id and r.is_current and r.withdrawn is null
    and r.type in ('EligibilityDecision', 'Apheresis', 'Infusion'))`,
};

export interface Mutation {
  readonly name: string;
  /** What was done, or undefined when nothing was changed and another one must be tried. */
  apply(client: pg.Client, by: Chance): Promise<string | undefined>;
}

export interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** Another value of the same type, from the old one (`$old`) and chance. */
function otherValue(type: string, by: Chance): string {
  const digit = by.below(1 << 30);
  switch (type) {
    case 'boolean':
      return 'not coalesce($old, false)';
    case 'smallint':
    case 'integer':
    case 'bigint':
      return by.below(2) === 0 ? 'coalesce($old, 0) + 1' : `coalesce($old, 0) + ${1 + (digit % 900)}`;
    case 'numeric':
      return 'coalesce($old, 40) + 1';
    case 'date':
      return `coalesce($old, date '2024-01-01') + ${1 + (digit % 400)}`;
    case 'timestamp with time zone':
      return `$old + interval '${1 + (digit % 5000)} seconds'`;
    case 'uuid':
      return 'gen_random_uuid()';
    case 'bytea':
      // One bit anywhere.
      return `case when length($old) > 0 then set_byte($old, ${digit} % length($old), get_byte($old, ${digit} % length($old)) # ${1 << by.below(8)}) else '\\x01'::bytea end`;
    case 'jsonb':
      return by.below(2) === 0
        ? `case when jsonb_typeof($old) = 'array' then $old || '[{"rule": "V99"}]' else $old || '{"changed": true}' end`
        : `case when jsonb_typeof($old) = 'array' then $old || '[1]' when $old = '{}' then '{"x": 1}'
             else $old - (select min(k) from jsonb_object_keys($old) k) end`;
    case 'ARRAY':
      return by.below(2) === 0
        ? `$old || array['changed']`
        : `case when cardinality($old) > 0 then $old[2:] else array['x'] end`;
    default:
      // Text: one character replaced, taken out or put in.
      return by.one([
        `overlay(coalesce($old, '') placing 'Z' from 1 + ${digit} % (1 + length(coalesce($old, ''))) for 1)`,
        `case when length($old) > 1 then overlay($old placing '' from 1 + ${digit} % length($old) for 1) else coalesce($old, '') || 'z' end`,
        `overlay(coalesce($old, '') placing 'q' from 1 + ${digit} % (1 + length(coalesce($old, ''))) for 0)`,
      ]);
  }
}

export async function columnsOf(client: pg.Client): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select table_schema || '.' || table_name as table, column_name as column, data_type as type from information_schema.columns c
     where table_schema in ('log', 'registry')
       and exists (select from pg_tables t where t.schemaname = c.table_schema and t.tablename = c.table_name)
     order by 1, ordinal_position`,
  );
  return rows;
}

/** Any row of a table, by its place. */
export const rowOf = async (
  client: pg.Client,
  table: string,
  by: Chance,
  where = 'true',
): Promise<string | undefined> => {
  const { rows } = await client.query<{ at: string }>(
    `select ctid::text as at from ${table} t where ${where} order by ctid`,
  );
  return rows.length === 0 ? undefined : by.one(rows).at;
};

export const changed = ({ rowCount }: pg.QueryResult, what: string): string | undefined =>
  rowCount !== null && rowCount > 0 ? what : undefined;

/** One value of one row. */
export const changeColumn = ({ table, column, type }: Column): Mutation => ({
  name: `${table}.${column} changed`,
  async apply(client, by) {
    const at = await rowOf(client, table, by, WHERE[`${table}.${column}`]);
    const value = otherValue(type, by).replaceAll('$old', `"${column}"`);
    // The database makes this one from the text: where the text is no JSON any more, nobody can write it.
    const valid = column === 'envelope' ? `and pg_input_is_valid(${value}, 'jsonb')` : '';
    // Who may do anything may also take away that the database numbers by itself.
    if (table === 'registry.patient' && column === 'no')
      await client.query('alter table registry.patient alter column no drop identity if exists');
    return changed(
      await client.query(
        `update ${table} set "${column}" = ${value} where ctid = $1::tid and "${column}" is distinct from ${value} ${valid}`,
        [at ?? '(0,0)'],
      ),
      `${table}.${column} of ${at}`,
    );
  },
});
