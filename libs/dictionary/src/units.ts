// In: a number in a reported unit and the item it belongs to. Out: the same in the item's canonical unit, or nothing for a unit in which the
// item does not come. Never guesses a unit.
import type { Comparator, Quantity, QuantityItem } from './item.ts';

/** Significant digits kept: more than any laboratory reports, fewer than the last bits of a double. */
const DIGITS = 12;

const settle = (value: number): number => Number(value.toPrecision(DIGITS));

export function toCanonical(item: Pick<QuantityItem, 'accepts'>, value: number, unit: string): number | undefined {
  const conversion = Object.hasOwn(item.accepts, unit) ? item.accepts[unit] : undefined;
  if (conversion === undefined) return undefined;
  if (conversion === 1) return value;
  const { factor, offset } = typeof conversion === 'number' ? { factor: conversion, offset: 0 } : conversion;
  return settle(value * factor + offset);
}

/** The other way: what a canonical value would have been in this unit. */
export function fromCanonical(item: Pick<QuantityItem, 'accepts'>, value: number, unit: string): number | undefined {
  const conversion = Object.hasOwn(item.accepts, unit) ? item.accepts[unit] : undefined;
  if (conversion === undefined) return undefined;
  if (conversion === 1) return value;
  const { factor, offset } = typeof conversion === 'number' ? { factor: conversion, offset: 0 } : conversion;
  return settle((value - offset) / factor);
}

/** The quantity as it travels, or undefined for an unknown unit. */
export function quantityOf(
  item: Pick<QuantityItem, 'accepts'>,
  value: number,
  unit: string,
  comparator?: Comparator,
): Quantity | undefined {
  const canonical = toCanonical(item, value, unit);
  return canonical === undefined
    ? undefined
    : { value: canonical, reported: { value, unit }, ...(comparator !== undefined && { comparator }) };
}
