// In: an open read of a centre's own rows. Out: a page of its courses with their records, by one statement. Dates leave as days since day 0.
import { createHash } from 'node:crypto';
import { datedItems, type RecordTypeName } from '@longview/clinical';
import { dateInterval, dayNumber } from '@longview/foundation';
import type { Connection } from '../persistence/database.ts';
import type { CoursesArguments } from './question.ts';

interface PageRow {
  readonly id: string;
  readonly patient_id: string;
  readonly product: string | null;
  readonly disease: string | null;
  readonly sex: string | null;
  readonly age: number | null;
  readonly day0: string | null;
  readonly os_days: number | null;
  readonly os_event: boolean | null;
  readonly pfs_days: number | null;
  readonly pfs_event: boolean | null;
  /** JSON of `[id, type, version, body]` each; null when there is none. */
  readonly records: string | null;
}

type RecordRow = readonly [id: string, type: RecordTypeName, version: number, body: Record<string, unknown>];

export interface CourseNode {
  readonly id: string;
  readonly product: string | null;
  readonly disease: string | null;
  readonly sex: string | null;
  readonly age: number | null;
  readonly overallSurvival: { days: number; event: boolean } | null;
  readonly progressionFreeSurvival: { days: number; event: boolean } | null;
  readonly records: readonly { id: string; type: string; version: number; body: Record<string, unknown> }[];
}

export interface CoursesPage {
  readonly nodes: readonly CourseNode[];
  readonly next: string | null;
  readonly patients: readonly string[];
  readonly rows: number;
  /** SHA-256 over the rows as PostgreSQL gave them, hexadecimal. */
  readonly rowsHash: string;
}

export const opaque = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

/** The id behind an opaque one, or undefined when it is none of ours. */
export function readOpaque(text: string): string | undefined {
  const bytes = /^[A-Za-z0-9_-]{22}$/.test(text) ? Buffer.from(text, 'base64url') : undefined;
  if (bytes?.length !== 16) return undefined;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export async function coursesPage(
  connection: Connection,
  centre: string,
  question: CoursesArguments,
  after: string | undefined,
): Promise<CoursesPage> {
  const rows = await connection.query<PageRow & Record<string, unknown>>(
    // The centre and the page first, by the index: what a row policy alone knows, it would know only after reading every course.
    `with page as materialized (
       select id, patient_id from registry.course where treating_centre = $4 and id > $1 order by id limit $2
     )
     select c.id, c.patient_id, o.product, o.disease, o.sex, o.age::float8 as age, o.day0::text as day0,
       o.os_days, o.os_event, o.pfs_days, o.pfs_event,
       -- Put together as text: what PostgreSQL does to build JSON from rows takes longer than finding them.
       (select '[' || string_agg('["' || r.id::text || '",' || to_json(r.type)::text || ',' || r.version::text || ',' || r.body::text || ']', ',') || ']'
        from (select r.id, r.type, r.version, r.body from registry.readable_record r where r.course_id = c.id order by r.id limit $3) r) as records
     from page c left join registry.course_outcome o on o.course_id = c.id and o.serves_own
     order by c.id`,
    [after ?? '00000000-0000-0000-0000-000000000000', question.first + 1, question.records, centre],
  );
  const page = rows.slice(0, question.first);
  const last = page.at(-1);
  const nodes = page.map(nodeOf);
  return {
    nodes,
    next: rows.length > question.first && last ? opaque(last.id) : null,
    patients: page.map((row) => row.patient_id),
    rows: nodes.reduce((count, { records }) => count + 1 + records.length, 0),
    rowsHash: rowsHash(page),
  };
}

/** The records are one line of JSON already. */
const rowsHash = (rows: readonly PageRow[]): string =>
  createHash('sha256')
    .update(rows.map(({ records, ...row }) => `${JSON.stringify(row)}\n${records}\n`).join(''))
    .digest('hex');

function nodeOf(row: PageRow): CourseNode {
  const day0 = row.day0 === null ? undefined : dayNumber(row.day0);
  const endpoint = (days: number | null, event: boolean | null) =>
    days === null || event === null ? null : { days, event };
  return {
    id: opaque(row.id),
    product: row.product,
    disease: row.disease,
    sex: row.sex,
    age: row.age,
    overallSurvival: endpoint(row.os_days, row.os_event),
    progressionFreeSurvival: endpoint(row.pfs_days, row.pfs_event),
    records: (JSON.parse(row.records ?? '[]') as RecordRow[]).map(([id, type, version, body]) => ({
      id: opaque(id),
      type,
      version,
      body: withDays(type, body, day0),
    })),
  };
}

/** Without day 0 a date has no place on the clock of the course and is left out. */
export function withDays(
  type: RecordTypeName,
  body: Record<string, unknown>,
  day0: number | undefined,
): Record<string, unknown> {
  const shown: Record<string, unknown> = { __typename: type, ...body };
  for (const { name, kind } of datedItems(type)) {
    const value = shown[name];
    if (value === undefined) continue;
    const interval = typeof value === 'string' ? dateInterval(value) : undefined;
    if (day0 === undefined || !interval) shown[name] = undefined;
    else shown[name] = kind === 'date' ? interval[0] - day0 : { from: interval[0] - day0, to: interval[1] - day0 };
  }
  return shown;
}
