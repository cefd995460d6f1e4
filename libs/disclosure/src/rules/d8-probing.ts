// D8. In: when somebody's questions were refused for lying too close to what was told before. Out: whether that person must wait, and until when.
// Probing is counted apart from small numbers: who asks about a small group learns that it is small and has done nothing else; who
// asks again and again a few patients away from an earlier question may be subtracting.

/** As many refusals of this kind within a day. */
export const MOST_PROBES = 20;
const DAY_MS = 86_400_000;

/** Milliseconds since 1970 of the refusals, in any order. @returns undefined when nobody has to wait. */
export function pausedUntil(probes: readonly number[], now: number): number | undefined {
  const recent = probes.filter((at) => at > now - DAY_MS).toSorted((left, right) => left - right);
  const decisive = recent.at(-MOST_PROBES);
  return decisive === undefined ? undefined : decisive + DAY_MS;
}
