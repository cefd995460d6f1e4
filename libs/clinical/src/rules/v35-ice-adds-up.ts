// V35, clinical reference 1.12: the ICE score is the sum of its five parts.
import { numberOf, ofType } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

const PARTS = ['iceOrientation', 'iceNaming', 'iceCommand', 'iceWriting', 'iceAttention'] as const;

export const iceAddsUp: Rule = rule({
  id: 'V35',
  about: ['DailyToxicityObservation.iceScore'],
  statement: 'The ICE score is the sum of its parts.',
  wordings: {
    sum: {
      message: {
        en: 'the parts of the ICE make {sum}, not {score}',
        nl: 'de delen van de ICE geven {sum}, niet {score}',
        fr: 'les parties de l’ICE font {sum}, et non {score}',
        de: 'die Teile des ICE ergeben {sum}, nicht {score}',
      },
      mend: {
        en: 'Check the score and its parts.',
        nl: 'Controleer de score en de delen.',
        fr: 'Vérifiez le score et ses parties.',
        de: 'Prüfen Sie Score und Teile.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'DailyToxicityObservation').flatMap((record) => {
      const parts = PARTS.map((field) => numberOf(record, field));
      const score = numberOf(record, 'iceScore');
      if (score === undefined || parts.includes(undefined)) return [];
      const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0);
      return sum === score ? [] : [ask(record, 'iceScore', 'sum', { sum, score })];
    });
  },
});
