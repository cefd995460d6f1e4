// In: nothing. Out: a resource with the place where it stood.
import type { Place, PlacedProblem } from '@longview/csv';
import type { Json } from './json.ts';
import type { FhirRule } from './rules.ts';

export interface Entry {
  readonly resource: Json;
  readonly type: string;
  /** Of a Bundle, or what a server would call it. */
  readonly fullUrl?: string;
  readonly place: Place;
}

/** The place of an element. No id stands in it: ids may be made of numbers that identify. */
export const placeIn = (entry: Entry, element: string): Place => ({
  ...entry.place,
  heading: `${entry.place.heading ?? entry.type}${element === '' ? '' : `.${element}`}`,
});

export const trouble = (
  rule: FhirRule,
  place: Place,
  message: string,
  mend: string,
  more: { severity?: 'error' | 'query'; field?: string; value?: string; record?: string } = {},
): PlacedProblem => ({ severity: 'error', ...more, rule, place, message, mend });
