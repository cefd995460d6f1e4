// In: writes of several transactions at once. Out: what each of them sees, as PostgreSQL shows it at READ COMMITTED: its own writes and what is
// committed. A row is written by one transaction at a time; who would wait in a circle is refused (40P01).

/** A fault as a database tells it. */
export class SqlFault extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
    this.name = 'SqlFault';
  }
}

interface Row<V> {
  committed: V | undefined;
  holder: Transaction | undefined;
  /** Set when the holder wrote and did not only lock. */
  written: boolean;
  pending: V | undefined;
}

type Undo = () => void;

export class Transaction {
  state: 'open' | 'failed' | 'ended' = 'open';
  /** Whether any row was written. */
  wrote = false;
  readonly #undo: Undo[] = [];
  readonly #promote: (() => void)[] = [];
  readonly #waiters: (() => void)[] = [];
  #waitsFor: Transaction | undefined;
  #wake: (() => void) | undefined;

  /** Changes that are not rows: run when and only when the transaction commits. */
  onCommit(change: () => void): void {
    this.#promote.push(change);
    this.#undo.push(() => void this.#promote.splice(this.#promote.indexOf(change), 1));
  }

  undoBy(undo: Undo): void {
    this.#undo.push(undo);
  }

  get mark(): number {
    return this.#undo.length;
  }

  /** Takes back what was written and locked since `mark`, and lets those go on who waited for it. */
  rollBackTo(mark: number): void {
    for (const undo of this.#undo.splice(mark).reverse()) undo();
    this.#release();
  }

  commit(): void {
    if (this.state === 'ended') throw new SqlFault('08006', 'the connection is lost');
    // As PostgreSQL has it: COMMIT after a failed statement rolls back, and says nothing.
    if (this.state === 'failed') return this.abort();
    this.state = 'ended';
    for (const change of this.#promote) change();
    this.#release();
  }

  abort(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.rollBackTo(0);
    this.#wake?.();
  }

  async waitFor(holder: Transaction): Promise<void> {
    this.#waitsFor = holder;
    for (let other: Transaction | undefined = holder; other; other = other.#waitsFor)
      if (other === this) {
        this.#waitsFor = undefined;
        throw new SqlFault('40P01', 'deadlock detected');
      }
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      holder.#waiters.push(resolve);
    });
    this.#waitsFor = undefined;
    this.#wake = undefined;
    if (this.state === 'ended') throw new SqlFault('08006', 'the connection is lost');
  }

  #release(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }
}

export class Table<V> {
  readonly #rows = new Map<string, Row<V>>();

  /** What the transaction sees; without one, what is committed. */
  get(tx: Transaction | undefined, key: string): V | undefined {
    const row = this.#rows.get(key);
    return row && seen(row, tx);
  }

  all(tx: Transaction | undefined): V[] {
    const values: V[] = [];
    for (const row of this.#rows.values()) {
      const value = seen(row, tx);
      if (value !== undefined) values.push(value);
    }
    return values;
  }

  /** Holds the row, or the place for one, until the transaction ends. */
  async lock(tx: Transaction, key: string): Promise<void> {
    for (;;) {
      const row = this.#row(key);
      if (row.holder === tx) return;
      if (row.holder === undefined) {
        row.holder = tx;
        const commit = (): void => {
          if (row.written) row.committed = row.pending;
          free(row);
        };
        tx.onCommit(commit);
        tx.undoBy(() => free(row));
        return;
      }
      await tx.waitFor(row.holder);
    }
  }

  /** Writes a row; `undefined` deletes it. */
  async put(tx: Transaction, key: string, value: V | undefined): Promise<void> {
    await this.lock(tx, key);
    const row = this.#row(key);
    const { written, pending } = row;
    row.written = true;
    row.pending = value;
    tx.wrote = true;
    tx.undoBy(() => {
      row.written = written;
      row.pending = pending;
    });
  }

  /** A new row under a unique key; waits for another transaction that is about to write the same. False when there is one already. */
  async insert(tx: Transaction, key: string, value: V): Promise<boolean> {
    await this.lock(tx, key);
    if (seen(this.#row(key), tx) !== undefined) return false;
    await this.put(tx, key, value);
    return true;
  }

  #row(key: string): Row<V> {
    let row = this.#rows.get(key);
    if (!row) {
      row = { committed: undefined, holder: undefined, written: false, pending: undefined };
      this.#rows.set(key, row);
    }
    return row;
  }
}

const seen = <V>(row: Row<V>, tx: Transaction | undefined): V | undefined =>
  tx !== undefined && row.holder === tx && row.written ? row.pending : row.committed;

function free(row: Row<unknown>): void {
  row.holder = undefined;
  row.written = false;
  row.pending = undefined;
}
