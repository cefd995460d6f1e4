// In: counts by day of one event, as they are told and as the asker sees them who takes the own rows away. Out: the named days at which an exact figure
// can stand. Two exact figures tell how many had the event between their days, so that is never fewer than k, nor after the last.
import type { DayCounts } from '@longview/outcomes';
import type { Rules } from '../context.ts';

/** Landmarks are named days (the years at 365.25 days each), not any day: two days next to each other would show who died between them. */
export const LANDMARKS = [90, 180, 365, 730, 1096, 1826] as const;

/** Of one event by day: those who had another one are no longer at risk, as those are who were censored. */
export type EventCounts = Pick<DayCounts, 'size' | 'events' | 'censored' | 'entered'>;

export function landmarksOf(views: readonly EventCounts[], k: number, rules: Rules): number[] {
  const days: readonly number[] = rules.grid ? landmarksApart(views, k) : LANDMARKS;
  return days.filter((day) => enoughAtRisk(views, day, k, rules));
}

export const enoughAtRisk = (views: readonly EventCounts[], day: number, k: number, rules: Rules): boolean =>
  !rules.stop || views.every((view) => atRiskOn(view, day) >= 2 * k);

function landmarksApart(views: readonly EventCounts[], k: number): number[] {
  const after = (day: number): number[] => views.map(({ events }) => total(events.subarray(day + 1)));
  const kept: number[] = [];
  let left = views.map(({ events }) => total(events));
  for (const day of LANDMARKS) {
    const then = after(day);
    if (then.every((count, view) => count >= k && (left[view] as number) - count >= k)) {
      kept.push(day);
      left = then;
    }
  }
  return kept;
}

/** With follow-up of that day or longer, who came under observation before it. */
const atRiskOn = ({ size, events, censored, entered }: EventCounts, day: number): number => {
  const before = (counts: Uint32Array | undefined): number =>
    counts === undefined ? 0 : total(counts.subarray(0, day));
  return size - total(entered ?? new Uint32Array(0)) + before(entered) - before(events) - before(censored);
};

export const total = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);
