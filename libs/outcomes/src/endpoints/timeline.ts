// In: a history and a population. Out: its days since that population's time zero: what is common to all endpoints, so that all are censored alike.
// Undefined for a course that is not in the population or has no time zero known to the month.
import { dayNumber } from '@longview/foundation';
import { documentedDays, earliest, type Note } from '../course/documented-day.ts';
import { firstRelapse, lastAssessment } from '../course/disease.ts';
import { indexDates } from '../course/index-dates.ts';
import { dayOfDeath, kindOfDeath, latestEvidence } from '../course/life.ts';
import type { Population, TimedValue } from './endpoint.ts';
import type { History } from './history.ts';

export interface Timeline {
  /** First relapse or progression; `vague`: of which only the year is known and which may have been the first. */
  readonly relapse?: number | 'vague';
  /** `unsettled`: the sources contradict each other, or say dead and not when. */
  readonly death?: number | 'unsettled';
  /** Of the dead: did the disease kill, without a documented relapse? Undefined when the sources differ. */
  readonly diseaseDeath?: boolean;
  readonly lastAlive: number;
  /** 0 when the disease was never looked at. */
  readonly lastAssessed: number;
  readonly infused?: number;
  /** Day number of time zero since 1970-01-01. */
  readonly zero: number;
  /** The first day after time zero of a date that is known to the month. */
  readonly firstOf: (dates: readonly string[] | undefined) => number | undefined;
  readonly lastOf: (dates: readonly string[] | undefined) => number | undefined;
}

/** A dozen endpoints of one course ask for the same timeline. */
const known = new WeakMap<History, Partial<Record<Population, Timeline | 'none'>>>();

export function timelineOf(history: History, population: Population): Timeline | undefined {
  const before = known.get(history) ?? {};
  const timeline = before[population] ?? makeTimeline(history, population) ?? 'none';
  known.set(history, { ...before, [population]: timeline });
  return timeline === 'none' ? undefined : timeline;
}

function makeTimeline(history: History, population: Population): Timeline | undefined {
  const silent: Note = () => undefined;
  const index = indexDates(history, silent);
  const collected = index.apheresisDate === undefined ? undefined : dayNumber(index.apheresisDate);
  const zero = population === 'infused' ? index.zero : collected;
  if (zero === undefined) return undefined;
  const relapse = firstRelapse(history, zero, silent);
  const assessed = lastAssessment(history, zero, silent);
  const infused = index.zero !== undefined && index.zero >= zero ? { day: index.zero, imputed: false } : undefined;
  const seen = latestEvidence(history, zero, [assessed, relapse === 'year' ? undefined : relapse, infused], silent);
  const death = dayOfDeath(history, zero, seen, silent);
  const dead = history.survival.some(({ status }) => status === 'dead');
  const kind = typeof death === 'object' ? kindOfDeath(history, silent) : undefined;
  const days = (dates: readonly string[] = []) =>
    documentedDays(dates, silent, zero).known.filter(({ day }) => day >= zero);
  return {
    ...(relapse !== undefined && { relapse: relapse === 'year' ? ('vague' as const) : relapse.day - zero }),
    ...(typeof death === 'object' && { death: death.day - zero }),
    ...(death === undefined && dead && { death: 'unsettled' as const }),
    ...(kind !== undefined && { diseaseDeath: kind === 1 }),
    zero,
    lastAlive: (typeof death === 'object' ? Math.min(seen.day, death.day) : seen.day) - zero,
    lastAssessed: (assessed?.day ?? zero) - zero,
    ...(infused && { infused: infused.day - zero }),
    firstOf: (dates) => {
      // Most courses have nothing of most kinds, and a dozen endpoints ask.
      if (dates === undefined || dates.length === 0) return undefined;
      const first = earliest(documentedDays(dates, silent, zero));
      return typeof first === 'object' && first.day >= zero ? first.day - zero : days(dates)[0]?.day;
    },
    lastOf: (dates) => {
      const last = days(dates).at(-1)?.day;
      return last === undefined ? undefined : last - zero;
    },
  };
}

/** Where a curve of the disease is censored: when it was last looked at, or when the patient was last known alive. */
export const CENSORING = {
  name: 'censoredAt',
  meaning: 'Without the event: the last disease assessment, or the last contact (which flatters the curve).',
  values: ['lastAssessment', 'lastContact'],
  usual: 'lastAssessment',
} as const;

/** A transplant in remission ends what this treatment alone is known to have done; whether it censors changes the figure. */
export const TRANSPLANT = {
  name: 'transplant',
  meaning: 'A transplant before the event: goes on, or censors on its day.',
  values: ['ignored', 'censors'],
  usual: 'ignored',
} as const;

const TRANSPLANTS: ReadonlySet<string> = new Set(['alloHct', 'autoHct']);

export const transplantDay = (history: History, timeline: Timeline): number | undefined =>
  timeline.firstOf(history.therapies?.filter(({ kind }) => TRANSPLANTS.has(kind)).map(({ date }) => date));

/**
 * The first relapse and the death without one, on one clock: what progression-free survival, relapse incidence and non-relapse mortality are all made of,
 * so that 1 − PFS is the sum of the other two at every time.
 */
export function diseaseClock(
  history: History,
  timeline: Timeline,
  options: Readonly<Record<string, unknown>>,
): { readonly days: number; readonly what: 'relapse' | 'death' | 'none'; readonly vague?: true } {
  const { relapse, death, diseaseDeath, lastAlive, lastAssessed } = timeline;
  const free = options['censoredAt'] === 'lastContact' ? lastAlive : lastAssessed;
  const censors = options['transplant'] === 'censors' ? transplantDay(history, timeline) : undefined;
  const ends = ((): ReturnType<typeof diseaseClock> => {
    if (relapse === 'vague') return { days: free, what: 'none', vague: true };
    if (relapse !== undefined && (typeof death !== 'number' || relapse <= death))
      return { days: relapse, what: 'relapse' };
    // Found after the death, so it happened before it, on a day that nobody knows.
    if (relapse !== undefined && typeof death === 'number') return { days: death, what: 'relapse' };
    if (death === 'unsettled') return { days: free, what: 'none', vague: true };
    if (death !== undefined) return { days: death, what: diseaseDeath === true ? 'relapse' : 'death' };
    return { days: free, what: 'none' };
  })();
  return censors !== undefined && censors < ends.days ? { days: censors, what: 'none' } : ends;
}

export const timed = (days: number, event: 0 | 1 | 2, vague?: true): TimedValue => ({
  kind: 'time',
  days: Math.max(0, days),
  event,
  ...(vague && { vague }),
});
