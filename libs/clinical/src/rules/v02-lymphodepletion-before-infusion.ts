// V02, clinical reference 1.23: lymphodepletion ends two to seven days before the first infusion.
import { dayOf, dayZero, ofType } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const lymphodepletionBeforeInfusion: Rule = rule({
  id: 'V02',
  about: ['Lymphodepletion.endDate'],
  statement: 'Lymphodepletion ends before the first infusion, two to seven days before.',
  wordings: {
    after: {
      message: {
        en: 'lymphodepletion ends on or after the day of infusion',
        nl: 'de lymfodepletie eindigt op of na de dag van infusie',
        fr: 'la lymphodéplétion se termine le jour de la perfusion ou après',
        de: 'die Lymphodepletion endet am Tag der Infusion oder danach',
      },
      mend: {
        en: 'Check the last day of lymphodepletion and the date of infusion.',
        nl: 'Controleer de laatste dag van de lymfodepletie en de infusiedatum.',
        fr: 'Vérifiez le dernier jour de la lymphodéplétion et la date de perfusion.',
        de: 'Prüfen Sie den letzten Tag der Lymphodepletion und das Infusionsdatum.',
      },
    },
    interval: {
      message: {
        en: 'lymphodepletion ends {days} days before infusion, not two to seven',
        nl: 'de lymfodepletie eindigt {days} dagen voor de infusie, niet twee tot zeven',
        fr: 'la lymphodéplétion se termine {days} jours avant la perfusion, et non deux à sept',
        de: 'die Lymphodepletion endet {days} Tage vor der Infusion, nicht zwei bis sieben',
      },
      mend: {
        en: 'Check both dates; if infusion was put off, confirm them.',
        nl: 'Controleer beide datums; werd de infusie uitgesteld, bevestig ze dan.',
        fr: 'Vérifiez les deux dates ; si la perfusion a été reportée, confirmez-les.',
        de: 'Prüfen Sie beide Daten; wurde die Infusion verschoben, bestätigen Sie sie.',
      },
    },
  },
  check(course, ask) {
    const zero = dayZero(course);
    if (zero === undefined) return [];
    const ends = ofType(course, 'Lymphodepletion').flatMap((record) => {
      const day = dayOf(record, 'endDate');
      return day === undefined ? [] : [{ record, day }];
    });
    // A first one may have been given in vain: the last before infusion counts.
    const [last] = ends.toSorted((left, right) => right.day - left.day);
    if (!last) return [];
    const days = zero - last.day;
    if (days <= 0) return [ask(last.record, 'endDate', 'after')];
    return days < 2 || days > 7 ? [ask(last.record, 'endDate', 'interval', { days })] : [];
  },
});
