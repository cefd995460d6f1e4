// In: made-up persons. Out: the sets, counts and strata that questions are made of. For the tests beside this folder.
import type { DayCounts } from '@longview/outcomes';
import { countByDay } from '@longview/outcomes';
import fc from 'fast-check';
import type { DisclosureContext } from '../context.ts';
import type { SurvivalRequest, SurvivalStratum } from '../measures/survival.ts';

export interface Person {
  readonly day: number;
  readonly event: 0 | 1;
}

export const MOST_PEOPLE = 400;

/** The set of patients with these numbers. */
export function setOf(members: Iterable<number>): Uint8Array {
  const set = new Uint8Array(MOST_PEOPLE / 8);
  for (const member of members) set[member >> 3] = (set[member >> 3] as number) | (1 << (member & 7));
  return set;
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

export const countsOf = (people: readonly Person[]): DayCounts =>
  countByDay({
    days: Int32Array.from(people, ({ day }) => day),
    events: Uint8Array.from(people, ({ event }) => event),
  });

/** Strata over one numbering, in the order given. */
export function strataOf(groups: readonly (readonly Person[])[]): SurvivalStratum[] {
  let next = 0;
  return groups.map((people, index) => {
    const patients = setOf(range(next, next + people.length));
    next += people.length;
    return { label: `group ${index}`, patients, counts: countsOf(people) };
  });
}

export const askedOf = (groups: readonly (readonly Person[])[]): SurvivalRequest => ({
  measure: 'survival',
  limits: 'log',
  strata: strataOf(groups),
});

export const everybody = setOf(range(0, MOST_PEOPLE));

export const context = (more: Partial<DisclosureContext> = {}): DisclosureContext => ({
  audience: 'permit',
  population: everybody,
  told: [],
  ...more,
});

/** Followed for up to three years, about half with the event. One number a person: drawing records would take most of the time. */
const person: fc.Arbitrary<Person> = fc
  .nat(2 * 1100 + 1)
  .map((code) => ({ day: code >> 1, event: (code & 1) as 0 | 1 }));
export const cohort = (minLength: number, maxLength: number): fc.Arbitrary<Person[]> =>
  fc.array(person, { minLength, maxLength });
