// D-KM, step 8. In: the strata of a question under competing risks, as counts by day and cause. Out: cumulative incidence of each cause on the
// grid, and what the exact one lies between. Refuses an answer of which no stratum can be shown. Never 1 − Kaplan-Meier.
import type { CompetingCounts } from '@longview/outcomes';
import { anyCause } from '@longview/outcomes';
import { sizeOf, union, without } from '../bitmap.ts';
import type { DisclosureContext, Rules } from '../context.ts';
import { thresholdOf } from '../rules/d2-threshold.ts';
import { roundCount } from '../rules/d4-rounding.ts';
import { shownParts } from '../rules/d5-complement.ts';
import type { IncidenceTableRow } from '../survival/incidence-table.ts';
import { incidenceRange, protectedIncidence, roundedIncidence } from '../survival/incidence-table.ts';
import { protectedGray } from '../survival/protected-gray.ts';
import type { ProtectedComparison } from '../survival/protected-log-rank.ts';
import type { Drafted } from './draft.ts';

export interface IncidenceStratum {
  readonly label: string;
  readonly patients: Uint8Array;
  /** Two causes: what is asked for, and what competes with it. */
  readonly counts: CompetingCounts;
  readonly foreign?: CompetingCounts;
}

export interface IncidenceRequest {
  readonly measure: 'incidence';
  readonly strata: readonly IncidenceStratum[];
  /** Also compare the shown strata by Gray's test. */
  readonly compare?: boolean;
}

export interface IncidenceRow extends IncidenceTableRow {
  /** Three decimals. */
  readonly incidence: number;
  readonly competing: number;
  readonly exactWithin: readonly [low: number, high: number];
}

export interface IncidenceAnswer {
  readonly measure: 'incidence';
  readonly strata: readonly { readonly label: string; readonly rows: readonly IncidenceRow[] }[];
  readonly withheld: readonly string[];
  readonly comparison?: ProtectedComparison;
  readonly protection: {
    readonly rule: 'D-KM';
    readonly k: number;
    readonly gridDays: number;
    readonly largestShift: number;
  };
}

const [NARROW_GRID, WIDE_GRID, WIDE_BELOW] = [30, 90, 80];

export function draftIncidence(
  { strata, compare }: IncidenceRequest,
  context: DisclosureContext,
  rules: Rules,
): Drafted<IncidenceAnswer> | undefined {
  const k = thresholdOf(context.audience);
  checkUnits(strata, context);
  const seen = ({ counts, foreign }: IncidenceStratum): readonly CompetingCounts[] =>
    foreign === undefined || !rules.own ? [counts] : [counts, foreign];
  const passes = (views: readonly CompetingCounts[]): boolean =>
    !rules.threshold || views.every((own) => own.size >= 2 * k && total(anyCause(own).events) >= k);
  const reaches = (views: readonly CompetingCounts[]): boolean =>
    !rules.threshold || views.every((own) => atRiskAfter(own, WIDE_GRID) >= 2 * k);
  const shown = shownParts(
    strata.map((stratum) => ({
      passes: passes(seen(stratum)) && reaches(seen(stratum)),
      weight: roundCount(stratum.counts.size, k),
    })),
    (heldBack) => {
      const hidden = strata.filter((_, index) => heldBack[index]);
      const sizes = [hidden.map(({ counts }) => counts), hidden.map(({ counts, foreign }) => foreign ?? counts)];
      const size = (all: readonly CompetingCounts[]): number => all.reduce((sum, own) => sum + own.size, 0);
      const events = (all: readonly CompetingCounts[]): number =>
        all.reduce((sum, own) => sum + total(anyCause(own).events), 0);
      if (!rules.complement || size(sizes[0] ?? []) === 0 || !rules.threshold) return true;
      return sizes.slice(0, rules.own ? 2 : 1).every((all) => size(all) >= 2 * k && events(all) >= k);
    },
  );
  const visible = strata.filter((_, index) => shown[index]);
  if (visible.length === 0) return undefined;
  const wide = context.audience === 'public' || visible.some(({ counts }) => counts.size < WIDE_BELOW);
  const protection = {
    k: rules.rounding ? k : 1,
    gridDays: rules.grid ? (wide ? WIDE_GRID : NARROW_GRID) : 1,
    leastAtRisk: rules.stop ? 2 * k : 1,
  };
  const shownTables = visible.map((stratum) => {
    const tables = seen(stratum).map((counts) => roundedIncidence(counts, protection));
    return (tables[0] ?? []).slice(0, Math.min(...tables.map(({ length }) => length)));
  });
  const comparison = compare === true ? protectedGray(shownTables, protection.k) : undefined;
  const curves = visible.map((stratum, place) => {
    const rows = shownTables[place] as readonly IncidenceTableRow[];
    const [points, range] = [protectedIncidence(rows), incidenceRange(rows, protection.k)];
    return {
      label: stratum.label,
      rows: rows.map((row, index): IncidenceRow => {
        const point = points[index] as { incidence: number; competing: number };
        const low = Math.min(range.low[index] as number, point.incidence);
        const high = Math.max(range.high[index] as number, point.incidence);
        return {
          ...row,
          incidence: decimals(point.incidence, Math.round),
          competing: decimals(point.competing, Math.round),
          exactWithin: [decimals(low, Math.floor), Math.min(1, decimals(high, Math.ceil))],
        };
      }),
    };
  });
  const told = visible.map(({ patients }) => patients);
  return {
    answer: {
      measure: 'incidence',
      strata: curves,
      withheld: strata.filter((_, index) => !shown[index]).map(({ label }) => label),
      ...(comparison !== undefined && { comparison }),
      protection: {
        rule: 'D-KM',
        k,
        gridDays: protection.gridDays,
        largestShift: decimals(
          Math.max(
            ...curves.flatMap(({ rows }) =>
              rows.map(({ incidence, exactWithin: [low, high] }) => Math.max(incidence - low, high - incidence)),
            ),
          ),
          Math.round,
        ),
      },
    },
    sets: [union(strata.map(({ patients }) => patients)), union(told), ...told],
  };
}

const total = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);

function atRiskAfter(counts: CompetingCounts, day: number): number {
  const { events, censored } = anyCause(counts);
  let left = counts.size;
  for (let today = 0; today <= day && today < events.length; today++)
    left -= (events[today] as number) + (censored[today] as number);
  return left;
}

const decimals = (value: number, round: (value: number) => number): number => round(value * 1000) / 1000;

function checkUnits(strata: readonly IncidenceStratum[], { own }: DisclosureContext): void {
  let size = 0;
  for (const { label, patients, counts, foreign } of strata) {
    size += counts.size;
    if (counts.causes.length !== 2) throw new RangeError(`stratum ${label} has no pair of causes`);
    if (sizeOf(patients) !== counts.size) throw new RangeError(`stratum ${label} does not count distinct patients`);
    const others = own === undefined ? counts.size : sizeOf(without(patients, own));
    if ((foreign ?? counts).size !== others) throw new RangeError(`stratum ${label} lacks its counts without own rows`);
  }
  if (sizeOf(union(strata.map(({ patients }) => patients))) !== size)
    throw new RangeError('a patient stands in two strata');
}
