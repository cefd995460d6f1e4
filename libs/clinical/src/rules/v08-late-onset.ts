// V08, clinical reference 1.23: CRS that begins after day 14 and ICANS after day 28 are rare, counted from the latest infusion of a split dose.
import { dayOf, infusions, ofType } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

const MOST = [
  ['CytokineReleaseSyndrome', 14],
  ['Icans', 28],
] as const;

export const lateOnset: Rule = rule({
  id: 'V08',
  about: ['CytokineReleaseSyndrome.onsetDate', 'Icans.onsetDate'],
  statement: 'CRS begins by day 14 and ICANS by day 28 after the latest infusion.',
  wordings: {
    late: {
      message: {
        en: 'it begins on day {day}, later than day {most}',
        nl: 'het begint op dag {day}, later dan dag {most}',
        fr: 'il débute au jour {day}, après le jour {most}',
        de: 'es beginnt an Tag {day}, später als Tag {most}',
      },
      mend: {
        en: 'Check the date of onset and the dates of infusion; if it is right, confirm it.',
        nl: 'Controleer de begindatum en de infusiedatums; klopt het, bevestig het dan.',
        fr: 'Vérifiez la date de début et les dates de perfusion ; si c’est exact, confirmez.',
        de: 'Prüfen Sie Beginn und Infusionsdaten; stimmt es, bestätigen Sie es.',
      },
    },
  },
  check(course, ask) {
    return MOST.flatMap(([type, most]) =>
      ofType(course, type).flatMap((record) => {
        const onset = dayOf(record, 'onsetDate');
        const before = infusions(course).filter(({ day }) => onset !== undefined && day <= onset);
        const from = before.at(-1)?.day;
        if (onset === undefined || from === undefined || onset - from <= most) return [];
        return [ask(record, 'onsetDate', 'late', { day: onset - from, most })];
      }),
    );
  },
});
