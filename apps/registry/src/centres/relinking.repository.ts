// Queries of the relinking: how many patients are not yet known by an epoch, in all and by centre.
import type { Connection } from '../persistence/database.ts';

export interface RelinkingRow {
  /** Null for everybody. */
  readonly centre: string | null;
  readonly patients: number;
  readonly waiting: number;
}

export const relinking = (connection: Connection, epoch: number) =>
  connection.query<RelinkingRow & Record<string, unknown>>(
    'select centre, patients, waiting from registry.relinking($1)',
    [epoch],
  );
