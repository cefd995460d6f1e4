// In: a frame, the question of an answer that was told protected, and that answer. Out: its exact scalars as disclosure control clears them, and the sets
// that they speak of. Refuses what is no curve, and patients other than those of the answer: the difference would be a few.
import { filter, type Frame, MISSING, type Selection, type Where } from '@longview/cohort';
import {
  type ClearedScalars,
  clearScalars,
  type DisclosureRefusal,
  mergesOf,
  type SurvivalAnswer,
} from '@longview/disclosure';
import { canonicalJson, err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import { RISK } from './permit-answers.ts';
import { columnIn, FIELD_OF_BY, type Measure, type SurvivalColumn } from './question.ts';
import type { PermitFrame } from './frames.ts';
import { everybodyCounted, indexOf, type Stratum, strataOf } from './strata.ts';

export interface Draft {
  /** Canonical JSON of ClearedScalars. */
  readonly text: string;
  readonly sets: readonly Uint8Array[];
}

export const NO_CURVE = refusal(
  'NOT_CLEARABLE' as const,
  'Exact scalars are cleared of curves (`survival`) alone; of this answer there are none.',
  'answer',
);

/** @param cleared sets of everything that was cleared to the permit. */
export function draftScalars(
  { frame, own }: PermitFrame,
  told: { readonly asked: string | null; readonly answer: string; readonly sets: readonly Uint8Array[] },
  cleared: readonly Uint8Array[],
): Result<Draft, Refusal<'NOT_CLEARABLE'> | DisclosureRefusal> {
  const asked = told.asked === null ? undefined : (JSON.parse(told.asked) as { where: Where; measure: Measure });
  const answer = JSON.parse(told.answer) as SurvivalAnswer & { readonly merged?: string };
  if (asked?.measure.name !== 'survival' || answer.measure !== 'survival') return err(NO_CURVE);
  const question = asked.measure.arguments;
  const merge =
    answer.merged === undefined || !question.by
      ? undefined
      : mergesOf(FIELD_OF_BY[question.by]).find(({ name }) => name === answer.merged);
  const named = new Set(answer.strata.flatMap(({ label, of }) => (of === undefined ? [label] : [])));
  const strata = strataOf(
    indexOf(filter(frame, asked.where), asked.measure),
    { by: question.by, column: columnIn(asked.measure) },
    own,
    merge?.of,
  )
    .map(everybodyCounted)
    .filter(({ label }) => named.has(label));
  const same = strata.every(({ patients }) => told.sets.some((set) => equalSets(set, patients)));
  if (strata.length !== named.size || !same) return err(RISK);
  const result = clearScalars(
    {
      limits: question.interval === 'LOG' ? 'log' : 'logLog',
      strata: strata.map(({ label, patients, counts, foreign }) => ({
        label,
        patients,
        counts,
        ...(foreign && { foreign }),
      })),
      ...(strata.length === 2 && { subjects: subjectsOf(frame, strata, columnIn(asked.measure)) }),
    },
    { audience: 'permit', cleared, ...(own && { own }) },
  );
  if (!result.ok) return err(RISK);
  return ok({
    text: canonicalJson(result.value.value satisfies ClearedScalars),
    sets: strata.map(({ patients }) => patients),
  });
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
