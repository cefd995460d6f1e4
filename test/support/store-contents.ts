// In: the registry's database, read past every policy. Out: its content, table by table as digests to compare, or whole as text to search; and a row changed
// as nobody but its superuser could.
import type { WalkNetwork } from './walk-network.ts';

/** The submissions and what was answered to them; they grow with everything that is sent, whether it says something new or not. */
const POST_BOOK = ['submission', 'seen_assertion'];

/** Every other table of the registry: its rows counted, and a digest over all of them. */
export async function storeDigests({ rows }: Pick<WalkNetwork, 'rows'>): Promise<Record<string, string>> {
  const tables = await rows<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'registry' and not tablename = any($1)`,
    [POST_BOOK],
  );
  const contents: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await rows<{ n: number; digest: string | null }>(
      `select count(*)::int as n, md5(string_agg(t::text, '|' order by t::text)) as digest from registry."${name}" t`,
    );
    contents[name] = `${row?.n} rows ${row?.digest}`;
  }
  return contents;
}

/** Every row of every table of every schema of the registry's database, as text; bytes as hexadecimal. */
export async function dumpOf({ rows }: Pick<WalkNetwork, 'rows'>): Promise<Buffer> {
  const tables = await rows<{ schema: string; name: string }>(
    `select schemaname as schema, tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')
     union all select schemaname, matviewname from pg_matviews`,
  );
  const parts: Buffer[] = [];
  for (const { schema, name } of tables) {
    const all = await rows<{ row: string }>(`select t::text as row from "${schema}"."${name}" t`);
    parts.push(Buffer.from(all.map(({ row }) => `${schema}.${name} ${row}\n`).join('')));
  }
  return Buffer.concat(parts);
}

/** @param update one statement `update registry.<table> …`. @returns what takes it back. */
export async function planting({ rows }: Pick<WalkNetwork, 'rows'>, update: string): Promise<() => Promise<void>> {
  const table = /^update (registry\.\w+) /u.exec(update)?.[1];
  if (table === undefined) throw new Error('which table is changed is not clear');
  await rows(`create table public.kept as select * from ${table}`);
  await rows(update);
  return async () => {
    await rows(`truncate ${table}`);
    await rows(`insert into ${table} select * from public.kept`);
    await rows('drop table public.kept');
  };
}
