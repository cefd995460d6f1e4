// V01, clinical reference 1.23: diagnosis, decision, apheresis, receipt and infusion follow each other, as pairs that must hold.
// A partial date offends only when no reading of it fits.
import { ask, dayZero, ofType, type Rule, when } from './rule.ts';

const BEFORE = [
  ['Diagnosis', 'diagnosisDate', 'the diagnosis'],
  ['EligibilityDecision', 'decisionDate', 'the decision to treat'],
  ['Apheresis', 'apheresisDate', 'the apheresis'],
  ['Product', 'receivedDate', 'the receipt of the product'],
] as const;

export const orderBeforeInfusion: Rule = {
  id: 'V01',
  statement: 'Diagnosis, decision, apheresis and receipt of the product are not after the first infusion.',
  check(course) {
    const infusion = dayZero(course);
    if (infusion === undefined) return [];
    return BEFORE.flatMap(([type, field, what]) =>
      ofType(course, type).flatMap((record) => {
        const day = when(record, field);
        return day && day[0] > infusion
          ? [
              ask(
                'V01',
                record,
                field,
                `${what} is dated after the first infusion`,
                'Check both dates: one of them is likely mistyped.',
              ),
            ]
          : [];
      }),
    );
  },
};
