// V05, clinical reference 1.23: nothing happens to a patient after death, and the last contact of the dead is the day of death.
import { ask, ofType, type Rule, when } from './rule.ts';

const DATED = [
  ['Infusion', 'infusionDate'],
  ['Apheresis', 'apheresisDate'],
  ['ResponseAssessment', 'assessmentDate'],
  ['RelapseProgression', 'date'],
  ['CytokineReleaseSyndrome', 'onsetDate'],
  ['Icans', 'onsetDate'],
] as const;

export const nothingAfterDeath: Rule = {
  id: 'V05',
  statement: 'No event is dated after death; a status of alive is not later than a death.',
  check(course) {
    const statuses = ofType(course, 'SurvivalStatus');
    const deaths = statuses
      .filter((record) => record.record['status'] === 'dead')
      .flatMap((record) => (when(record, 'deathDate') ?? when(record, 'lastContactDate'))?.[1] ?? []);
    if (deaths.length === 0) return [];
    const death = Math.min(...deaths);
    const dated = DATED.flatMap(([type, field]) =>
      ofType(course, type).flatMap((record) => {
        const day = when(record, field);
        return day && day[0] > death
          ? [
              ask(
                'V05',
                record,
                field,
                `${field} is after the death of the patient`,
                'Check the date of death and this date.',
              ),
            ]
          : [];
      }),
    );
    const alive = statuses
      .filter((record) => record.record['status'] === 'alive')
      .flatMap((record) => {
        const day = when(record, 'lastContactDate');
        return day && day[0] > death
          ? [
              ask(
                'V05',
                record,
                'lastContactDate',
                'the patient is said to be alive after a reported death',
                'Void the status that is wrong.',
              ),
            ]
          : [];
      });
    return [...dated, ...alive];
  },
};
