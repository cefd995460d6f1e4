// In: the strata of a cumulative incidence that was told protected. Out: their exact scalars: n, how many had the event, the incidence at landmarks, Gray's
// test. Refuses strata with fewer than k with the event or without it. How many had the competing event is a question of its own, with rules of its own:
// beside both of them no more can be worked out than beside each.
import type { CompetingCounts } from '@longview/outcomes';
import { aalenJohansen, anyCause, grayTerms, grayTest, incidenceAt } from '@longview/outcomes';
import type { Rules } from '../context.ts';
import type { Figures } from './figures.ts';
import { type EventCounts, landmarksOf, total } from './landmarks.ts';
import {
  checkUnits,
  type ClearedTest,
  type ClearingStratum,
  landmarksTold,
  seen,
  tellStrata,
  testOf,
} from './stratum.ts';

export interface IncidenceClearing {
  readonly measure: 'incidence';
  /** Two causes: what is asked for, and what competes with it; `having` speaks of the first. */
  readonly strata: readonly ClearingStratum<CompetingCounts>[];
}

export interface ClearedIncidence {
  readonly measure: 'incidence';
  readonly strata: readonly {
    readonly label: string;
    readonly n: number;
    readonly events: number;
    readonly at: readonly {
      readonly day: number;
      readonly incidence: number;
      readonly lower?: number;
      readonly upper?: number;
    }[];
  }[];
  readonly gray?: ClearedTest;
}

export function clearIncidence(
  { strata }: IncidenceClearing,
  figures: Figures,
  { k, own, rules }: { readonly k: number; readonly own?: Uint8Array | undefined; readonly rules: Rules },
): ClearedIncidence | undefined {
  checkUnits(strata, askedFor, own);
  if (!tellStrata(strata, figures, { k, rules, eventsOf: askedFor })) return undefined;
  const test =
    strata.length > 1
      ? testOf(
          grayTest(
            grayTerms(
              strata.map(({ counts }) => counts),
              1,
            ),
          ),
        )
      : undefined;
  return {
    measure: 'incidence',
    strata: strata.map((stratum) => {
      const curves = aalenJohansen(stratum.counts);
      const days = landmarksOf(seen(stratum, rules).map(ofOneEvent), k, rules);
      return {
        label: stratum.label,
        n: stratum.counts.size,
        events: total(askedFor(stratum.counts)),
        at: landmarksTold(stratum, days, figures).map((day) => {
          const { incidence = NaN, lower, upper } = incidenceAt(curves, 1, day) ?? {};
          return {
            day,
            incidence,
            ...(lower !== undefined && { lower }),
            ...(upper !== undefined && { upper }),
          };
        }),
      };
    }),
    ...(test && { gray: test }),
  };
}

const askedFor = ({ causes }: CompetingCounts): Uint32Array => causes[0] ?? new Uint32Array(0);

/** Who had the competing event is no longer at risk, as who was censored is not. */
function ofOneEvent(counts: CompetingCounts): EventCounts {
  const [events, any] = [askedFor(counts), anyCause(counts)];
  return {
    ...any,
    events,
    censored: any.censored.map((count, day) => count + (any.events[day] ?? 0) - (events[day] ?? 0)),
  };
}
