// In: an item and a code. Out: whether the dictionary vouches for the code, so that it may leave a hospital.
import { CODE } from '@longview/dictionary';
import type { Item } from '@longview/dictionary';

/** An item whose list is empty takes any code, so only its shape can be checked. */
export const isListed = (item: Item, code: string): boolean =>
  item.kind === 'code' &&
  (Object.hasOwn(item.values, code) || (Object.keys(item.values).length === 0 && CODE.test(code)));
