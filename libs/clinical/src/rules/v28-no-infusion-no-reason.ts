// V28, clinical reference 1.23: who was collected and not infused within 180 days has a reason on record.
import { dayNumber } from '@longview/foundation';
import { dayZero, ofType, when } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const noInfusionNoReason: Rule = rule({
  id: 'V28',
  about: ['Apheresis.apheresisDate'],
  statement: 'An apheresis of more than 180 days ago is followed by an infusion or by a reason why not.',
  wordings: {
    none: {
      message: {
        en: 'collected more than 180 days ago, no infusion and no reason',
        nl: 'meer dan 180 dagen geleden afgenomen, geen infusie en geen reden',
        fr: 'prélevé il y a plus de 180 jours, ni perfusion ni motif',
        de: 'vor mehr als 180 Tagen entnommen, keine Infusion und kein Grund',
      },
      mend: {
        en: 'Send the infusion, or an Infusion record with notInfusedReason.',
        nl: 'Stuur de infusie, of een Infusion-record met notInfusedReason.',
        fr: 'Envoyez la perfusion, ou un Infusion avec notInfusedReason.',
        de: 'Senden Sie die Infusion, oder einen Infusion-Datensatz mit notInfusedReason.',
      },
    },
  },
  check(course, ask) {
    const today = dayNumber(course.today);
    if (today === undefined || dayZero(course) !== undefined) return [];
    if (ofType(course, 'Infusion').some((record) => record.record['notInfusedReason'] !== undefined)) return [];
    return ofType(course, 'Apheresis')
      .slice(0, 1)
      .flatMap((record) => {
        const day = when(record, 'apheresisDate');
        return day && today - day[1] > 180 ? [ask(record, 'apheresisDate', 'none')] : [];
      });
  },
});
