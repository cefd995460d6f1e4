// In: a question within a permit. Out: what is computed on the frame of the consent epoch of now, loaded first where it is not there.
// INVARIANT: epoch and answer are of one transaction, so nobody who withdrew before it is in what is computed.
import type { Operation } from '../graphql/operation.ts';
import { needsOf, type Permit } from '../governance/permits.ts';
import type { Connection } from '../persistence/database.ts';
import { type Frames, type PermitFrame, permitFrame, releaseRows } from './frames.ts';

/** Where epoch and rows come from: the database, or what stands in for it in the simulation. */
export interface FrameRows {
  epoch(connection: Connection): Promise<string>;
  rows(connection: Connection, release: string, fields: readonly string[]): Promise<Parameters<typeof permitFrame>[0]>;
}

export const FRAME_ROWS: FrameRows = {
  epoch: async (connection) =>
    (await connection.query<{ epoch: string }>('select epoch::text as epoch from registry.consent_epoch'))[0]?.epoch ??
    '',
  rows: releaseRows,
};

/** What the seal of a question within a permit claims: of which release and products rows may be read, and for which needs. */
export const claimsOf = (permit: Permit, release: string) =>
  ({
    kind: 'read',
    scope: 'permit',
    permit: permit.id,
    release,
    products: permit.products,
    needs: needsOf(permit),
  }) as const;

export async function onWarmFrame<T extends object>(
  { frames, rows }: { readonly frames: Frames; readonly rows: FrameRows },
  operation: Operation,
  {
    permit,
    release,
    basis,
  }: { readonly permit: Permit; readonly release: string; readonly basis: Parameters<Operation['rows']>[0] },
  compute: (connection: Connection, frame: PermitFrame) => Promise<T>,
): Promise<T> {
  const keyAt = (epoch: string): string => `${release}|${permit.id}|${permit.version}|${epoch}`;
  let loaded = false;
  for (;;) {
    const turn = await operation.epoch(permit.id, async (connection) => {
      const frame = frames.get(keyAt(await rows.epoch(connection)));
      return frame === undefined ? undefined : compute(connection, frame);
    });
    if (turn !== undefined) return turn;
    // A cold frame: its rows are read under an intent of their own. The epoch is looked at again afterwards.
    if (loaded) throw new Error('the consent epoch moved while a frame was loaded; ask again');
    await operation.rows(
      { ...basis, operation: 'cohort.load', release },
      claimsOf(permit, release),
      async (connection) => {
        const epoch = await rows.epoch(connection);
        const found = await rows.rows(connection, release, permit.fields);
        frames.keep(keyAt(epoch), permitFrame(found, permit.organisation));
        return { value: undefined, told: { rows: found.length } };
      },
    );
    loaded = true;
  }
}
