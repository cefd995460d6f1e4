// In: a history of transactions on lists. Out: every phenomenon by which it is not strictly serialisable, each with the circle that proves it;
// nothing for a history that is. Pure. What it cannot see: an order that no read and no clock shows.
import { type Edge, Graph } from './circles.ts';
import type { Anomaly, Transaction } from './history.ts';
import { observe, type Observations } from './observations.ts';

/** Write after write, read of a write, write over what was read, and begun after an answer. */
type Dependency = 'ww' | 'wr' | 'rw' | 'time';

/** Circles of one phenomenon that are looked for; the first ones are proof enough. */
const MOST = 20;

export function checkHistory(
  history: readonly Transaction[],
  { realTime = true }: { readonly realTime?: boolean } = {},
): Anomaly[] {
  const observed = observe(history);
  const edges = dependencies(history, observed);
  const plain = circles(history, new Graph(edges));
  const timed = realTime ? circles(history, new Graph([...edges, ...timeEdges(history)])) : [];
  return [...observed.anomalies, ...plain, ...timed.filter((anomaly) => anomaly.realTime)];
}

function dependencies(history: readonly Transaction[], observed: Observations): Edge<Dependency>[] {
  const { sights, orders, writerOf, unseen } = observed;
  const number = new Map(history.map((transaction, index) => [transaction, index]));
  const edges: Edge<Dependency>[] = [];
  const add = (from: Transaction | undefined, to: Transaction | undefined, kind: Dependency, why: string) => {
    if (!from || !to || from === to || from.outcome === 'aborted' || to.outcome === 'aborted') return;
    edges.push({ from: number.get(from) as number, to: number.get(to) as number, kind, why });
  };
  const later = new Map<string, typeof unseen>();
  for (const one of unseen) later.set(one.key, [...(later.get(one.key) ?? []), one]);

  for (const [key, order] of orders) {
    for (const [index, value] of order.entries()) {
      const next = order[index + 1];
      if (next !== undefined) add(writerOf(key, value), writerOf(key, next), 'ww', `${value} then ${next} in ${key}`);
    }
    const last = order.at(-1);
    if (last !== undefined)
      for (const { value, by } of later.get(key) ?? [])
        add(writerOf(key, last), by, 'ww', `${value} is not among [${order}] of ${key}`);
  }
  for (const { by, key, values } of sights) {
    const order = orders.get(key) ?? [];
    const last = values.at(-1);
    if (last !== undefined) add(writerOf(key, last), by, 'wr', `saw ${last} in ${key}`);
    const next = order[values.length];
    if (next !== undefined) add(by, writerOf(key, next), 'rw', `did not see ${next} in ${key}`);
    else
      for (const { value, by: writer } of later.get(key) ?? []) add(by, writer, 'rw', `did not see ${value} in ${key}`);
  }
  return edges;
}

/** Along a line of moments instead of between all pairs: answered, moment, moment, begun. */
function timeEdges(history: readonly Transaction[]): Edge<Dependency>[] {
  const answered = history
    .flatMap(({ completed, outcome }, node) =>
      completed === undefined || outcome !== 'committed' ? [] : [{ at: completed, node }],
    )
    .sort((left, right) => left.at - right.at);
  const moment = (index: number): number => history.length + index;
  const edges: Edge<Dependency>[] = [];
  const add = (from: number, to: number) => edges.push({ from, to, kind: 'time', why: 'was answered before' });
  for (const [index, { node }] of answered.entries()) {
    add(node, moment(index));
    if (index > 0) add(moment(index - 1), moment(index));
  }
  for (const [node, { invoked }] of history.entries()) {
    let [low, high] = [0, answered.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((answered[middle] as { at: number }).at < invoked) low = middle + 1;
      else high = middle;
    }
    if (low > 0) add(moment(low - 1), node);
  }
  return edges;
}

interface Phenomenon {
  readonly kind: Anomaly['kind'];
  /** The edge that makes the phenomenon, and the kinds by which the circle may close. */
  readonly through: Dependency;
  readonly back: ReadonlySet<Dependency>;
}
const PHENOMENA: readonly Phenomenon[] = [
  { kind: 'G0', through: 'ww', back: new Set(['ww', 'time']) },
  { kind: 'G1c', through: 'wr', back: new Set(['ww', 'wr', 'time']) },
  { kind: 'G-single', through: 'rw', back: new Set(['ww', 'wr', 'time']) },
  { kind: 'G2', through: 'rw', back: new Set(['ww', 'wr', 'rw', 'time']) },
];

function circles(history: readonly Transaction[], graph: Graph<Dependency>): Anomaly[] {
  const found: Anomaly[] = [];
  // A circle with one such read is G-single, also when a longer way with several leads through the same edge.
  const single = new Set<Edge<Dependency>>();
  for (const { kind, through, back } of PHENOMENA) {
    const component = graph.components(new Set([...back, through]));
    const seen = new Set<string>();
    for (const edge of graph.edges) {
      if (edge.kind !== through || single.has(edge) || seen.size >= MOST) continue;
      if (component.get(edge.from) === undefined || component.get(edge.from) !== component.get(edge.to)) continue;
      const way = graph.path(edge.to, edge.from, back, component);
      if (!way) continue;
      if (kind === 'G-single') single.add(edge);
      const circle = [edge, ...way];
      const members = [...new Set(circle.map(({ from }) => from).filter((node) => node < history.length))];
      const name = [...members].sort((left, right) => left - right).join(' ');
      if (seen.has(name)) continue;
      seen.add(name);
      found.push({
        kind,
        realTime: circle.some((step) => step.kind === 'time'),
        transactions: members.map((node) => (history[node] as Transaction).id),
        evidence: told(history, circle),
      });
    }
  }
  return found;
}

/** `t1 -rw: did not see 3 in x-> t2 -before-> t1`: moments on the way are left out. */
function told(history: readonly Transaction[], circle: readonly Edge<Dependency>[]): string {
  const idOf = (node: number) => history[node]?.id;
  const words = circle.flatMap(({ from, kind, why }) => {
    const start = idOf(from);
    if (kind !== 'time') return [`${start} -${kind}: ${why}->`];
    return start === undefined ? [] : [`${start} -${why}->`];
  });
  return `${words.join(' ')} ${idOf((circle[0] as Edge<Dependency>).from)}`;
}
