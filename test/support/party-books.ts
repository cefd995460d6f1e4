// In: a party of the network and one of its SQLite files. Out: rows of it, read beside the process that writes there.
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Hospital, Network } from '@longview/local';

export const ledgerRows = <Row>({ files }: Network, { id }: Hospital, sql: string, ...values: SQLInputValue[]): Row[] =>
  rowsOf(join(files.folder(id), 'state', 'ledger.sqlite'), sql, values);

export const pseudonymiserRows = <Row>(
  { files }: Network,
  file: 'state.db' | 'log.db',
  sql: string,
  ...values: SQLInputValue[]
): Row[] => rowsOf(join(files.folder('pseudonymiser'), file), sql, values);

function rowsOf<Row>(path: string, sql: string, values: readonly SQLInputValue[]): Row[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all(...values) as unknown as Row[];
  } finally {
    database.close();
  }
}
