// In: a seed. Out: a small data set as hospitals have them at their worst: ties, day 0, one subject, nobody with an event, delayed entry.

export interface RandomSet {
  readonly set: number;
  /** Whole days; 0 where observed from time zero. */
  readonly entries: readonly number[];
  readonly days: readonly number[];
  /** 0 censored, 1 and 2 two causes. */
  readonly events: readonly number[];
  readonly groups: readonly number[];
  readonly strata: readonly number[];
  readonly covariates: readonly [readonly number[], readonly number[]];
}

/** Twelve kinds in turn; the seed is the number of the set. */
export function randomSet(set: number): RandomSet {
  const random = generator(set);
  const below = (most: number): number => Math.floor(random() * most);
  const kind = set % 12;
  const size = kind === 0 ? 1 + below(3) : kind === 1 ? 2 + below(8) : 10 + below(70);
  // How many days there are decides how many ties.
  const span = [5, 3, 12, 40, 400, 2000][below(6)] as number;
  const late = kind === 5 || kind === 6;
  const groupCount = 1 + below(4);
  const rows = Array.from({ length: size }, () => {
    const day = kind === 2 ? 7 : below(span) + (late ? 1 : 0);
    const cause = kind === 3 ? 0 : kind === 4 ? 1 + below(2) : below(3);
    return {
      entry: late && random() < 0.7 ? below(day) : 0,
      day,
      event: cause,
      group: below(groupCount),
      stratum: below(1 + below(4)),
      first: below(2),
      second: kind === 7 ? 3 : Math.round((random() * 60 - 30) * 10) / 10,
    };
  });
  const column = (pick: (row: (typeof rows)[number]) => number): number[] => rows.map(pick);
  return {
    set,
    entries: column(({ entry }) => entry),
    days: column(({ day }) => day),
    events: column(({ event }) => event),
    groups: column(({ group }) => group),
    strata: column(({ stratum }) => stratum),
    covariates: [column(({ first }) => first), column(({ second }) => second)],
  };
}

/** As R reads it. */
export const csvOf = (sets: readonly RandomSet[]): string =>
  [
    'set,entry,day,event,group,stratum,x1,x2',
    ...sets.flatMap(({ set, entries, days, events, groups, strata, covariates: [first, second] }) =>
      days.map((day, row) =>
        [set, entries[row], day, events[row], groups[row], strata[row], first[row], second[row]].join(),
      ),
    ),
    '',
  ].join('\n');

function generator(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 20_240_229) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
