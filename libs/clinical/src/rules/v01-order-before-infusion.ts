// V01, clinical reference 1.23: what comes before infusion comes in its order, as pairs that must hold.
// A partial date offends only when no reading of it fits. Collection before the decision, a line before a transformation, and cells of a donor are
// lawful and no pair.
import { type CourseView, ofType, textOf, when } from '../course-view.ts';
import type { RecordTypeName } from '../record-types.ts';
import { rule, type Rule } from './rule.ts';

type Pair = readonly [RecordTypeName, string, RecordTypeName, string];

/** The first is not after the earliest of the second. */
const PAIRS: readonly Pair[] = [
  ['Diagnosis', 'diagnosisDate', 'PriorTherapyLine', 'startDate'],
  ['Diagnosis', 'diagnosisDate', 'Infusion', 'infusionDate'],
  ['PriorTherapyLine', 'startDate', 'Infusion', 'infusionDate'],
  ['Referral', 'referralDate', 'EligibilityDecision', 'decisionDate'],
  ['EligibilityDecision', 'referralDate', 'EligibilityDecision', 'decisionDate'],
  ['EligibilityDecision', 'decisionDate', 'Infusion', 'infusionDate'],
  ['EligibilityDecision', 'reimbursementRequestDate', 'EligibilityDecision', 'reimbursementDecisionDate'],
  ['Apheresis', 'apheresisDate', 'Infusion', 'infusionDate'],
  ['Apheresis', 'apheresisDate', 'Apheresis', 'shippedDate'],
  ['Product', 'manufacturingStartDate', 'Product', 'releaseDate'],
  ['Product', 'releaseDate', 'Product', 'receivedDate'],
  ['Product', 'receivedDate', 'Infusion', 'infusionDate'],
];

/** The last day that the earliest of these dates may mean. */
function latest(course: CourseView, type: RecordTypeName, field: string): number | undefined {
  const days = ofType(course, type).flatMap((record) => when(record, field)?.[1] ?? []);
  return days.length > 0 ? Math.min(...days) : undefined;
}

export const orderBeforeInfusion: Rule = rule({
  id: 'V01',
  about: [
    'Diagnosis.diagnosisDate',
    'PriorTherapyLine.startDate',
    'Referral.referralDate',
    'EligibilityDecision.referralDate',
    'EligibilityDecision.decisionDate',
    'EligibilityDecision.reimbursementRequestDate',
    'Apheresis.apheresisDate',
    'Product.manufacturingStartDate',
    'Product.releaseDate',
    'Product.receivedDate',
  ],
  statement:
    'Diagnosis, lines, referral, decision, apheresis, manufacturing, release, receipt and infusion are in their order.',
  wordings: {
    after: {
      message: {
        en: '{item} lies after {other}',
        nl: '{item} ligt na {other}',
        fr: '{item} est postérieur à {other}',
        de: '{item} liegt nach {other}',
      },
      mend: {
        en: 'Check both dates: one of them is likely mistyped.',
        nl: 'Controleer beide datums: een ervan is waarschijnlijk verkeerd getypt.',
        fr: 'Vérifiez les deux dates : l’une d’elles est sans doute mal saisie.',
        de: 'Prüfen Sie beide Daten: eines ist wahrscheinlich vertippt.',
      },
    },
  },
  check(course, ask) {
    return PAIRS.flatMap(([type, field, other, otherField]) => {
      const last = latest(course, other, otherField);
      if (!last) return [];
      return ofType(course, type)
        .filter(
          (record) =>
            !(
              field === 'diagnosisDate' &&
              other === 'PriorTherapyLine' &&
              textOf(record, 'transformedFromIndolent') === 'yes'
            ),
        )
        .flatMap((record) => {
          const day = when(record, field);
          return day && day[0] > last ? [ask(record, field, 'after', { other: `${other}.${otherField}` })] : [];
        });
    });
  },
});
