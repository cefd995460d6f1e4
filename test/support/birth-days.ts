// In: what a store tells of one patient's age, and the days on which something is told of the patient. Out: how many birth days are
// left. Reckons as an attacker would who reads every row: each age on its day narrows, and nobody is treated before birth.
import { dateInterval, dayNumber } from '@longview/foundation';

export interface AgeTold {
  /** Completed years; under two, completed half-years. */
  readonly value: number;
  /** `YYYY-MM-DD`. */
  readonly on: string;
}

export interface Told {
  readonly ages: readonly AgeTold[];
  /** Dates of events, whole or partial: the birth was not after any of them. */
  readonly dates: readonly string[];
}

/** Undefined when no age is told: then every day of a lifetime is left. */
export function birthDayCandidates({ ages, dates }: Told): number | undefined {
  const [first, ...others] = ages;
  if (!first) return undefined;
  const on = dayOf(first.on);
  const earliest = Math.min(...dates.flatMap((date) => dateInterval(date)?.[1] ?? []), on);
  let left = 0;
  // A week wider than the age told reaches on either side.
  const [from, to] = [on - Math.ceil((first.value + 1) * 365.25) - 7, on - Math.floor(first.value * 365.25) + 7];
  for (let birth = from; birth <= Math.min(earliest, to); birth++)
    if (isAge(birth, on, first.value) && others.every((age) => isAge(birth, dayOf(age.on), age.value))) left++;
  return left;
}

const dayOf = (date: string): number => {
  const day = dayNumber(date);
  if (day === undefined) throw new RangeError(`${date} is no day`);
  return day;
};

function isAge(birth: number, on: number, value: number): boolean {
  const [from, to] = [new Date(birth * 86_400_000), new Date(on * 86_400_000)];
  const months =
    12 * (to.getUTCFullYear() - from.getUTCFullYear()) +
    (to.getUTCMonth() - from.getUTCMonth()) -
    (to.getUTCDate() < from.getUTCDate() ? 1 : 0);
  return (months >= 24 ? Math.floor(months / 12) : Math.floor(months / 6) / 2) === value;
}
