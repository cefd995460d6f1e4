// V28, clinical reference 1.23: who was collected and not infused within 180 days has a reason on record.
import { dayNumber } from '@longview/foundation';
import { ask, dayZero, ofType, type Rule, when } from './rule.ts';

export const noInfusionNoReason: Rule = {
  id: 'V28',
  statement: 'An apheresis of more than 180 days ago is followed by an infusion or by a reason why not.',
  check(course) {
    const today = dayNumber(course.today);
    if (today === undefined || dayZero(course) !== undefined) return [];
    if (ofType(course, 'Infusion').some((record) => record.record['notInfusedReason'] !== undefined)) return [];
    return ofType(course, 'Apheresis')
      .slice(0, 1)
      .flatMap((record) => {
        const day = when(record, 'apheresisDate');
        return day && today - day[1] > 180
          ? [
              ask(
                'V28',
                record,
                'apheresisDate',
                'collected more than 180 days ago, no infusion and no reason',
                'Send the infusion, or an Infusion record with notInfusedReason.',
              ),
            ]
          : [];
      });
  },
};
