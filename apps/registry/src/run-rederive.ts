// In: an administrator's connection string. Out: outcomes that an earlier derivation made, derived anew. A command of its own: the service never holds such a
// connection.
import { Client } from 'pg';
import { rederive, type Rederived } from './intake/rederive.ts';

export async function runRederive(adminUrl: string, told?: (done: number, of: number) => void): Promise<Rederived> {
  const client = new Client({ connectionString: adminUrl, application_name: 'longview-rederive' });
  await client.connect();
  try {
    return await rederive(
      {
        query: async (text, values = []) => (await client.query(text, [...values])).rows,
        run: async (text) => void (await client.query(text)),
      },
      told,
    );
  } finally {
    await client.end();
  }
}
