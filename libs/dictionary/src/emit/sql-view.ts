// In: a description. Out: SQL of a view with one typed column an item, for people who read SQL. What landed with a query and cannot be
// read as its kind is null there; the record itself still holds it.
import type { Item, RecordDescription } from '../item.ts';

/** Where the views stand. */
export const SQL_SCHEMA = 'longview_sql';

/** A longer list of codes is not repeated in a comment. */
const MOST_LISTED = 12;

interface Column {
  readonly name: string;
  readonly sql: string;
  readonly comment: string;
}

/** `lastContactDate` is `last_contact_date`, `ebmtIdRecorded` is `ebmt_id_recorded`. */
export const sqlName = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const identifier = (name: string): string => `"${name}"`;

/** Two days that bound a partial date: asked of one function, so that every view reads a month as the same days. */
const FUNCTIONS = `create or replace function ${SQL_SCHEMA}.first_day(given text) returns date immutable parallel safe language sql as $$
  select case when full_date is not null and pg_input_is_valid(full_date, 'date') then full_date::date end
  from (select case
    when given ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then given
    when given ~ '^[0-9]{4}-[0-9]{2}$' then given || '-01'
    when given ~ '^[0-9]{4}$' then given || '-01-01' end as full_date) as read
$$;

create or replace function ${SQL_SCHEMA}.last_day(given text) returns date immutable parallel safe language sql as $$
  select case length(given)
    when 4 then (first + interval '1 year' - interval '1 day')::date
    when 7 then (first + interval '1 month' - interval '1 day')::date
    else first end
  from (select ${SQL_SCHEMA}.first_day(given) as first) as read
$$;
`;

const number = (path: string, text: string, whole: boolean): string =>
  `case when jsonb_typeof(${path}) = 'number'${whole ? ` and ${text} ~ '^-?[0-9]{1,15}$'` : ''} then (${text})::${whole ? 'bigint' : 'numeric'} end`;

function columnsOf(item: Item): Column[] {
  const name = sqlName(item.name);
  const key = literal(item.name);
  const [path, text] = [`r.body -> ${key}`, `r.body ->> ${key}`];
  const codes = (values: Readonly<Record<string, string>>): string =>
    Object.keys(values).length > MOST_LISTED
      ? `: ${Object.keys(values).length} codes, see the codebook`
      : Object.entries(values)
          .map(([code, label], index) => `${index === 0 ? ': ' : ''}${code} = ${label}`)
          .join('; ');
  const column = (sql: string, comment = item.label, suffix = ''): Column => ({
    name: `${name}${suffix}`,
    sql,
    comment,
  });
  switch (item.kind) {
    case 'code':
      return [column(text, `${item.label}${codes(item.values)}`)];
    case 'codes':
      return [
        column(
          `case when jsonb_typeof(${path}) = 'array' then array(select jsonb_array_elements_text(${path})) end`,
          `${item.label}${codes(item.values)}`,
        ),
      ];
    case 'text':
      return [column(text)];
    case 'date':
      return [column(`case when ${text} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then ${SQL_SCHEMA}.first_day(${text}) end`)];
    case 'partialDate':
      return [
        column(text, `${item.label}, as far as it is known: a day, a month or a year`),
        column(`${SQL_SCHEMA}.first_day(${text})`, `${item.label}: the first day that it may mean`, '_from'),
        column(`${SQL_SCHEMA}.last_day(${text})`, `${item.label}: the last day that it may mean`, '_to'),
      ];
    case 'integer':
    case 'decimal':
      return [column(number(path, text, item.kind === 'integer'), `${item.label}, in ${item.unit}`)];
    case 'quantity': {
      const reported = (member: string): string => `r.body #> ${literal(`{${item.name},reported,${member}}`)}`;
      return [
        column(
          number(`${path} -> 'value'`, `${path} ->> 'value'`, false),
          `${item.label}, in ${item.unit}; with a comparator the value lies on that side of it`,
        ),
        column(`${path} ->> 'comparator'`, `${item.label}: what stood before the number`, '_comparator'),
        column(
          number(reported('value'), reported('value').replace('#>', '#>>'), false),
          `${item.label}, as it was reported`,
          '_reported',
        ),
        column(
          reported('unit').replace('#>', '#>>'),
          `${item.label}: the unit in which it was reported`,
          '_reported_unit',
        ),
      ];
    }
  }
}

/** Columns of every view: where a record belongs, and how many of its queries the registry holds. */
const PLACE: readonly Column[] = [
  { name: 'record_id', sql: 'r.id', comment: 'Of this version' },
  { name: 'record_version', sql: 'r.version', comment: 'Counted from 1; only the current one is here' },
  { name: 'record_patient_id', sql: 'r.patient_id', comment: 'The same for every record of a patient' },
  {
    name: 'record_course_id',
    sql: 'r.course_id',
    comment: 'Null while the record waits for a course, and for records of the patient',
  },
  { name: 'record_centre', sql: 'r.centre', comment: 'Which centre sent it' },
  { name: 'record_demonstration', sql: 'r.demonstration', comment: 'Whether the data are synthetic' },
  { name: 'record_queries', sql: 'jsonb_array_length(r.problems)', comment: 'Queries with which it landed' },
];

/** All columns of a record type's view, in the order of the view. */
export const sqlColumnsOf = (description: RecordDescription): readonly Column[] => [
  ...PLACE,
  ...description.items.flatMap((item) => [
    ...columnsOf(item),
    ...(item.required && !item.places
      ? [
          {
            name: `${sqlName(item.name)}_absent`,
            sql: `r.body #>> ${literal(`{absent,${item.name}}`)}`,
            comment: `Why there is no value: ${item.label}`,
          },
        ]
      : []),
  ]),
];

/** What the views stand in and ask: to be run before them. */
export const sqlFoundation =
  (): string => `-- Emitted from the dictionary: where the views of the record types stand, and how they read dates. Run before the others.
create schema if not exists ${SQL_SCHEMA};

${FUNCTIONS}`;

/**
 * Reads with the rights of who asks (`security_invoker`): the row policies of the store hold, and a view opens nothing.
 * @returns the statements of one record type, which replace what was there.
 */
export function sqlViewOf(description: RecordDescription): string {
  const name = `${SQL_SCHEMA}.${identifier(sqlName(description.name))}`;
  const columns = sqlColumnsOf(description);
  return [
    `-- Emitted from the dictionary: ${description.name}, a typed column an item, of current records that were not withdrawn. It asks with`,
    '-- the rights of its reader, under the row policies; nobody is granted it here.',
    'begin;',
    `drop view if exists ${name};`,
    `create view ${name} with (security_invoker = true) as`,
    'select',
    columns.map((column) => `  ${column.sql} as ${identifier(column.name)}`).join(',\n'),
    'from registry.clinical_record r',
    `where r.type = ${literal(description.name)} and r.is_current and r.withdrawn is null;`,
    `comment on view ${name} is ${literal(`${description.label}. ${description.purpose}`)};`,
    ...columns.map((column) => `comment on column ${name}.${identifier(column.name)} is ${literal(column.comment)};`),
    'commit;',
    '',
  ].join('\n');
}
