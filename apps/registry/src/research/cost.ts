// In: the arguments of a cohort question and what it asks for. Out: what it can touch at the most. The size of the population is not part of
// it: a pass is one look at all of it, whoever asks and however large it is.
import type { AskedField, Cost } from '../graphql/cost.ts';
import { type Measure, measuresOf, ROWS } from './question.ts';
import { MOST_VERSIONS } from './record-versions.ts';

/** More strata than any list of products, diseases, years, age bands or centres has today. */
const MOST_STRATA = 64;
/** A protected table has a row for each 30 days, and no course is followed for longer than 20,000. */
const MOST_POINTS = 670;

const QUANTILES = 6;
/** Newton's method settles within about so many. */
const ROUNDS = 8;

export function cohortCost(_values: unknown, field: AskedField): Cost {
  const measures = measuresOf(field);
  const computed = measures.filter(({ name }) => !ROWS.has(name)).length;
  return {
    rows: measures.reduce((sum, measure) => sum + rowsOf(measure), 0),
    // The rows once, and each measure once over the frame made of them; a model is fitted in a few rounds.
    passes:
      computed === 0 ? 0 : 1 + computed + (ROUNDS - 1) * measures.filter(({ name }) => name === 'hazardRatios').length,
    cells: measures.reduce((sum, measure) => sum + cellsOf(measure), 0),
  };
}

/** One course more than asked for is read, to know whether a page follows. */
function rowsOf(measure: Measure): number {
  if (measure.name === 'record') return MOST_VERSIONS;
  if (measure.name !== 'courses') return 0;
  const { first, records } = measure.arguments;
  return (Math.max(0, first) + 1) * (1 + Math.max(0, records));
}

function cellsOf(measure: Measure): number {
  if (measure.name === 'courses' || measure.name === 'record') return 0;
  if (measure.name === 'size') return 1;
  if (measure.name === 'baseline') return MOST_STRATA;
  if (measure.name === 'share') return measure.arguments.by == null ? 1 : MOST_STRATA;
  if (measure.name === 'hazardRatios') return MOST_STRATA;
  const strata = measure.arguments.by == null ? 1 : MOST_STRATA;
  return measure.name === 'distribution' ? strata * QUANTILES : strata * MOST_POINTS;
}
