// V31: a death has a day, a life has a last contact. Without it no survival time can be derived, and none is guessed.
import { ask, ofType, type Rule } from './rule.ts';

export const deadWithADate: Rule = {
  id: 'V31',
  statement: 'A death comes with its date, and only a death has one.',
  check(course) {
    return ofType(course, 'SurvivalStatus').flatMap((record) => {
      const { status, deathDate, lastContactDate } = record.record;
      if (status === 'dead' && deathDate === undefined && lastContactDate === undefined) {
        return [
          ask(
            'V31',
            record,
            'deathDate',
            'the patient died, but no date is given',
            'Give deathDate; a month (YYYY-MM) is enough.',
          ),
        ];
      }
      if (status === 'alive' && deathDate !== undefined) {
        return [
          ask(
            'V31',
            record,
            'deathDate',
            'a date of death is given for a patient who is alive',
            'Correct the status or remove the date.',
          ),
        ];
      }
      return [];
    });
  },
};
