// V03, clinical reference 1.23: bridging lies between the first apheresis and lymphodepletion; what was given before is holding.
import { firstDay, ofType, textOf, when } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const bridgingInBetween: Rule = rule({
  id: 'V03',
  about: ['BridgingTherapy.startDate', 'BridgingTherapy.endDate'],
  statement:
    'Bridging begins with the first apheresis at the earliest and ends before lymphodepletion; holding lies before apheresis.',
  wordings: {
    early: {
      message: {
        en: 'bridging begins before the first apheresis',
        nl: 'de overbruggingstherapie begint voor de eerste aferese',
        fr: 'le traitement d’attente débute avant la première aphérèse',
        de: 'die Überbrückung beginnt vor der ersten Apherese',
      },
      mend: {
        en: 'If it was given before apheresis, set timing to holding; else check the date.',
        nl: 'Werd ze voor de aferese gegeven, zet timing dan op holding; controleer anders de datum.',
        fr: 'S’il a été donné avant l’aphérèse, mettez timing à holding ; sinon vérifiez la date.',
        de: 'Wurde sie vor der Apherese gegeben, setzen Sie timing auf holding; sonst prüfen Sie das Datum.',
      },
    },
    late: {
      message: {
        en: 'bridging ends after lymphodepletion began',
        nl: 'de overbruggingstherapie eindigt na het begin van de lymfodepletie',
        fr: 'le traitement d’attente se termine après le début de la lymphodéplétion',
        de: 'die Überbrückung endet nach Beginn der Lymphodepletion',
      },
      mend: {
        en: 'Check both dates.',
        nl: 'Controleer beide datums.',
        fr: 'Vérifiez les deux dates.',
        de: 'Prüfen Sie beide Daten.',
      },
    },
  },
  check(course, ask) {
    const [collected, depleted] = [
      firstDay(course, 'Apheresis', 'apheresisDate'),
      firstDay(course, 'Lymphodepletion', 'startDate'),
    ];
    return ofType(course, 'BridgingTherapy').flatMap((record) => {
      const [start, end] = [when(record, 'startDate'), when(record, 'endDate')];
      const holding = textOf(record, 'timing') === 'holding';
      return [
        ...(!holding && start && collected !== undefined && start[1] < collected
          ? [ask(record, 'startDate', 'early')]
          : []),
        ...(end && depleted !== undefined && end[0] > depleted ? [ask(record, 'endDate', 'late')] : []),
      ];
    });
  },
});
