// D-KM, step 9, under competing risks. In: rounded tables of two or more groups on one grid. Out: the p-value of Gray's test to two decimals, over the days
// that all groups show; nothing when rounding alone could have moved it across 0.05.
import { type CompetingCounts, grayTerms, grayTest } from '@longview/outcomes';
import { largestRounding } from '../rules/d4-rounding.ts';
import type { IncidenceTableRow } from './incidence-table.ts';
import { compared, type ProtectedComparison } from './protected-log-rank.ts';

export const protectedGray = (
  groups: readonly (readonly IncidenceTableRow[])[],
  k: number,
): ProtectedComparison | undefined =>
  compared(
    groups,
    (rows, way) => shifted(rows, way * largestRounding(k)),
    (tables) => grayTest(grayTerms(tables.map(countsOf), 1)).p,
  );

/** The cause that is asked for to one end of its bins, what competes and the numbers at risk to the other. */
const shifted = (rows: readonly IncidenceTableRow[], step: number): readonly IncidenceTableRow[] =>
  rows.map(({ day, events, competingEvents, atRisk }) => ({
    day,
    events: day === 0 ? 0 : Math.max(0, events + step),
    competingEvents: day === 0 ? 0 : Math.max(0, competingEvents - step),
    atRisk: Math.max(1, atRisk - step),
  }));

/** Each interval of the grid as one day: half of those who were censored in it leave before its events, the other half after them. */
function countsOf(rows: readonly IncidenceTableRow[]): CompetingCounts {
  const counts = { own: [0], other: [0], censored: [0] };
  let atRisk = rows[0]?.atRisk ?? 0;
  const size = atRisk;
  for (let row = 1; row < rows.length; row++) {
    const [start, end] = [rows[row - 1] as IncidenceTableRow, rows[row] as IncidenceTableRow];
    const own = Math.min(atRisk, Math.max(0, end.events - start.events));
    const other = Math.min(atRisk - own, Math.max(0, end.competingEvents - start.competingEvents));
    const censored = Math.max(0, atRisk - own - other - end.atRisk);
    const before = Math.floor(censored / 2);
    counts.censored[row - 1] = (counts.censored[row - 1] as number) + before;
    counts.own.push(own);
    counts.other.push(other);
    counts.censored.push(censored - before);
    atRisk -= own + other + censored;
  }
  counts.censored[rows.length - 1] = (counts.censored[rows.length - 1] as number) + atRisk;
  return {
    size,
    causes: [Uint32Array.from(counts.own), Uint32Array.from(counts.other)],
    censored: Uint32Array.from(counts.censored),
  };
}
