// In: HMACs of patients' numbers and the tokens they were given. Out: the tokens again, so that a rerun evaluates nothing.
import type { DatabaseSync } from 'node:sqlite';
import type { Token } from '@longview/wire';
import { transaction } from './open-ledger.ts';

export interface TokenBook {
  /** The tokens known of one patient in these epochs, newest epoch first. */
  of(who: string, epochs: readonly number[]): readonly Token[];
  keep(epoch: number, tokens: readonly { readonly who: string; readonly value: string }[]): void;
  count(): number;
}

export function tokenBook(database: DatabaseSync): TokenBook {
  const select = database.prepare('SELECT epoch, value FROM token WHERE who = ? ORDER BY epoch DESC');
  const insert = database.prepare('INSERT INTO token (who, epoch, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const counted = database.prepare('SELECT count(DISTINCT who) AS n FROM token');
  return {
    of: (who, epochs) =>
      (select.all(who) as unknown as Token[])
        .filter(({ epoch }) => epochs.includes(epoch))
        .map(({ epoch, value }) => ({ epoch, value })),
    keep: (epoch, tokens) =>
      transaction(database, () => tokens.forEach(({ who, value }) => insert.run(who, epoch, value))),
    count: () => (counted.get() as { n: number }).n,
  };
}
