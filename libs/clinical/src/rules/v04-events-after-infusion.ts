// V04, clinical reference 1.23: what is an effect of the infusion is not dated before it.
import { ask, dayZero, ofType, type Rule, when } from './rule.ts';

const AFTER = [
  ['CytokineReleaseSyndrome', 'onsetDate'],
  ['Icans', 'onsetDate'],
  ['ResponseAssessment', 'assessmentDate'],
  ['RelapseProgression', 'date'],
] as const;

export const eventsAfterInfusion: Rule = {
  id: 'V04',
  statement: 'Toxicity, response and relapse are not before the first infusion.',
  check(course) {
    const infusion = dayZero(course);
    if (infusion === undefined) return [];
    return AFTER.flatMap(([type, field]) =>
      ofType(course, type).flatMap((record) => {
        const day = when(record, field);
        return day && day[1] < infusion
          ? [
              ask(
                'V04',
                record,
                field,
                `${field} is before the first infusion`,
                'Check the date, or leave out what belongs to an earlier treatment.',
              ),
            ]
          : [];
      }),
    );
  },
};
