// In: a history. Out: who wrote what, the order of versions of each list as the longest read shows it, what each transaction saw of others, and
// every read that already contradicts by itself. Refuses (throws) a history that appends one value to one list twice: it could not be read.
import type { Anomaly, Transaction } from './history.ts';

/** What a transaction saw of one list before it wrote to it itself. */
export interface Sight {
  readonly by: Transaction;
  readonly key: string;
  readonly values: readonly string[];
  /** It wrote to this list after it looked. */
  readonly wroteAfter: boolean;
}

export interface Observations {
  readonly sights: readonly Sight[];
  readonly orders: ReadonlyMap<string, readonly string[]>;
  readonly writerOf: (key: string, value: string) => Transaction | undefined;
  /** Committed, and in no read at all: they come after everything that was seen. */
  readonly unseen: readonly { readonly key: string; readonly value: string; readonly by: Transaction }[];
  readonly anomalies: readonly Anomaly[];
}

const startsWith = (list: readonly string[], start: readonly string[]): boolean =>
  start.length <= list.length && start.every((value, index) => list[index] === value);

export function observe(history: readonly Transaction[]): Observations {
  const anomalies: Anomaly[] = [];
  const note = (kind: Anomaly['kind'], transactions: readonly Transaction[], evidence: string) =>
    anomalies.push({ kind, realTime: false, transactions: transactions.map(({ id }) => id), evidence });

  const writers = new Map<string, Map<string, Transaction>>();
  const lastOf = new Map<string, string>();
  for (const by of history)
    for (const operation of by.operations) {
      if (!('append' in operation)) continue;
      const { append: key, value } = operation;
      const list = writers.get(key) ?? new Map<string, Transaction>();
      if (list.has(value)) throw new Error(`${value} is appended to ${key} twice`);
      writers.set(key, list.set(value, by));
      lastOf.set(`${by.id} ${key}`, value);
    }
  const writerOf = (key: string, value: string) => writers.get(key)?.get(value);

  const sights: Sight[] = [];
  for (const by of history.filter(({ outcome }) => outcome === 'committed')) {
    const written = new Map<string, string[]>();
    const seen = new Map<string, readonly string[]>();
    const firstSight = new Map<string, Sight>();
    for (const operation of by.operations) {
      if ('append' in operation) {
        const { append: key, value } = operation;
        written.set(key, [...(written.get(key) ?? []), value]);
        const sight = firstSight.get(key);
        if (sight && !sight.wroteAfter) {
          const changed = { ...sight, wroteAfter: true };
          sights[sights.indexOf(sight)] = changed;
          firstSight.set(key, changed);
        }
        continue;
      }
      const { read: key, values } = operation;
      const own = written.get(key) ?? [];
      const others = values.slice(0, values.length - own.length);
      const before = seen.get(key);
      if (own.some((value, index) => values[others.length + index] !== value))
        note('internal', [by], `${by.id} reads ${key} as [${values}] after it appended ${own}`);
      else if (before && !(startsWith(others, before) && others.length === before.length))
        note('internal', [by], `${by.id} reads ${key} as [${before}], then as [${others}]`);
      if (new Set(values).size < values.length) note('duplicate', [by], `${by.id} reads ${key} as [${values}]`);
      for (const value of values) {
        const writer = writerOf(key, value);
        if (!writer) note('unwritten', [by], `${by.id} reads ${value} in ${key}; nobody appended it`);
        else if (writer.outcome === 'aborted')
          note('G1a', [writer, by], `${by.id} reads ${value} in ${key}, of ${writer.id}, which was taken back`);
      }
      const last = others.at(-1);
      const writer = last === undefined ? undefined : writerOf(key, last);
      if (writer && writer !== by && lastOf.get(`${writer.id} ${key}`) !== last)
        note('G1b', [writer, by], `${by.id} reads ${key} up to ${last}, in the middle of ${writer.id}`);
      if (before) continue;
      seen.set(key, others);
      const sight = { by, key, values: others, wroteAfter: false };
      if (own.length === 0) firstSight.set(key, sight);
      sights.push(sight);
    }
  }

  const orders = new Map<string, readonly string[]>();
  for (const by of history.filter(({ outcome }) => outcome === 'committed'))
    for (const operation of by.operations)
      if ('read' in operation && operation.values.length > (orders.get(operation.read)?.length ?? 0))
        orders.set(operation.read, operation.values);
  for (const { by, key, values } of sights) {
    const order = orders.get(key) ?? [];
    if (!startsWith(order, values))
      note('forkedOrder', [by], `${by.id} reads ${key} as [${values}], another reads [${order}]`);
  }
  const updates = new Map<string, Sight[]>();
  for (const sight of sights.filter(({ wroteAfter }) => wroteAfter)) {
    const version = `${sight.key} [${sight.values}]`;
    updates.set(version, [...(updates.get(version) ?? []), sight]);
  }
  for (const [version, both] of updates)
    if (both.length > 1)
      note(
        'lostUpdate',
        both.map(({ by }) => by),
        `${both.map(({ by }) => by.id).join(' and ')} each read ${version} and append to it`,
      );

  const unseen = [...writers].flatMap(([key, list]) => {
    const shown = new Set(orders.get(key));
    return [...list].flatMap(([value, by]) =>
      by.outcome === 'committed' && !shown.has(value) ? [{ key, value, by }] : [],
    );
  });
  return { sights, orders, writerOf, unseen, anomalies };
}
