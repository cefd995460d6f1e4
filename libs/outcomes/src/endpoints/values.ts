// In: histories, an endpoint, a population. Out: the values of all who are in it, with its n, how many are not settled and how many are vague: the columns
// that the estimators read.
import type { Endpoint, EndpointValue, Options, Population } from './endpoint.ts';
import { optionsOf } from './endpoint.ts';
import type { History } from './history.ts';

export interface EndpointValues {
  readonly endpoint: string;
  readonly version: number;
  readonly population: Population;
  readonly options: Options;
  /** Everybody in the population, also those without a value. */
  readonly n: number;
  readonly unsettled: number;
  readonly vague: number;
  readonly values: readonly EndpointValue[];
  /** Of an endpoint in time: days and events of the values, in their order. */
  readonly days: Int32Array;
  readonly events: Uint8Array;
}

/** @throws RangeError for a population or an option that the endpoint does not have. */
export function valuesOf(
  endpoint: Endpoint,
  histories: readonly History[],
  population: Population,
  asked: Options = {},
): EndpointValues {
  if (!endpoint.populations.includes(population))
    throw new RangeError(`${endpoint.name} is not defined for the ${population}`);
  const options = optionsOf(endpoint, asked);
  const derived = histories.flatMap((history) => endpoint.derive(history, population, options) ?? []);
  const values = derived.filter((value) => value !== 'unsettled');
  const times = values.filter((value) => value.kind === 'time');
  return {
    endpoint: endpoint.name,
    version: endpoint.version,
    population,
    options,
    n: derived.length,
    unsettled: derived.length - values.length,
    vague: times.filter(({ vague }) => vague === true).length,
    values,
    days: Int32Array.from(times, ({ days }) => days),
    events: Uint8Array.from(times, ({ event }) => event),
  };
}
