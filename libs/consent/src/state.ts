// In: a person's ledger and a day. Out: what held on that day, the same at every replay. Refuses (throws) a day that no calendar has.
import { canonicalJson, dayNumber, dayText } from '@longview/foundation';
import { answersOf, holds, noToAll, stricter } from './answer.ts';
import type { CategoryAnswer, CategoryAnswers } from './answer.ts';
import { CATEGORY_CODES } from './category.ts';
import type { Category } from './category.ts';
import type { ConsentEvent, ConsentEventType } from './event.ts';

/**
 * What holds on the day `asOf`. A flag is absent when it does not stand; else it is the day of the latest withdrawal or objection, which
 * must be weighed anew each time, and the day of the first opt-out, restriction or erasure.
 * `changesOn`: the next day on which the same ledger gives another state (a validity begins or ends, a later event takes effect);
 * whoever stores what was computed computes it again on that day.
 */
export interface ConsentState {
  readonly asOf: string;
  readonly categories: CategoryAnswers;
  readonly withdrawn?: string;
  readonly objected?: string;
  readonly optedOut?: string;
  readonly restricted?: string;
  readonly erased?: string;
  readonly changesOn?: string;
}

type Standing = Omit<ConsentState, 'asOf' | 'changesOn'>;

type Flag = 'withdrawn' | 'objected' | 'optedOut' | 'restricted' | 'erased';

const flags = (since: Readonly<Record<Flag, string | undefined>>): Partial<Record<Flag, string>> =>
  Object.fromEntries(Object.entries(since).filter(([, day]) => day !== undefined));

/** A yes must be said again on each new version of its form; a no stands until the person says otherwise. */
const withoutPermissionsOf = (given: readonly ConsentEvent[], categories: CategoryAnswers): CategoryAnswers =>
  Object.fromEntries(
    Object.entries(categories).filter(
      ([, answer]) => answer.decision !== 'permit' || !given.some(({ formId }) => formId === answer.formId),
    ),
  );

/** All events of one day taken together: first what opens, then what closes, so that of equal dates the stricter wins. */
function afterDay(before: Standing, day: string, events: readonly ConsentEvent[]): Standing {
  const happened = (type: ConsentEventType) => events.some((event) => event.type === type);
  const given = events.filter((event) => event.type === 'given');
  const reopened = given.some(({ categories }) => Object.values(categories ?? {}).includes('permit'));
  const closed = !reopened && (before.withdrawn ?? before.objected) !== undefined;

  const today = new Map<Category, CategoryAnswer>();
  for (const event of events) {
    if (event.type !== 'given' && event.type !== 'amended') continue;
    for (const [code, answer] of answersOf(event)) {
      const same = today.get(code);
      today.set(code, same === undefined ? answer : stricter(same, answer));
    }
  }
  const categories: Partial<Record<Category, CategoryAnswer>> = withoutPermissionsOf(given, before.categories);
  for (const [code, answer] of today) {
    // After a withdrawal only a new consent opens: what is amended meanwhile can add a no, never a yes.
    if (answer.decision !== 'deny' && closed) continue;
    // That a form did not ask again does not take back a no.
    if (answer.decision === 'notAsked' && categories[code]?.decision === 'deny') continue;
    categories[code] = answer;
  }

  const last = (name: 'withdrawn' | 'objected', said: boolean) => (said ? day : reopened ? undefined : before[name]);
  const optedOut = happened('optout')
    ? (before.optedOut ?? day)
    : happened('optoutReversed')
      ? undefined
      : before.optedOut;
  return {
    categories: happened('withdrawn') || happened('objection') ? noToAll(day) : categories,
    ...flags({
      withdrawn: last('withdrawn', happened('withdrawn')),
      objected: last('objected', happened('objection')),
      optedOut,
      restricted: before.restricted ?? (happened('restriction') ? day : undefined),
      erased: before.erased ?? (happened('erasure') ? day : undefined),
    }),
  };
}

const dayAfter = (date: string): string => dayText((dayNumber(date) ?? NaN) + 1);

function nextChange(asOf: string, categories: CategoryAnswers, later: readonly ConsentEvent[]): string | undefined {
  const days = later.map(({ at }) => at);
  for (const { decision, validFrom, validTo } of Object.values(categories)) {
    if (decision !== 'permit') continue;
    if (validFrom !== undefined) days.push(validFrom);
    if (validTo !== undefined) days.push(dayAfter(validTo));
  }
  return days.filter((day) => day > asOf).toSorted()[0];
}

/**
 * The state at the end of the day `at`. The order in which events are handed in has no meaning; only their days have.
 * @throws RangeError when a date is not a day `YYYY-MM-DD`: `mayRecord` lets none into a ledger.
 */
export function stateAt(events: readonly ConsentEvent[], at: string): ConsentState {
  for (const date of [at, ...events.flatMap((event) => [event.at, event.validFrom, event.validTo])])
    if (date !== undefined && dayNumber(date) === undefined) throw new RangeError(`a ledger holds no date ${date}`);

  // Within a day the events get one fixed order, so that two copies of a ledger never differ by so much as a form number.
  const sorted = events
    .filter((event) => event.at <= at)
    .toSorted((one, other) => (canonicalJson(one) < canonicalJson(other) ? -1 : 1));
  const days = Map.groupBy(sorted, (event) => event.at);
  let standing: Standing = { categories: {} };
  for (const day of [...days.keys()].toSorted()) standing = afterDay(standing, day, days.get(day) ?? []);

  const changesOn = nextChange(
    at,
    standing.categories,
    events.filter((event) => event.at > at),
  );
  return { asOf: at, ...standing, ...(changesOn === undefined ? {} : { changesOn }) };
}

/**
 * The codes of the categories whose permission is in force, for a row filter. A withdrawal or an objection has answered every category
 * with a no, so that only what was permitted anew is among them.
 */
export const granted = (state: ConsentState): readonly Category[] =>
  (state.erased ?? state.restricted)
    ? []
    : CATEGORY_CODES.filter((code) => holds(code, state.categories[code], state.asOf));
