// In: what the port takes. Out: the same, durable in one SQLite file. Refuses, by trigger, to change or remove what is in the log.
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { equalBytes, err, ok, refusal } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import type { Entry, EntryDetail, EntryKind, NodeId } from '@longview/transparency-proof';
import type {
  AppendRefusal,
  LogStore,
  Place,
  StoredCheckpoint,
  StoredCosignature,
  StoredEntry,
  StoredNode,
} from '../log-store.ts';
import { SQLITE_SCHEMA } from './sqlite-schema.ts';

interface PendingRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: EntryKind;
  readonly envelopeText: string;
  readonly leafHash: Uint8Array;
}

export class SqliteLogStore implements LogStore {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #turn: Promise<unknown> = Promise.resolve();

  /** @param path a file, or `:memory:`. */
  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec(SQLITE_SCHEMA);
  }

  close(): void {
    this.#db.close();
  }

  async append(entry: Entry): Promise<Result<'appended' | 'known', AppendRefusal>> {
    return this.#transaction(() => {
      const held = this.#sql(
        'SELECT leaf_hash FROM pending WHERE id = :id UNION ALL SELECT leaf_hash FROM entry WHERE id = :id',
      ).get({ id: entry.id }) as { leaf_hash: Uint8Array } | undefined;
      if (held)
        return equalBytes(held.leaf_hash, entry.leafHash)
          ? ok('known')
          : err(refusal('entry-id-taken', `another entry has the id ${entry.id}`));
      this.#sql('INSERT INTO pending (id, kind, envelope, leaf_hash) VALUES (?, ?, ?, ?)').run(
        entry.id,
        entry.kind,
        entry.envelopeText,
        entry.leafHash,
      );
      if (entry.detail)
        this.#sql('INSERT INTO detail (id, salt, body) VALUES (?, ?, ?)').run(
          entry.id,
          entry.detail.salt,
          entry.detail.bodyText,
        );
      return ok('appended');
    });
  }

  integrate(limit: number, place: Place): Promise<number> {
    const turn = this.#turn.then(() => this.#integrate(limit, place));
    // A failed turn must not keep the next one from coming.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #integrate(limit: number, place: Place): Promise<number> {
    const taken = this.#sql(
      'SELECT seq, id, kind, envelope AS envelopeText, leaf_hash AS leafHash FROM pending ORDER BY seq LIMIT ?',
    ).all(limit) as unknown as PendingRow[];
    if (taken.length === 0) return 0;
    const first = this.#size();
    const leaves = taken.map(({ leafHash }) => leafHash);
    const nodes = await place(first, leaves, this.nodes);
    this.#transaction(() => this.#write(first, taken, nodes));
    return taken.length;
  }

  #write(first: number, taken: readonly PendingRow[], nodes: readonly StoredNode[]): void {
    // Another process may have integrated while the nodes were computed; the unique keys would say so less plainly.
    if (this.#size() !== first) throw new Error('another integrator is at work on this log');
    const entry = this.#sql('INSERT INTO entry (idx, id, kind, envelope, leaf_hash) VALUES (?, ?, ?, ?, ?)');
    const done = this.#sql('DELETE FROM pending WHERE seq = ?');
    const node = this.#sql('INSERT INTO node (level, idx, hash) VALUES (?, ?, ?)');
    for (const [offset, { seq, id, kind, envelopeText, leafHash }] of taken.entries()) {
      entry.run(first + offset, id, kind, envelopeText, leafHash);
      done.run(seq);
    }
    for (const { level, index, hash } of nodes) node.run(level, index, hash);
  }

  readonly nodes = async (ids: readonly NodeId[]): Promise<readonly Uint8Array[]> =>
    ids.map(({ level, index }) => {
      const row =
        level === 0
          ? this.#sql('SELECT leaf_hash AS hash FROM entry WHERE idx = ?').get(index)
          : this.#sql('SELECT hash FROM node WHERE level = ? AND idx = ?').get(level, index);
      if (!row) throw new RangeError(`node ${level}/${index} is not complete`);
      return row['hash'] as Uint8Array;
    });

  size = async (): Promise<number> => this.#size();

  #size(): number {
    return this.#sql('SELECT coalesce(max(idx) + 1, 0) AS size FROM entry').get()?.['size'] as number;
  }

  async entries(from: number, to: number): Promise<readonly StoredEntry[]> {
    return this.#sql(`${ENTRY} WHERE idx >= ? AND idx < ? ORDER BY idx`).all(from, to) as unknown as StoredEntry[];
  }

  async entryByLeafHash(leafHash: Uint8Array): Promise<StoredEntry | undefined> {
    return this.#sql(`${ENTRY} WHERE leaf_hash = ?`).get(leafHash) as unknown as StoredEntry | undefined;
  }

  async details(ids: readonly string[]): Promise<ReadonlyMap<string, EntryDetail>> {
    const query = this.#sql('SELECT salt, body AS bodyText FROM detail WHERE id = ?');
    return new Map(
      ids.flatMap((id) => {
        const row = query.get(id);
        return row ? [[id, row as unknown as EntryDetail] as const] : [];
      }),
    );
  }

  async eraseDetail(id: string): Promise<boolean> {
    return this.#sql('DELETE FROM detail WHERE id = ?').run(id).changes === 1;
  }

  async putCheckpoint({ size, note, created }: StoredCheckpoint): Promise<void> {
    this.#sql('INSERT INTO checkpoint (size, note, created) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(
      size,
      note,
      created.toISOString(),
    );
  }

  async checkpoint(size?: number): Promise<StoredCheckpoint | undefined> {
    const row =
      size === undefined
        ? this.#sql('SELECT * FROM checkpoint ORDER BY size DESC LIMIT 1').get()
        : this.#sql('SELECT * FROM checkpoint WHERE size = ?').get(size);
    return row && checkpointOf(row);
  }

  async checkpoints(): Promise<readonly StoredCheckpoint[]> {
    return this.#sql('SELECT * FROM checkpoint ORDER BY size').all().map(checkpointOf);
  }

  async putCosignature({ size, witness, line }: StoredCosignature): Promise<void> {
    this.#sql('INSERT INTO cosignature (size, witness, line) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(
      size,
      witness,
      line,
    );
  }

  async cosignatures(size: number): Promise<readonly StoredCosignature[]> {
    return this.#sql('SELECT size, witness, line FROM cosignature WHERE size = ? ORDER BY witness').all(
      size,
    ) as unknown as StoredCosignature[];
  }

  #sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (!statement) this.#statements.set(text, (statement = this.#db.prepare(text)));
    return statement;
  }

  #transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      this.#db.exec('COMMIT');
      return value;
    } catch (fault) {
      // A full disk ends the transaction by itself; a second end would hide why.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw fault;
    }
  }
}

const ENTRY = 'SELECT idx AS "index", id, kind, envelope AS envelopeText, leaf_hash AS leafHash FROM entry';

const checkpointOf = (row: Record<string, unknown>): StoredCheckpoint => ({
  size: row['size'] as number,
  note: row['note'] as string,
  created: new Date(row['created'] as string),
});
