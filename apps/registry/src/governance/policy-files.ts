// In: the folder of the policies. Out: the text of the Cedar schema and of each policy, by its name.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The schema and every policy of the folder; a policy's id is its file name without the ending. */
export async function policyFiles(folder: string): Promise<{ schemaText: string; policies: Record<string, string> }> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.cedar')).sort();
  const policies = await Promise.all(
    files.map(async (name) => [name.replace(/\.cedar$/, ''), await readFile(join(folder, name), 'utf8')] as const),
  );
  return {
    schemaText: await readFile(join(folder, 'longview.cedarschema'), 'utf8'),
    policies: Object.fromEntries(policies),
  };
}
