// V10, clinical reference 1.23: a complete response by PET has a Deauville score of 1 to 3, a partial one of 4 or 5.
import { numberOf, ofType, textOf } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const deauvilleFitsResponse: Rule = rule({
  id: 'V10',
  about: ['ResponseAssessment.deauvilleScore'],
  statement: 'A complete response by PET goes with Deauville 1 to 3, a partial one with 4 or 5.',
  wordings: {
    complete: {
      message: {
        en: 'complete response with a Deauville score of {score}',
        nl: 'complete respons met een Deauvillescore van {score}',
        fr: 'réponse complète avec un score de Deauville de {score}',
        de: 'vollständiges Ansprechen mit Deauville-Score {score}',
      },
      mend: {
        en: 'Check the score and the response; a metabolic complete response has 1 to 3.',
        nl: 'Controleer score en respons; een metabole complete respons heeft 1 tot 3.',
        fr: 'Vérifiez le score et la réponse ; une réponse métabolique complète a 1 à 3.',
        de: 'Prüfen Sie Score und Ansprechen; ein metabolisch vollständiges hat 1 bis 3.',
      },
    },
    partial: {
      message: {
        en: 'partial response with a Deauville score of {score}',
        nl: 'partiële respons met een Deauvillescore van {score}',
        fr: 'réponse partielle avec un score de Deauville de {score}',
        de: 'partielles Ansprechen mit Deauville-Score {score}',
      },
      mend: {
        en: 'Check the score and the response; a metabolic partial response has 4 or 5.',
        nl: 'Controleer score en respons; een metabole partiële respons heeft 4 of 5.',
        fr: 'Vérifiez le score et la réponse ; une réponse métabolique partielle a 4 ou 5.',
        de: 'Prüfen Sie Score und Ansprechen; ein metabolisch partielles hat 4 oder 5.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'ResponseAssessment').flatMap((record) => {
      const [score, response] = [numberOf(record, 'deauvilleScore'), textOf(record, 'responseReported')];
      if (score === undefined) return [];
      if (response === 'CR' && score >= 4) return [ask(record, 'deauvilleScore', 'complete', { score })];
      // Uptake that stays in the marrow is residual disease whatever the nodes show.
      const marrow = textOf(record, 'boneMarrowInvolvement') === 'positive';
      return response === 'PR' && score <= 3 && !marrow ? [ask(record, 'deauvilleScore', 'partial', { score })] : [];
    });
  },
});
