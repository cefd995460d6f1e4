import { expect, test } from '@jest/globals';
import type { Connection, Database } from '../persistence/database.ts';
import { seenAssertions } from './seen-assertions.ts';

test('of uses that come together each is told by itself, and the second of the same is a second use', async () => {
  const table = new Set<string>(['old']);
  let statements = 0;
  const connection = {
    query: async (text: string, values: readonly unknown[] = []) => {
      if (!text.startsWith('insert')) return [];
      statements += 1;
      const fresh = [...new Set(values[0] as string[])].filter((jti) => !table.has(jti));
      for (const jti of fresh) table.add(jti);
      return fresh.map((jti) => ({ jti }));
    },
  } as unknown as Connection;
  const seen = seenAssertions({
    withConnection: (work: (given: Connection) => Promise<unknown>) => work(connection),
  } as unknown as Database);
  expect(await Promise.all(['a', 'old', 'b', 'a'].map((jti) => seen(jti, 1)))).toEqual([false, true, false, true]);
  expect(statements).toBe(1);
  expect(await seen('b', 1)).toBe(true);
});
