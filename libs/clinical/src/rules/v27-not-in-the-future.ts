// V27, clinical reference 1.23: what has happened is not dated in the future.
import { dayNumber } from '@longview/foundation';
import { when } from '../course-view.ts';
import { datedItems } from '../record-types.ts';
import { rule, type Rule } from './rule.ts';

export const notInTheFuture: Rule = rule({
  id: 'V27',
  about: ['*:date'],
  statement: 'No date is later than today.',
  wordings: {
    future: {
      message: {
        en: '{item} lies in the future',
        nl: '{item} ligt in de toekomst',
        fr: '{item} est dans le futur',
        de: '{item} liegt in der Zukunft',
      },
      mend: {
        en: 'Check the year.',
        nl: 'Controleer het jaar.',
        fr: 'Vérifiez l’année.',
        de: 'Prüfen Sie das Jahr.',
      },
    },
  },
  check(course, ask) {
    const today = dayNumber(course.today);
    if (today === undefined) return [];
    return [...course.records, ...(course.patient ?? [])].flatMap((record) =>
      datedItems(record.type).flatMap(({ name }) => {
        const day = when(record, name);
        return day && day[0] > today ? [ask(record, name, 'future')] : [];
      }),
    );
  },
});
