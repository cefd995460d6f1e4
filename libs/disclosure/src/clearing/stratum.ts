// In: strata whose exact counts are to be cleared. Out: whether they may be told: each of their two cells, with the event and without it, is large enough,
// for everybody's eyes and for one who subtracts the own rows, and none can be subtracted from what was cleared before. Refuses (throws) counts of
// others than the patients.
import { sizeOf, without } from '../bitmap.ts';
import type { Rules } from '../context.ts';
import type { Figures } from './figures.ts';
import { total } from './landmarks.ts';

export interface ClearingStratum<Counts> {
  readonly label: string;
  readonly patients: Uint8Array;
  readonly counts: Counts;
  /** Without the rows that the asker's own organisation contributed; needed where it contributed any of the stratum. */
  readonly foreign?: Counts;
  /** Those of them who had the event by that day; Infinity: at all. */
  readonly having: (day: number) => Uint8Array;
}

interface Sized {
  readonly size: number;
}

/** As it is told, and as the asker sees it who takes the own rows away. */
export const seen = <Counts>({ counts, foreign }: ClearingStratum<Counts>, rules: Rules): readonly Counts[] =>
  foreign === undefined || !rules.own ? [counts] : [counts, foreign];

/** With the event and without it are the two cells of a table: each is told exactly. */
export const enoughOf = (size: number, having: number, k: number): boolean =>
  size >= 2 * k && having >= k && size - having >= k;

export function checkUnits<Counts extends Sized>(
  strata: readonly ClearingStratum<Counts>[],
  eventsOf: (counts: Counts) => Uint32Array,
  own: Uint8Array | undefined,
): void {
  for (const { counts, patients, foreign, having } of strata) {
    const had = having(Infinity);
    if (sizeOf(patients) !== counts.size || sizeOf(had) !== total(eventsOf(counts)))
      throw new RangeError('a stratum counts others than its patients');
    if (sizeOf(without(had, patients)) > 0) throw new RangeError('somebody outside of a stratum had its event');
    if (own !== undefined && (foreign?.size ?? counts.size) !== sizeOf(without(patients, own)))
      throw new RangeError('the counts without the own rows are not given, or are of others');
  }
}

/** Who is counted in each stratum, with the event and without it: all of it may be told, or nothing of the answer. */
export const tellStrata = <Counts extends Sized>(
  strata: readonly ClearingStratum<Counts>[],
  figures: Figures,
  {
    k,
    rules,
    eventsOf,
  }: { readonly k: number; readonly rules: Rules; readonly eventsOf: (counts: Counts) => Uint32Array },
): boolean =>
  strata.length > 0 &&
  (!rules.threshold ||
    strata.every((stratum) =>
      seen(stratum, rules).every((counts) => enoughOf(counts.size, total(eventsOf(counts)), k)),
    )) &&
  figures.tell(strata.map(({ patients }) => patients)) &&
  strata.every(({ patients, having }) => {
    const had = having(Infinity);
    return figures.tellOf(patients, [had, without(patients, had)]);
  });

/** The landmarks of a stratum of which may be told who had the event by then; the others are left out. */
export const landmarksTold = <Counts>(
  { patients, having }: ClearingStratum<Counts>,
  days: readonly number[],
  figures: Figures,
): number[] => days.filter((day) => figures.tellOf(patients, [having(day)]));

export interface ClearedTest {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

export const testOf = ({
  chiSquare,
  degreesOfFreedom,
  p,
}: Partial<ClearedTest> & Pick<ClearedTest, 'degreesOfFreedom'>): ClearedTest | undefined =>
  chiSquare === undefined || p === undefined ? undefined : { chiSquare, degreesOfFreedom, p };
