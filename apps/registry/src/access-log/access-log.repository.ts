// Queries of the access log for people. The log holds no rows of patients; details (whom an entry concerns) are not read here.
import type { Connection } from '../persistence/database.ts';
import type { AccessLogFilter } from './access-log.types.ts';

export interface EntryRow {
  readonly index: number;
  readonly leaf_hash: string;
  readonly envelope: string;
}

/** Members of an envelope that a filter may name; each is compared with the text of that member. */
const MEMBERS = ['actor', 'org', 'operation', 'activity', 'purpose', 'permit'] as const;

/** Newest first; `before` is an index that is excluded. */
export async function entries(
  connection: Connection,
  filter: AccessLogFilter,
  page: { readonly first: number; readonly before: number | undefined },
): Promise<EntryRow[]> {
  const values: unknown[] = [page.first];
  const where: string[] = [];
  const holds = (text: (position: string) => string, value: unknown) => {
    values.push(value);
    where.push(text(`$${values.length}`));
  };
  if (page.before !== undefined) holds((p) => `idx < ${p}`, page.before);
  if (filter.from !== undefined) holds((p) => `at >= ${p}::timestamptz`, filter.from);
  if (filter.until !== undefined) holds((p) => `at < ${p}::timestamptz`, filter.until);
  if (filter.kinds !== undefined) holds((p) => `kind = any(${p})`, filter.kinds);
  for (const member of MEMBERS) {
    const value = filter[member];
    if (value !== undefined) holds((p) => `body ->> '${member}' = ${p}`, value);
  }
  return connection.query<EntryRow & Record<string, unknown>>(
    `select idx::integer as index, encode(leaf_hash, 'hex') as leaf_hash, envelope from log.entry
     ${where.length > 0 ? `where ${where.join(' and ')}` : ''} order by idx desc limit $1`,
    values,
  );
}
