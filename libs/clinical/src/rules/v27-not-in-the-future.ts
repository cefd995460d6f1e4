// V27, clinical reference 1.23: what has happened is not dated in the future.
import { dayNumber } from '@longview/foundation';
import { datedItems } from '../record-types.ts';
import { ask, type Rule, when } from './rule.ts';

export const notInTheFuture: Rule = {
  id: 'V27',
  statement: 'No date is later than today.',
  check(course) {
    const today = dayNumber(course.today);
    if (today === undefined) return [];
    return course.records.flatMap((record) =>
      datedItems(record.type).flatMap((item) => {
        const day = when(record, item.name);
        return day && day[0] > today
          ? [ask('V27', record, item.name, `${item.label} lies in the future`, 'Check the year.')]
          : [];
      }),
    );
  },
};
