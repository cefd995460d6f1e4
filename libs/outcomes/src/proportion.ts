// In: how many of how many. Out: the share with an exact or a score interval. Refuses (throws) counts that are none.
import betaincinv from '@stdlib/math-base-special-betaincinv';
import { Z_95 } from './limits.ts';

/** `clopperPearson` never covers less than it says, as trials report it; `wilson` covers what it says on average. */
export type ProportionMethod = 'clopperPearson' | 'wilson';

export interface Proportion {
  readonly method: ProportionMethod;
  readonly count: number;
  readonly of: number;
  /** Undefined of nobody. */
  readonly share?: number;
  readonly lower?: number;
  readonly upper?: number;
}

/**
 * 95 % interval of a share: Clopper & Pearson 1934 (R's binom.test), or Wilson 1927 (prop.test without continuity correction).
 * @throws RangeError unless 0 <= count <= of, in whole numbers.
 */
export function proportion(count: number, of: number, method: ProportionMethod): Proportion {
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(of) || count < 0 || count > of)
    throw new RangeError('a share is of whole numbers, the part not larger than the whole');
  if (of === 0) return { method, count, of };
  const [lower, upper] = method === 'wilson' ? wilson(count, of) : clopperPearson(count, of);
  return { method, count, of, share: count / of, lower, upper };
}

const clopperPearson = (count: number, of: number): readonly [number, number] => [
  count === 0 ? 0 : betaincinv(0.025, count, of - count + 1),
  count === of ? 1 : betaincinv(0.025, count + 1, of - count, true),
];

function wilson(count: number, of: number): readonly [number, number] {
  const [share, square] = [count / of, Z_95 * Z_95];
  const centre = share + square / (2 * of);
  const spread = Z_95 * Math.sqrt((share * (1 - share)) / of + square / (4 * of * of));
  const scale = 1 + square / of;
  // At the ends the sum is 0 or 1 but for rounding.
  return [count === 0 ? 0 : (centre - spread) / scale, count === of ? 1 : (centre + spread) / scale];
}
