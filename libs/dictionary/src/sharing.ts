// In: what the items of one record type have in common. Out: a function that completes each item, so that it says only what is its own.
import type { ItemBase, ItemSpec } from './item.ts';

type Common = Pick<ItemBase, 'level' | 'source' | 'purpose'>;

type Own<Spec> = Spec extends ItemSpec
  ? Omit<Spec, keyof Common | 'identifiability' | 'seenBy'> &
      Partial<Common & Pick<ItemBase, 'identifiability' | 'seenBy'>>
  : never;

/** A day of somebody's life, and what somebody typed, point at that person with others: such an item is never 'none' by omission. */
const POINTS: ReadonlySet<ItemSpec['kind']> = new Set(['date', 'partialDate', 'text']);

export const sharing =
  (common: Common) =>
  (own: Own<ItemSpec>): ItemSpec =>
    ({
      ...common,
      identifiability: POINTS.has(own.kind) ? 'quasi' : 'none',
      ...(own.kind === 'text' && { seenBy: 'centre' }),
      ...own,
    }) as ItemSpec;
