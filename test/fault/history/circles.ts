// In: a graph whose edges have kinds. Out: its strongly connected components (Tarjan, SIAM J. Comput. 1972), and in them the shortest circle
// through an edge that uses only the kinds allowed on the way back. Pure.

export interface Edge<Kind extends string> {
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  readonly why: string;
}

export class Graph<Kind extends string> {
  readonly #out = new Map<number, Edge<Kind>[]>();

  constructor(readonly edges: readonly Edge<Kind>[]) {
    for (const edge of edges) {
      const list = this.#out.get(edge.from);
      if (list) list.push(edge);
      else this.#out.set(edge.from, [edge]);
    }
  }

  from = (node: number): readonly Edge<Kind>[] => this.#out.get(node) ?? [];

  /** For each node that lies on a circle, the number of its component. */
  components(allowed: ReadonlySet<Kind>): ReadonlyMap<number, number> {
    const order = new Map<number, number>();
    const low = new Map<number, number>();
    const open: number[] = [];
    const isOpen = new Set<number>();
    const found = new Map<number, number>();
    let components = 0;
    for (const root of this.#out.keys()) {
      if (order.has(root)) continue;
      // With a stack of its own: a history is longer than the machine's stack is deep.
      const walk: { node: number; next: number }[] = [];
      const enter = (node: number): void => {
        order.set(node, order.size);
        low.set(node, order.get(node) as number);
        open.push(node);
        isOpen.add(node);
        walk.push({ node, next: 0 });
      };
      enter(root);
      for (let here = walk.at(-1); here; here = walk.at(-1)) {
        const { node } = here;
        const edge = this.from(node)[here.next++];
        if (edge) {
          if (!allowed.has(edge.kind)) continue;
          if (!order.has(edge.to)) enter(edge.to);
          else if (isOpen.has(edge.to)) low.set(node, Math.min(low.get(node) as number, order.get(edge.to) as number));
          continue;
        }
        walk.pop();
        const above = walk.at(-1);
        if (above) low.set(above.node, Math.min(low.get(above.node) as number, low.get(node) as number));
        if (low.get(node) !== order.get(node)) continue;
        const members: number[] = [];
        for (let member = open.pop(); member !== undefined; member = open.pop()) {
          isOpen.delete(member);
          members.push(member);
          if (member === node) break;
        }
        if (members.length > 1) for (const member of members) found.set(member, components);
        components++;
      }
    }
    return found;
  }

  /** The shortest way by edges of these kinds within one component. */
  path(
    from: number,
    to: number,
    allowed: ReadonlySet<Kind>,
    component: ReadonlyMap<number, number>,
  ): Edge<Kind>[] | undefined {
    const by = new Map<number, Edge<Kind>>();
    const queue = [from];
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at] as number;
      for (const edge of this.from(node)) {
        if (!allowed.has(edge.kind) || by.has(edge.to) || component.get(edge.to) !== component.get(from)) continue;
        by.set(edge.to, edge);
        if (edge.to !== to) {
          queue.push(edge.to);
          continue;
        }
        const way: Edge<Kind>[] = [];
        for (let step: Edge<Kind> | undefined = edge; step; step = step.from === from ? undefined : by.get(step.from))
          way.unshift(step);
        return way;
      }
    }
    return undefined;
  }
}
