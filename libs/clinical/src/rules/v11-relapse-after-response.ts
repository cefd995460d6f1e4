// V11, clinical reference 1.23: a relapse follows a response; without one it is a progression. What is derived stands beside; nothing is changed.
import { ofType, textOf } from '../course-view.ts';
import { relapseKind } from '../derived/response.ts';
import { rule, type Rule } from './rule.ts';

export const relapseAfterResponse: Rule = rule({
  id: 'V11',
  about: ['RelapseProgression.type'],
  statement: 'A relapse is reported after a response, a progression without one.',
  wordings: {
    noResponse: {
      message: {
        en: 'a relapse is reported, but no assessment before it shows a response',
        nl: 'een recidief is gemeld, maar geen beoordeling ervoor toont een respons',
        fr: 'une rechute est déclarée, mais aucune évaluation antérieure ne montre de réponse',
        de: 'ein Rückfall ist gemeldet, aber keine Beurteilung davor zeigt ein Ansprechen',
      },
      mend: {
        en: 'Send the assessment with the response, or correct the type to progression.',
        nl: 'Stuur de beoordeling met de respons, of verbeter het type naar progression.',
        fr: 'Envoyez l’évaluation avec la réponse, ou corrigez le type en progression.',
        de: 'Senden Sie die Beurteilung mit dem Ansprechen, oder berichtigen Sie den Typ auf progression.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'RelapseProgression').flatMap((record) => {
      if (textOf(record, 'type') !== 'relapse') return [];
      const derived = relapseKind(course, record);
      return derived.evaluable && derived.value === 'progression' ? [ask(record, 'type', 'noResponse')] : [];
    });
  },
});
