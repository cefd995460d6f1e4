// In: a selection and a measure. Out: what disclosure control is asked to release, as asked and then coarser and coarser: groupings that are
// defined once for all, so that none is made to suit one answer.
import { bitmap, indexCourses, type Selection } from '@longview/cohort';
import { keepsDistance, type Level, mergesOf, type ReleaseRequest } from '@longview/disclosure';
import { endpointIn, FIELD_OF_BY, type Measure } from './question.ts';
import { competingCounts, everybodyCounted, marked, type Stratum, strataOf } from './strata.ts';

export function* levelsOf(
  selection: Selection,
  measure: Measure,
  { own, k }: { readonly own?: Uint8Array | undefined; readonly k: number },
): Iterable<Level> {
  if (measure.name === 'size') {
    yield { request: { measure: 'size', ...sizeOf(selection, own, k) } };
    return;
  }
  if (measure.name === 'courses' || measure.name === 'record') throw new Error('rows are no protected answer');
  const index = indexCourses(selection);
  const { by } = measure.arguments;
  const level = (merge?: ReturnType<typeof mergesOf>[number]): Level => ({
    ...(merge && { merged: merge.name }),
    request: requestOf(
      measure,
      // Every measure speaks of the same patients, whichever endpoint is known of them.
      strataOf(index, { endpoint: endpointIn(measure), by: by ?? null }, own, merge?.of).map(everybodyCounted),
      own,
    ),
  });
  yield level();
  for (const merge of by ? mergesOf(FIELD_OF_BY[by]) : []) yield level(merge);
}

function requestOf(
  measure: Exclude<Measure, { readonly name: 'size' | 'courses' | 'record' }>,
  strata: readonly Stratum[],
  own: Uint8Array | undefined,
): ReleaseRequest {
  switch (measure.name) {
    case 'survival':
      return {
        measure: 'survival',
        limits: measure.arguments.interval === 'LOG' ? 'log' : 'logLog',
        strata,
        compare: measure.arguments.by != null,
      };
    case 'baseline':
      return { measure: 'table', cells: strata.map(({ label, patients }) => ({ label, patients })) };
    case 'share':
      return {
        measure: 'proportion',
        strata: strata.map((stratum) => ({
          label: stratum.label,
          of: stratum.patients,
          count: bitmap(marked(stratum, measure.arguments.endpoint)),
        })),
      };
    case 'cumulativeIncidence':
      return {
        measure: 'incidence',
        strata: strata.map((stratum) => ({
          label: stratum.label,
          patients: stratum.patients,
          ...competingCounts(stratum, measure.arguments.event, own),
        })),
      };
  }
}

/**
 * Between everybody selected and those of them who were infused lie those who were not. Where they are few, they are a small cell: the size is
 * then told of those infused, of whom the curves speak as well, whichever of the two is asked first.
 */
function sizeOf(selection: Selection, own: Uint8Array | undefined, k: number) {
  const [all, infused] = [bitmap(selection), bitmap(indexCourses(selection))];
  const apart = keepsDistance(all, [infused], k) && (own === undefined || keepsDistance(all, [infused], k, own));
  return apart ? { set: all } : { set: infused, of: 'infused' as const };
}
