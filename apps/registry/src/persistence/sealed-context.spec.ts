import { describe, expect, test } from '@jest/globals';
import { fixedClock } from '@longview/foundation';
import type { Connection, Database } from './database.ts';
import { SealedContext } from './sealed-context.ts';

/** A connection that answers one statement a turn, in order, and keeps what was begun before the first answer. */
function trial(failing?: string) {
  const begun: string[] = [];
  let line: Promise<unknown> = Promise.resolve();
  const say = (text: string): Promise<never[]> => {
    begun.push(text);
    const answer = line.then(async () => {
      await new Promise((next) => setImmediate(next));
      if (text === failing) throw new Error(`refused: ${text}`);
      return [] as never[];
    });
    line = answer.catch(() => undefined);
    return answer;
  };
  const connection: Connection = { query: (text) => say(text), run: async (text) => void (await say(text)) };
  const database = { withConnection: (work: (given: Connection) => Promise<unknown>) => work(connection) };
  const sealed = new SealedContext(
    database as unknown as Database,
    new Uint8Array(32),
    fixedClock('2026-03-01T12:00:00Z'),
  );
  return { begun, sealed };
}

const BEGIN = 'begin; set local synchronous_commit = off';

describe('a transaction whose statements go together', () => {
  test('is on its way whole before the first answer', async () => {
    const { begun, sealed } = trial();
    const working = sealed.transaction(
      async (connection) => {
        await Promise.all([connection.query('open'), connection.query('page')]);
        return [...begun];
      },
      { durable: false, together: true },
    );
    expect(begun).toEqual([BEGIN, 'open', 'page', 'commit']);
    expect(await working).toEqual([BEGIN, 'open', 'page', 'commit']);
  });

  test('a statement that comes after its commit is a fault, and never goes out without the seal', async () => {
    const { begun, sealed } = trial();
    const working = sealed.transaction(
      async (connection) => {
        await connection.query('page');
        await connection.query('another');
      },
      { durable: false, together: true },
    );
    await expect(working).rejects.toThrow(/after the commit/);
    expect(begun).toEqual([BEGIN, 'page', 'commit', 'rollback']);
  });

  test('one that fails fails the whole', async () => {
    const { begun, sealed } = trial('open');
    const working = sealed.transaction(
      (connection) => Promise.all([connection.query('open'), connection.query('page')]),
      {
        durable: false,
        together: true,
      },
    );
    await expect(working).rejects.toThrow('refused: open');
    expect(begun).toEqual([BEGIN, 'open', 'page', 'commit', 'rollback']);
  });
});

test('without that, the commit waits for the work', async () => {
  const { begun, sealed } = trial();
  const working = sealed.transaction((connection) => connection.query('page'), { durable: true });
  expect(begun).toEqual(['begin', 'page']);
  await working;
  expect(begun).toEqual(['begin', 'page', 'commit']);
});
