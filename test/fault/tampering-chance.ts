// In: a seed. Out: chance that can be had again.
/** Numbers from a seed: mulberry32. */
export function chance(seed: number): { below(limit: number): number; one<T>(of: readonly T[]): T } {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, one: (of) => of[below(of.length)] as (typeof of)[number] };
}
export type Chance = ReturnType<typeof chance>;
