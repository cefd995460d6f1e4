// V27, clinical reference 1.23: what has happened is not dated in the future.
import { describe } from '@longview/dictionary';
import { dayNumber } from '@longview/foundation';
import { recordClass } from '../record-types.ts';
import { ask, type Rule, when } from './rule.ts';

export const notInTheFuture: Rule = {
  id: 'V27',
  statement: 'No date is later than today.',
  check(course) {
    const today = dayNumber(course.today);
    if (today === undefined) return [];
    return course.records.flatMap((record) =>
      describe(recordClass(record.type)).items.flatMap((item) => {
        const day = item.kind === 'date' || item.kind === 'partialDate' ? when(record, item.name) : undefined;
        return day && day[0] > today
          ? [ask('V27', record, item.name, `${item.label} lies in the future`, 'Check the year.')]
          : [];
      }),
    );
  },
};
