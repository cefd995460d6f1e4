// Queries of invitations and of requests to admit a key. Nothing of a patient, and no secret: of a code only the public half is kept.
import type { Connection } from '../persistence/database.ts';

export interface Invitation {
  /** Public half of the key that the code's secret stands for, base64url. */
  readonly code: string;
  readonly centre: string;
  readonly by: string;
  readonly at: Date;
  readonly expires: Date;
}

export interface KeptRequest {
  readonly kid: string;
  readonly centre: string;
  readonly kind: 'first' | 'renewal';
  /** The request with its proofs, as it came. */
  readonly text: string;
  readonly received: Date;
}

/** One at a time, so that no two can each see the other's room. Ends with the transaction. */
export const takeTurn = (connection: Connection) =>
  connection.query(`select pg_advisory_xact_lock(hashtext('longview-keys'))`);

/** Invitations that can still be used: in all, and of one centre. */
export async function openInvitations(
  connection: Connection,
  centre: string,
  now: Date,
): Promise<{ readonly all: number; readonly own: number }> {
  const [row] = await connection.query<{ all: number; own: number }>(
    `select count(*)::integer as all, (count(*) filter (where centre = $1))::integer as own
     from registry.key_invitation where used_kid is null and expires > $2`,
    [centre, now],
  );
  return row ?? { all: 0, own: 0 };
}

export const addInvitation = (connection: Connection, { code, centre, by, at, expires }: Invitation) =>
  connection.query(
    'insert into registry.key_invitation (code, centre, made_by, made_at, expires) values ($1, $2, $3, $4, $5)',
    [code, centre, by, at, expires],
  );

/** Uses a code for a key, in one statement: a second key finds it used, and the same key finds it its own for good. */
export async function useInvitation(
  connection: Connection,
  {
    code,
    centre,
    kid,
    now,
  }: { readonly code: string; readonly centre: string; readonly kid: string; readonly now: Date },
): Promise<boolean> {
  const used = await connection.query(
    `update registry.key_invitation set used_kid = $3, used_at = coalesce(used_at, $4)
     where code = $1 and centre = $2 and (used_kid = $3 or (used_kid is null and expires > $4)) returning 1`,
    [code, centre, kid, now],
  );
  return used.length === 1;
}

export const requests = (connection: Connection) =>
  connection.query<{ kid: string; centre: string; kind: 'first' | 'renewal'; text: string; received: Date }>(
    'select kid, centre, kind, body as text, received_at as received from registry.key_request order by received_at, kid',
  );

/** Sent again the same request is taken for the first one. */
export const keepRequest = (connection: Connection, { kid, centre, kind, text, received }: KeptRequest) =>
  connection.query(
    `insert into registry.key_request (kid, centre, kind, body, received_at) values ($1, $2, $3, $4, $5)
     on conflict (kid) do nothing`,
    [kid, centre, kind, text, received],
  );

/** Requests that nobody may admit any more, and codes long past their use. */
export async function forget(connection: Connection, before: Date): Promise<void> {
  await connection.query('delete from registry.key_request where received_at < $1', [before]);
  await connection.query('delete from registry.key_invitation where expires < $1', [before]);
}
