// In: a frame, the question of an answer that was told protected, and that answer. Out: its exact scalars as disclosure control clears them, and the sets
// that they speak of. Refuses what is neither curve, incidence nor share, and patients other than those of the answer: the difference would be a few.
import { bitmap, filter, type Frame, MISSING, type Selection, keepWhere, type Where } from '@longview/cohort';
import {
  type ClearedBefore,
  type ClearedScalars,
  type ClearingRequest,
  clearScalars,
  type DisclosureRefusal,
  type IncidenceAnswer,
  mergesOf,
  type ProportionAnswer,
  type SurvivalAnswer,
} from '@longview/disclosure';
import { canonicalJson, err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import { RISK } from './permit-answers.ts';
import {
  columnIn,
  type CompetingEvent,
  FIELD_OF_BY,
  INCIDENCES,
  type Measure,
  type SurvivalColumn,
} from './question.ts';
import type { PermitFrame } from './frames.ts';
import { competingCounts, everybodyCounted, indexOf, marked, type Stratum, strataOf } from './strata.ts';

export interface Draft {
  /** Canonical JSON of ClearedScalars. */
  readonly text: string;
  readonly sets: readonly Uint8Array[];
}

type Clearable = Extract<Measure, { readonly name: 'survival' | 'cumulativeIncidence' | 'share' }>;
type Told = (SurvivalAnswer | IncidenceAnswer | ProportionAnswer) & { readonly merged?: string };

const NOT_CLEARABLE = refusal(
  'NOT_CLEARABLE' as const,
  'Exact scalars are cleared of curves, incidences and shares (`survival`, `cumulativeIncidence`, `share`); of this answer there are none.',
  'answer',
);

/** What the counts of an answer are of, whoever is counted. */
function figureOf(measure: Measure): string {
  if (measure.name === 'survival') return `survival ${columnIn(measure)}`;
  if (measure.name === 'share') return `share ${measure.arguments.endpoint}`;
  return measure.name === 'cumulativeIncidence' ? `incidence ${measure.arguments.event}` : measure.name;
}

export interface ClearedAnswer {
  /** Its question, and what it said, as canonical JSON. */
  readonly asked: string;
  readonly draft: string;
  /** Who is counted in each stratum, then who of them had the event or had it not. */
  readonly sets: readonly Uint8Array[];
}

/** @param before everything that was cleared to the permit. */
export function draftScalars(
  { frame, own }: PermitFrame,
  told: { readonly asked: string | null; readonly answer: string; readonly sets: readonly Uint8Array[] },
  before: readonly ClearedAnswer[],
): Result<Draft, Refusal<'NOT_CLEARABLE'> | DisclosureRefusal> {
  const asked = told.asked === null ? undefined : (JSON.parse(told.asked) as { where: Where; measure: Measure });
  const measure = asked && clearable(asked.measure);
  if (!asked || !measure) return err(NOT_CLEARABLE);
  const { by } = measure.arguments;
  const answer = JSON.parse(told.answer) as Told;
  const merge =
    answer.merged === undefined || !by
      ? undefined
      : mergesOf(FIELD_OF_BY[by]).find(({ name }) => name === answer.merged);
  // Not the one that is named `other`: it is made of strata that were too small.
  const named = new Set(
    answer.strata.flatMap((stratum) => ('of' in stratum && Array.isArray(stratum.of) ? [] : [stratum.label])),
  );
  const strata = strataOf(
    indexOf(filter(frame, asked.where), measure),
    { by, column: columnIn(measure) },
    own,
    merge?.of,
  )
    .map(everybodyCounted)
    .filter(({ label }) => named.has(label));
  const same = strata.every(({ patients }) => told.sets.some((set) => equalSets(set, patients)));
  if (strata.length !== named.size || !same) return err(RISK);
  const result = clearScalars(requestOf(frame, strata, measure, own), {
    audience: 'permit',
    cleared: before.map(clearedBefore),
    ...(own && { own }),
  });
  if (!result.ok) return err(RISK);
  return ok({
    text: canonicalJson(result.value.scalars.value satisfies ClearedScalars),
    sets: [...result.value.patients, ...result.value.having],
  });
}

function clearedBefore({ asked, draft, sets }: ClearedAnswer): ClearedBefore {
  const strata = (JSON.parse(draft) as ClearedScalars).strata.length;
  return {
    figure: figureOf((JSON.parse(asked) as { readonly measure: Measure }).measure),
    patients: sets.slice(0, strata),
    having: sets.slice(strata),
  };
}

const clearable = (measure: Measure): Clearable | undefined =>
  measure.name === 'survival' || measure.name === 'cumulativeIncidence' || measure.name === 'share'
    ? measure
    : undefined;

function requestOf(
  frame: Frame,
  strata: readonly Stratum[],
  measure: Clearable,
  own: Uint8Array | undefined,
): ClearingRequest {
  const figure = figureOf(measure);
  switch (measure.name) {
    case 'survival': {
      const [column, { interval }] = [columnIn(measure), measure.arguments];
      return {
        measure: 'survival',
        figure,
        limits: interval === 'LOG' ? 'log' : 'logLog',
        strata: strata.map((stratum) => ({
          label: stratum.label,
          patients: stratum.patients,
          counts: stratum.counts,
          ...(stratum.foreign && { foreign: stratum.foreign }),
          having: (day) => bitmap(died(stratum, column, day)),
        })),
        ...(strata.length === 2 && { subjects: subjectsOf(frame, strata, column) }),
      };
    }
    case 'cumulativeIncidence': {
      const { event } = measure.arguments;
      return {
        measure: 'incidence',
        figure,
        strata: strata.map((stratum) => ({
          label: stratum.label,
          patients: stratum.patients,
          ...competingCounts(stratum, event, own),
          having: (day) => bitmap(struck(stratum, event, day)),
        })),
      };
    }
    case 'share':
      return {
        measure: 'share',
        figure,
        strata: strata.map((stratum) => ({
          label: stratum.label,
          of: stratum.patients,
          count: bitmap(marked(stratum, measure.arguments.endpoint)),
        })),
      };
  }
}

/** Those with the event of a curve up to that day. */
function died({ all }: Stratum, column: SurvivalColumn, by: number): Selection {
  const { days, events } = all.frame.endpoints[column];
  return keepWhere(all, (row) => days[row] !== MISSING && events[row] === 1 && (days[row] as number) <= by);
}

/** Those whom that of both competing events struck up to that day. */
function struck({ all }: Stratum, event: CompetingEvent, by: number): Selection {
  const { column, cause } = INCIDENCES[event];
  const { days, events } = all.frame.endpoints[column];
  return keepWhere(all, (row) => days[row] !== MISSING && events[row] === cause && (days[row] as number) <= by);
}

/** The rows of both strata one after the other; who has no value is censored on day 0, as in the answer. */
function subjectsOf(frame: Frame, strata: readonly Stratum[], column: SurvivalColumn) {
  const { days, events } = frame.endpoints[column];
  const rows = strata.flatMap(({ all }: { readonly all: Selection }, group) =>
    Array.from(all.rows, (row) => [row, group] as const),
  );
  const known = (row: number): boolean => days[row] !== MISSING;
  return {
    days: Int32Array.from(rows, ([row]) => (known(row) ? (days[row] as number) : 0)),
    events: Uint8Array.from(rows, ([row]) => (known(row) ? (events[row] as number) : 0)),
    covariates: [Float64Array.from(rows, ([, group]) => group)],
  };
}

/** Of one numbering; the longer one has nobody where the other ends. */
function equalSets(left: Uint8Array, right: Uint8Array): boolean {
  for (let at = 0; at < Math.max(left.length, right.length); at++)
    if ((left[at] ?? 0) !== (right[at] ?? 0)) return false;
  return true;
}
