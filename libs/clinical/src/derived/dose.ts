// In: the infusions of a course, the weight and the product. Out: the dose a kilogram, and where it lies against the label.
import { evaluated, type Graded, notEvaluable, type Rule } from '@longview/grading';
import { type CourseView, dayOf, dayZero, exactly, infusions, ofType } from '../course-view.ts';
import { type DoseRange, listedProduct, PRODUCT_LIST_VERSION } from '../reference/product-list.ts';
import { agreed } from './on-label.ts';

export const DOSE_PER_KG: Rule = { id: 'dose-per-kg', version: 1 };
export const DOSE_PER_LABEL: Rule = { id: `dose-per-label-${PRODUCT_LIST_VERSION}`, version: 1 };

/** All doses of the course together, 10*6 cells; a further course and a boost are not among them. */
export function totalDose(course: CourseView): number | undefined {
  const doses = infusions(course)
    .filter(({ record }) => !['boost', 'newCourse'].includes(String(record.record['infusionType'])))
    .map(({ record }) => exactly(record, 'totalCarPositiveViableTCells'));
  if (doses.length === 0 || doses.includes(undefined)) return undefined;
  return (doses as number[]).reduce((sum, dose) => sum + dose, 0);
}

/** kg: at infusion, else the last one before it. */
export function weightAtInfusion(course: CourseView): number | undefined {
  for (const { record } of infusions(course)) {
    const weight = exactly(record, 'weight');
    if (weight !== undefined) return weight;
  }
  const zero = dayZero(course);
  if (zero === undefined) return undefined;
  return ofType(course, 'BaselineAssessment')
    .flatMap((record) => {
      const [day, weight] = [dayOf(record, 'assessmentDate'), exactly(record, 'weight')];
      return day !== undefined && day <= zero && weight !== undefined ? [{ day, weight }] : [];
    })
    .toSorted((left, right) => right.day - left.day)[0]?.weight;
}

export function dosePerKg(course: CourseView): Graded<number> {
  const [dose, weight] = [totalDose(course), weightAtInfusion(course)];
  const missing = [
    ...(dose === undefined ? ['totalCarPositiveViableTCells'] : []),
    ...(weight === undefined ? ['weight'] : []),
  ];
  if (dose === undefined || weight === undefined) return notEvaluable(DOSE_PER_KG, missing);
  return evaluated(DOSE_PER_KG, dose / weight, [`${dose} over ${weight} kg`]);
}

export type AgainstLabel = 'within' | 'below' | 'above';

export function dosePerLabel(course: CourseView): Graded<AgainstLabel> {
  const code = agreed(course, 'Product', 'productCode');
  const product = listedProduct(code);
  if (!product) return notEvaluable(DOSE_PER_LABEL, ['a product of the list']);
  const disease = agreed(course, 'Diagnosis', 'primaryDisease');
  if (disease === undefined) return notEvaluable(DOSE_PER_LABEL, ['primaryDisease']);
  const dose = totalDose(course);
  if (dose === undefined) return notEvaluable(DOSE_PER_LABEL, ['totalCarPositiveViableTCells']);
  const weight = weightAtInfusion(course);
  const candidates = product.doses.filter(({ diseases }) => diseases.includes(disease));
  const needsWeight = candidates.some(
    ({ perKg, maxWeight, overWeight }) => perKg ?? maxWeight ?? overWeight ?? undefined,
  );
  if (needsWeight && weight === undefined) return notEvaluable(DOSE_PER_LABEL, ['weight']);
  const labelled = candidates.find(
    ({ maxWeight, overWeight }) => (weight ?? 0) <= (maxWeight ?? Infinity) && (weight ?? Infinity) > (overWeight ?? 0),
  );
  if (!labelled) return notEvaluable(DOSE_PER_LABEL, ['a labelled dose']);
  if (!labelled.confirmed) return notEvaluable(DOSE_PER_LABEL, ['a confirmed dose']);
  const sides = [
    side(dose, labelled.total),
    ...(labelled.perKg && weight !== undefined ? [side(dose / weight, labelled.perKg)] : []),
  ];
  if (sides.includes('above')) return evaluated(DOSE_PER_LABEL, 'above', ['more than the labelled dose']);
  if (sides.includes('below')) return evaluated(DOSE_PER_LABEL, 'below', ['less than the labelled dose']);
  return sides.includes('open')
    ? notEvaluable(DOSE_PER_LABEL, ['the lower limit of the label'])
    : evaluated(DOSE_PER_LABEL, 'within', ['within the labelled dose']);
}

/** Cells are counted to a few per cent: a dose is not above what it is meant to be for that. */
const COUNTING = 0.05;

function side(dose: number, range: DoseRange | undefined): AgainstLabel | 'open' {
  if (!range) return 'within';
  const most = range.max ?? (range.target === undefined ? undefined : range.target * (1 + COUNTING));
  if (most !== undefined && dose > most * (1 + 1e-9)) return 'above';
  if (range.min !== undefined) return dose < range.min * (1 - 1e-9) ? 'below' : 'within';
  // Of a target without a range it is not known how far below one may be.
  return range.target === undefined || dose >= range.target * (1 - COUNTING) ? 'within' : 'open';
}
