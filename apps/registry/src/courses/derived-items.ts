// In: the current records of a course, of the centres that may be read together. Out: what is derived from them, each with its rule and version and its
// value, or the names of what was missing. The age is no part of it: it may have come from another centre than the one that reads this.
import { deriveItems } from '@longview/clinical';
import type { CurrentRecord } from './derive.ts';

export type DerivedFrom = Pick<CurrentRecord, 'id' | 'type' | 'body'>;

export interface DerivedItem {
  readonly item: string;
  /** Id of the version of the record that it is of; absent when it is of the course. */
  readonly record?: string;
  readonly rule: string;
  readonly version: number;
  readonly value?: unknown;
  /** A part was not examined; what was carries the value alone. */
  readonly partial?: true;
  readonly missing?: readonly string[];
  /** Where something is missing: what is known amounts to this already. */
  readonly atLeast?: unknown;
}

/** In an order that hangs on nothing but the records: what was derived a second time must be found the same. */
export function derivedItems(records: readonly DerivedFrom[]): readonly DerivedItem[] {
  const placed = records
    .map(({ id, type, body }, index) => ({ key: id ?? String(index), type, record: body }))
    .toSorted((left, right) => (left.key < right.key ? -1 : 1));
  return deriveItems({ records: placed, today: '' }).map(({ item, key, result }) => ({
    item,
    ...(key !== undefined && { record: key }),
    rule: result.rule.id,
    version: result.rule.version,
    ...(result.evaluable
      ? { value: result.value, ...(result.partial && { partial: true as const }) }
      : { missing: result.missing, ...(result.atLeast !== undefined && { atLeast: result.atLeast }) }),
  }));
}

/** What is kept: values. What is missing follows from the records again whenever somebody asks. */
export const keptItems = (items: readonly DerivedItem[]): readonly DerivedItem[] =>
  items.filter(({ value }) => value !== undefined);

const nameOf = ({ item, record }: DerivedItem): string => `${item} ${record ?? ''}`;

/** @param again derived from the same records now: it gives the order, and what is missing; a value is always the one that was kept. */
export function withMissing(kept: readonly DerivedItem[], again: readonly DerivedItem[]): readonly DerivedItem[] {
  const values = new Map(kept.map((one) => [nameOf(one), one]));
  const told = again.flatMap((one) => {
    const value = values.get(nameOf(one));
    values.delete(nameOf(one));
    return value ?? (one.missing ? one : []);
  });
  // Of a rule that is no more.
  return [...told, ...values.values()];
}

export interface DerivedValue {
  /** Of a value of several parts; `a.b` of a part of a part. */
  readonly name?: string;
  readonly number?: number;
  readonly is?: boolean;
  readonly codes?: readonly string[];
}

/** A value as its parts, each a number, yes or no, or codes. */
export function partsOf(value: unknown, name?: string): readonly DerivedValue[] {
  const part = name === undefined ? {} : { name };
  switch (typeof value) {
    case 'number':
      return [{ ...part, number: value }];
    case 'boolean':
      return [{ ...part, is: value }];
    case 'string':
      return [{ ...part, codes: [value] }];
  }
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return [{ ...part, codes: value }];
  if (Array.isArray(value)) throw new Error(`${name ?? 'a derived value'} is a list of what is no code`);
  return Object.entries(value).flatMap(([key, member]) => partsOf(member, name === undefined ? key : `${name}.${key}`));
}
