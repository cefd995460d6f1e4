// In: marrow, blood and other sites of B-cell acute lymphoblastic leukaemia. Out: the response. A molecular relapse is none.
import { evaluated, type Graded, notEvaluable, type Rule } from './graded.ts';
import { above, allOf, atLeast, below, type Measure } from './measure.ts';

/** Counts as in the NCCN guideline's and the ELIANA trial's definitions (Maude et al., N Engl J Med 2018;378:439). */
export const B_ALL: Rule = { id: 'b-all-response', version: 1 };

export type BAllResponse = 'CR' | 'CRh' | 'CRi' | 'MLFS' | 'noResponse' | 'relapse';

export interface BAllFindings {
  /** Blasts in the marrow, %. */
  readonly marrowBlasts?: Measure;
  readonly circulatingBlasts?: boolean;
  readonly extramedullary?: boolean;
  /** 10*9/L. */
  readonly neutrophils?: Measure;
  readonly platelets?: Measure;
  readonly transfused?: boolean;
  /** A remission was reached before: then its loss is a relapse. */
  readonly afterRemission?: boolean;
}

export function gradeBAll(findings: BAllFindings): Graded<BAllResponse> {
  const { marrowBlasts, circulatingBlasts, extramedullary, neutrophils, platelets, transfused } = findings;
  const cleared = below(marrowBlasts, 5);
  const leukaemic = circulatingBlasts === true || extramedullary === true || cleared === false;
  if (leukaemic)
    return evaluated(B_ALL, findings.afterRemission === true ? 'relapse' : 'noResponse', ['blasts or another site']);
  const known = allOf(
    cleared,
    circulatingBlasts === undefined ? undefined : true,
    extramedullary === undefined ? undefined : true,
  );
  if (known === undefined)
    return notEvaluable(
      B_ALL,
      Object.entries({ marrowBlasts: cleared, circulatingBlasts, extramedullary }).flatMap(([name, value]) =>
        value === undefined ? [name] : [],
      ),
    );
  const [neutrophils1, platelets100] = [atLeast(neutrophils, 1), atLeast(platelets, 100)];
  const free = transfused === undefined ? undefined : !transfused;
  const complete = allOf(neutrophils1, platelets100, free);
  if (complete === undefined)
    return notEvaluable(
      B_ALL,
      Object.entries({ neutrophils: neutrophils1, platelets: platelets100, transfused }).flatMap(([name, value]) =>
        value === undefined ? [name] : [],
      ),
      'MLFS',
    );
  if (complete) return evaluated(B_ALL, 'CR', ['no leukaemia, counts recovered']);
  if (above(neutrophils, 0.5) === true && above(platelets, 50) === true && free === true)
    return evaluated(B_ALL, 'CRh', ['no leukaemia, counts partly recovered']);
  const one = neutrophils1 === true || (platelets100 === true && free === true);
  return one
    ? evaluated(B_ALL, 'CRi', ['no leukaemia, one count recovered'])
    : evaluated(B_ALL, 'MLFS', ['no leukaemia, no count recovered']);
}
