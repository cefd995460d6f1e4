// In: nothing. Out: hand-made histories, each with one phenomenon in it and the name of it; and one in which nothing is wrong.
import type { AnomalyKind, Operation, Transaction } from './history.ts';

/** `a x 1` appends 1 to x, `r x 1 2` reads [1, 2] in x. */
export function transaction(
  id: string,
  [invoked, completed]: readonly [number, number?],
  operations: readonly string[],
  outcome: Transaction['outcome'] = 'committed',
): Transaction {
  return {
    id,
    invoked,
    ...(completed !== undefined && { completed }),
    outcome,
    operations: operations.map((text): Operation => {
      const [what, list = '', ...values] = text.split(' ');
      return what === 'a' ? { append: list, value: values[0] ?? '' } : { read: list, values };
    }),
  };
}
const t = transaction;

export interface Planted {
  readonly name: string;
  readonly kind: AnomalyKind;
  readonly realTime?: boolean;
  readonly history: readonly Transaction[];
}

const reader = (...operations: string[]) => t('reader', [900, 901], operations);

export const PLANTED: readonly Planted[] = [
  {
    name: 'two transactions write to two lists in opposite orders',
    kind: 'G0',
    history: [t('one', [0, 9], ['a x 1', 'a y 1']), t('two', [0, 9], ['a x 2', 'a y 2']), reader('r x 1 2', 'r y 2 1')],
  },
  {
    name: 'a write that was taken back is seen',
    kind: 'G1a',
    history: [t('one', [0, 5], ['a x 1'], 'aborted'), t('two', [1, 4], ['r x 1'])],
  },
  {
    name: 'the first of two writes of a transaction is seen alone',
    kind: 'G1b',
    history: [t('one', [0, 9], ['a x 1', 'a x 2']), t('two', [1, 4], ['r x 1']), reader('r x 1 2')],
  },
  {
    name: 'each of two transactions sees what the other wrote',
    kind: 'G1c',
    history: [t('one', [0, 9], ['a x 1', 'r y 1']), t('two', [0, 9], ['a y 1', 'r x 1'])],
  },
  {
    name: 'three transactions see each other in a ring',
    kind: 'G1c',
    history: [
      t('one', [0, 9], ['a x 1', 'r z 1']),
      t('two', [0, 9], ['a y 1', 'r x 1']),
      t('three', [0, 9], ['a z 1', 'r y 1']),
    ],
  },
  {
    name: 'one list is seen before a transaction, the other after it',
    kind: 'G-single',
    history: [t('one', [0, 9], ['a x 1', 'a y 1']), t('two', [0, 9], ['r x', 'r y 1']), reader('r x 1', 'r y 1')],
  },
  {
    name: 'each of two transactions writes over what the other read',
    kind: 'G2',
    history: [t('one', [0, 9], ['r x', 'a y 1']), t('two', [0, 9], ['r y', 'a x 1']), reader('r x 1', 'r y 1')],
  },
  {
    name: 'two transactions read one version and one of their writes is gone',
    kind: 'lostUpdate',
    history: [
      t('zero', [0, 1], ['a x 1']),
      t('one', [2, 9], ['r x 1', 'a x 2']),
      t('two', [2, 9], ['r x 1', 'a x 3']),
      reader('r x 1 3'),
    ],
  },
  {
    name: 'a write that was acknowledged is never seen',
    kind: 'G-single',
    realTime: true,
    history: [t('one', [0, 1], ['a x 1']), t('two', [2, 3], ['a x 2']), reader('r x 1')],
  },
  {
    name: 'a read shows what stood before an acknowledged write',
    kind: 'G-single',
    realTime: true,
    history: [t('one', [0, 1], ['a x 1']), t('two', [5, 6], ['r x']), reader('r x 1')],
  },
  {
    name: 'two reads disagree about the order',
    kind: 'forkedOrder',
    history: [
      t('one', [0, 9], ['a x 1']),
      t('two', [0, 9], ['a x 2']),
      t('three', [0, 9], ['r x 1 2']),
      t('four', [0, 9], ['r x 2']),
    ],
  },
  {
    name: 'a write happened twice',
    kind: 'duplicate',
    history: [t('one', [0, 9], ['a x 1']), reader('r x 1 1')],
  },
  {
    name: 'a transaction does not see its own write',
    kind: 'internal',
    history: [t('one', [0, 9], ['a x 1', 'r x']), reader('r x 1')],
  },
  { name: 'something is seen that nobody wrote', kind: 'unwritten', history: [t('one', [0, 9], ['r x 7'])] },
];

/** Overlapping, one taken back, one of which nobody was told and which happened, one that did not. */
export const SOUND: readonly Transaction[] = [
  t('one', [0, 9], ['r x', 'a x 1', 'a y 1', 'r x 1']),
  t('two', [2, 8], ['a x 2'], 'aborted'),
  t('three', [1], ['a x 3', 'a x 4'], 'unknown'),
  t('four', [1], ['a y 4'], 'unknown'),
  t('five', [3, 12], ['r x 1', 'r y 1', 'a y 5']),
  t('six', [13, 14], ['r x 1 3 4', 'r y 1 5']),
];
