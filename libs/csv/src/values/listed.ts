// In: an item and a code. Out: whether the dictionary vouches for the code, so that it may leave a hospital.
import { knowsCode } from '@longview/dictionary';
import type { Item } from '@longview/dictionary';

export const isListed = (item: Item, code: string): boolean =>
  (item.kind === 'code' || item.kind === 'codes') && knowsCode(item, code);
