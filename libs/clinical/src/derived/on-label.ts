// In: product, disease, earlier lines, age and intervals. Out: whether the treatment was within an indication of the product list as it stood then.
// An indication that is not confirmed settles nothing: it leaves the answer open.
import { dateInterval } from '@longview/foundation';
import { evaluated, type Graded, notEvaluable, type Rule } from '@longview/grading';
import { type CourseView, dayZero, firstDay, ofType, textOf } from '../course-view.ts';
import type { DrugClass } from '../reference/drug-classes.ts';
import { type Indication, listedProduct, PRODUCT_LIST_VERSION } from '../reference/product-list.ts';
import { classExposure, numberOfPriorLines } from './prior-lines.ts';

export const ON_LABEL: Rule = { id: `on-label-${PRODUCT_LIST_VERSION}`, version: 1 };

/** What is one in every record of its kind; two that differ settle nothing. */
export function agreed(course: CourseView, type: 'Product' | 'Diagnosis', field: string): string | undefined {
  const values = new Set(ofType(course, type).flatMap((record) => textOf(record, field) ?? []));
  return values.size === 1 ? [...values][0] : undefined;
}

export function onLabel(course: CourseView): Graded<boolean> {
  const code = agreed(course, 'Product', 'productCode');
  if (code === undefined) return notEvaluable(ON_LABEL, ['productCode']);
  const product = listedProduct(code);
  if (!product) return notEvaluable(ON_LABEL, ['a product of the list']);
  if (product.hospitalExemption) return notEvaluable(ON_LABEL, ['a marketing authorisation']);
  const disease = agreed(course, 'Diagnosis', 'primaryDisease');
  if (disease === undefined) return notEvaluable(ON_LABEL, ['primaryDisease']);
  const of = product.indications.filter(({ diseases }) => diseases.includes(disease));
  const missing = new Set<string>();
  let open = false;
  for (const indication of of) {
    const met = meets(course, indication, missing);
    // What is not confirmed cannot tell that the label is not met, either.
    if (!indication.confirmed) {
      open = true;
      missing.add('the wording of the indication');
      continue;
    }
    if (met === true) return evaluated(ON_LABEL, true, [indication.detail ?? disease]);
    if (met !== false) open = true;
  }
  return open
    ? notEvaluable(ON_LABEL, [...missing])
    : evaluated(ON_LABEL, false, [of.length === 0 ? `no indication in ${disease}` : 'no indication is met']);
}

/** Undefined when a condition cannot be told; what is missing is added to the names. */
function meets(course: CourseView, indication: Indication, missing: Set<string>): boolean | undefined {
  const conditions: (boolean | undefined)[] = [];
  const want = (name: string, met: boolean | undefined): void => {
    conditions.push(met);
    if (met === undefined) missing.add(name);
  };
  const treated = dayZero(course) ?? firstDay(course, 'EligibilityDecision', 'decisionDate');
  if (indication.from !== undefined) {
    const from = dateInterval(indication.from);
    want(
      'infusionDate',
      treated === undefined || !from ? undefined : treated > from[1] ? true : treated < from[0] ? false : undefined,
    );
  }
  const { age } = course;
  if (indication.minAge !== undefined) want('age', age === undefined ? undefined : age >= indication.minAge);
  if (indication.maxAge !== undefined) want('age', age === undefined ? undefined : age < indication.maxAge + 1);
  const lines = numberOfPriorLines(course);
  const count = lines.evaluable ? lines.value : undefined;
  if (indication.minLines !== undefined)
    want('PriorTherapyLine', count === undefined ? undefined : count >= indication.minLines);
  if (indication.maxLines !== undefined)
    want('PriorTherapyLine', count === undefined ? undefined : count <= indication.maxLines);
  if (indication.refractoriness) {
    const state = agreed(course, 'Diagnosis', 'lymphomaRefractoriness');
    want('lymphomaRefractoriness', state === undefined ? undefined : indication.refractoriness.includes(state));
  }
  if (indication.exposure || indication.refractoryTo) {
    const classes = classExposure(course);
    for (const wanted of indication.exposure ?? [])
      want('drugs', classes.evaluable ? classes.value.exposed.includes(wanted as DrugClass) : undefined);
    if (indication.refractoryTo?.includes('lenalidomide') === true)
      want(
        'refractory',
        classes.evaluable
          ? classes.value.lenalidomideRefractory || (classes.partial === true ? undefined : false)
          : undefined,
      );
  }
  if (indication.states) want('whether the disease is refractory or in which relapse', undefined);
  if (indication.progressedOnLast === true) {
    const status = agreed(course, 'Diagnosis', 'statusAtInfusion');
    // Bridging may have brought a remission: only what is still progressing tells.
    want(
      'progression on the last line',
      status === 'PD' || status === 'refractory' || status === 'relapseUntreated' ? true : undefined,
    );
  }
  if (conditions.includes(false)) return false;
  return conditions.includes(undefined) ? undefined : true;
}
