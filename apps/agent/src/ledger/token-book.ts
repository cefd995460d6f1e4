// In: HMACs of patients' numbers and the tokens they were given. Out: the tokens again, so that a rerun evaluates nothing.
import type { DatabaseSync } from 'node:sqlite';
import type { Token } from '@longview/wire';
import { transaction } from './open-ledger.ts';

export interface TokenBook {
  /** The token of one patient under the key of one epoch. */
  of(who: string, epoch: number): Token | undefined;
  keep(epoch: number, tokens: readonly { readonly who: string; readonly value: string }[]): void;
  /** Patients with a token, of whatever epoch. */
  count(): number;
}

export function tokenBook(database: DatabaseSync): TokenBook {
  const select = database.prepare('SELECT value FROM token WHERE who = ? AND epoch = ?');
  const insert = database.prepare('INSERT INTO token (who, epoch, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const counted = database.prepare('SELECT count(DISTINCT who) AS n FROM token');
  return {
    of: (who, epoch) => {
      const row = select.get(who, epoch) as { value: string } | undefined;
      return row && { epoch, value: row.value };
    },
    keep: (epoch, tokens) =>
      transaction(database, () => tokens.forEach(({ who, value }) => insert.run(who, epoch, value))),
    count: () => (counted.get() as { n: number }).n,
  };
}
