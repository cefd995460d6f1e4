// In: a selection and a measure. Out: what disclosure control is asked to release, as asked and then coarser and coarser: groupings that are
// defined once for all, so that none is made to suit one answer.
import { bitmap, indexCourses, type Selection } from '@longview/cohort';
import {
  type DistributionStratum,
  keepsDistance,
  type Level,
  mergesOf,
  type ReleaseRequest,
} from '@longview/disclosure';
import { modelOf } from './hazard-ratios.ts';
import { columnIn, DISTRIBUTIONS, type DistributionOf, FIELD_OF_BY, type Measure } from './question.ts';
import {
  amountsOf,
  competingCounts,
  everybodyCounted,
  foreignSize,
  indexOf,
  marked,
  type Stratum,
  strataOf,
} from './strata.ts';

export function* levelsOf(
  selection: Selection,
  measure: Measure,
  { own, k }: { readonly own?: Uint8Array | undefined; readonly k: number },
): Iterable<Level> {
  if (measure.name === 'size') {
    yield sizeOf(selection, own, k);
    return;
  }
  if (measure.name === 'courses' || measure.name === 'record') throw new Error('rows are no protected answer');
  const index = indexOf(selection, measure);
  const { by } = measure.arguments;
  const level = (merge?: ReturnType<typeof mergesOf>[number]): Level[] => {
    const request = requestOf(
      measure,
      // Every measure speaks of the same patients, whichever endpoint is known of them.
      strataOf(index, { column: columnIn(measure), by }, own, merge?.of).map(everybodyCounted),
      { own, k },
    );
    return request === undefined ? [] : [{ ...(merge && { merged: merge.name }), request }];
  };
  yield* level();
  for (const merge of by ? mergesOf(FIELD_OF_BY[by]) : []) yield* level(merge);
}

function requestOf(
  measure: Exclude<Measure, { readonly name: 'size' | 'courses' | 'record' }>,
  strata: readonly Stratum[],
  { own, k }: { readonly own: Uint8Array | undefined; readonly k: number },
): ReleaseRequest | undefined {
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
        compare: measure.arguments.by != null,
      };
    case 'distribution': {
      const { of } = measure.arguments;
      return {
        measure: 'distribution',
        grid: DISTRIBUTIONS[of].grid,
        strata: strata.map((stratum) => valued(stratum, of, own, k)),
      };
    }
    case 'hazardRatios':
      return modelOf(strata, columnIn(measure), own);
  }
}

/**
 * Of whom no value is known are left out where they are many. A few of them stay among the patients, else two answers would differ by those few; so do
 * many of whom the asker could tell all but a few.
 */
function valued(stratum: Stratum, of: DistributionOf, own: Uint8Array | undefined, k: number): DistributionStratum {
  const { values, foreign, known } = amountsOf(stratum, of, own);
  const without = stratum.all.rows.length - values.length;
  const foreignWithout = foreign === undefined ? without : foreignSize(stratum, own) - foreign.length;
  const few = (count: number): boolean => count > 0 && count < k;
  const kept = few(without) || few(foreignWithout);
  return {
    label: stratum.label,
    patients: kept ? stratum.patients : bitmap(known),
    values,
    ...(foreign && { foreign }),
    ...(kept && { unknown: without, foreignUnknown: foreignWithout }),
  };
}

/**
 * Between everybody selected and those of them who were infused lie those who were not. Where they are few, they are a small cell: the size is
 * then told of those infused, of whom the curves speak as well, whichever of the two is asked first.
 */
function sizeOf(selection: Selection, own: Uint8Array | undefined, k: number): Level {
  const [all, infused] = [bitmap(selection), bitmap(indexCourses(selection))];
  const apart = keepsDistance(all, [infused], k) && (own === undefined || keepsDistance(all, [infused], k, own));
  if (!apart) return { request: { measure: 'size', set: infused, of: 'infused' }, selected: all };
  const nobody = all.every((byte, at) => byte === infused[at]);
  return { request: { measure: 'size', set: all }, ...(nobody && { selected: all }) };
}
