// Queries of the moves, under the seal of a centre that asks for them. No rule stands here.
import type { Connection } from '../persistence/database.ts';
import type { Move } from './move.ts';

const MOVE = `id, system, encode(source_key, 'hex') as "keyHex", reason, requested_by as "requestedBy", approved_by as "approvedBy", expires`;

export const insertMove = (connection: Connection, centre: string, move: Move, requested: Date) =>
  connection.query(
    `insert into registry.move (id, centre, system, source_key, reason, requested_by, requested, expires)
     values ($1, $2, $3, decode($4, 'hex'), $5, $6, $7, $8)`,
    [move.id, centre, move.system, move.keyHex, move.reason, move.requestedBy, requested, move.expires],
  );

/** Held to the end of the transaction: of two who approve at the same moment the second finds it approved. */
export const moveOf = async (connection: Connection, id: string): Promise<Move | undefined> =>
  (
    await connection.query<Move & Record<string, unknown>>(
      `select ${MOVE} from registry.move where id = $1 for update`,
      [id],
    )
  )[0];

export const approveMove = (connection: Connection, id: string, by: string, at: Date) =>
  connection.query('update registry.move set approved_by = $2, approved = $3 where id = $1', [id, by, at]);
