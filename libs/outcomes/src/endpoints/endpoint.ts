// What an endpoint is: a name with a version, what it counts in words, for which populations, and how it is derived from one course. A change of meaning
// is a new version; the old one stays, so that an answer can be made again.
import type { History } from './history.ts';

/** Time zero is the first infusion of the infused, and the first apheresis of the apheresed (intention to treat). */
export type Population = 'infused' | 'apheresed';

/**
 * Censored: 0. What is asked for: 1. What competes with it: 2. `vague`: something happened on a day that nobody knows, so that the course is
 * censored when it was last known free of it, and counted as such.
 */
export interface TimedValue {
  readonly kind: 'time';
  readonly days: number;
  readonly event: 0 | 1 | 2;
  readonly vague?: true;
}
export interface ShareValue {
  readonly kind: 'share';
  readonly holds: boolean;
  /** Nobody looked: counts as not holding, and is left out of the second denominator. */
  readonly evaluable: boolean;
}
export interface AmountValue {
  readonly kind: 'amount';
  readonly amount: number;
}
export type EndpointValue = TimedValue | ShareValue | AmountValue;

export interface EndpointOption {
  readonly name: string;
  readonly meaning: string;
  readonly values: readonly (string | number | boolean)[];
  readonly usual: string | number | boolean;
}

export type Options = Readonly<Record<string, string | number | boolean>>;

export interface Endpoint {
  readonly name: string;
  readonly version: number;
  readonly title: string;
  readonly kind: EndpointValue['kind'];
  readonly timeZero: string;
  readonly event: string;
  readonly censoring: string;
  readonly competing: readonly string[];
  readonly populations: readonly Population[];
  readonly options: readonly EndpointOption[];
  readonly source: string;
  /** Undefined: the course is not in the population, or what is documented does not settle it; `whyNot` of the answer counts which. */
  readonly derive: (
    history: History,
    population: Population,
    options: Options,
  ) => EndpointValue | 'unsettled' | undefined;
}

/** The options as asked, the usual ones for the rest. @throws RangeError on an option or a value that the endpoint does not have. */
export function optionsOf(endpoint: Endpoint, asked: Options = {}): Options {
  for (const [name, value] of Object.entries(asked)) {
    const option = endpoint.options.find((own) => own.name === name);
    if (option === undefined) throw new RangeError(`${endpoint.name} has no option ${name}`);
    if (!option.values.includes(value)) throw new RangeError(`${endpoint.name}: ${name} cannot be ${String(value)}`);
  }
  return Object.fromEntries(endpoint.options.map(({ name, usual }) => [name, asked[name] ?? usual]));
}
