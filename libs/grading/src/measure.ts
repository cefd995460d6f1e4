// In: a value as a laboratory reports it, exact or with a comparator, and a threshold. Out: on which side it lies, or that it may be either.

/** All values that a result may mean: `<0.1` is everything from 0 up to but without 0.1. */
export interface Range {
  readonly low: number;
  readonly high: number;
  /** The end itself is not meant. */
  readonly lowOpen?: boolean;
  readonly highOpen?: boolean;
}

export type Measure = number | Range;

/** `<0.1`, `<=0.1`, `>45000`, `>=45000`: laboratory values are never below 0. */
export function compared(comparator: '<' | '<=' | '>' | '>=', value: number): Range {
  switch (comparator) {
    case '<':
      return { low: 0, high: value, highOpen: true };
    case '<=':
      return { low: 0, high: value };
    case '>':
      return { low: value, high: Infinity, lowOpen: true };
    case '>=':
      return { low: value, high: Infinity };
  }
}

export const rangeOf = (measure: Measure): Range =>
  typeof measure === 'number' ? { low: measure, high: measure } : measure;

/** Three-valued: undefined when the value is missing or the range lies on both sides of the threshold. */
export type Known = boolean | undefined;

export function atMost(measure: Measure | undefined, threshold: number): Known {
  if (measure === undefined) return undefined;
  const { low, high, lowOpen = false } = rangeOf(measure);
  if (high <= threshold) return true;
  return low > threshold || (low === threshold && lowOpen) ? false : undefined;
}

export function below(measure: Measure | undefined, threshold: number): Known {
  if (measure === undefined) return undefined;
  const { low, high, highOpen = false } = rangeOf(measure);
  if (high < threshold || (high === threshold && highOpen)) return true;
  return low >= threshold ? false : undefined;
}

export const not = (known: Known): Known => (known === undefined ? undefined : !known);
export const above = (measure: Measure | undefined, threshold: number): Known => not(atMost(measure, threshold));
export const atLeast = (measure: Measure | undefined, threshold: number): Known => not(below(measure, threshold));

/** Kleene: false if one is false, true if all are, else not known. */
export function allOf(...known: readonly Known[]): Known {
  if (known.includes(false)) return false;
  return known.includes(undefined) ? undefined : true;
}

/** True if one is true, false if all are false, else not known. */
export const anyOf = (...known: readonly Known[]): Known => not(allOf(...known.map(not)));

/** A difference of two decimals that should be the threshold may miss it by the last bit of a double. */
export const reaches = (value: number, threshold: number): boolean =>
  value >= threshold - 1e-9 * Math.max(1, threshold);
