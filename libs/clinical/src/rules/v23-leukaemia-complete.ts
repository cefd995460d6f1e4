// V23, clinical reference 1.23: a complete response of acute leukaemia has fewer than 5 % blasts and no disease outside the marrow.
import { exactly, ofType, textOf } from '../course-view.ts';
import { agreed } from '../derived/on-label.ts';
import { rule, type Rule } from './rule.ts';

export const leukaemiaComplete: Rule = rule({
  id: 'V23',
  about: [
    'ResponseAssessment.marrowBlasts',
    'ResponseAssessment.bloodBlasts',
    'ResponseAssessment.extramedullaryDisease',
  ],
  statement: 'A complete response of acute leukaemia has fewer than 5 % blasts and no extramedullary disease.',
  wordings: {
    blasts: {
      message: {
        en: 'complete response with {blasts} % blasts in the marrow',
        nl: 'complete respons met {blasts} % blasten in het beenmerg',
        fr: 'réponse complète avec {blasts} % de blastes médullaires',
        de: 'vollständiges Ansprechen mit {blasts} % Blasten im Mark',
      },
      mend: {
        en: 'Check the count and the response.',
        nl: 'Controleer de telling en de respons.',
        fr: 'Vérifiez le compte et la réponse.',
        de: 'Prüfen Sie Zählung und Ansprechen.',
      },
    },
    outside: {
      message: {
        en: 'complete response with extramedullary disease or blasts in blood',
        nl: 'complete respons met extramedullaire ziekte of blasten in het bloed',
        fr: 'réponse complète avec maladie extramédullaire ou blastes circulants',
        de: 'vollständiges Ansprechen mit extramedullärer Erkrankung oder Blasten im Blut',
      },
      mend: {
        en: 'Check the finding and the response.',
        nl: 'Controleer de bevinding en de respons.',
        fr: 'Vérifiez la constatation et la réponse.',
        de: 'Prüfen Sie Befund und Ansprechen.',
      },
    },
  },
  check(course, ask) {
    const disease = agreed(course, 'Diagnosis', 'primaryDisease');
    return ofType(course, 'ResponseAssessment').flatMap((record) => {
      if (!['CR', 'CRi'].includes(textOf(record, 'responseReported') ?? '')) return [];
      if (disease !== 'B_ALL' && textOf(record, 'criteria') !== 'NCCN_ALL') return [];
      const blasts = exactly(record, 'marrowBlasts');
      const outside =
        textOf(record, 'extramedullaryDisease') === 'yes'
          ? 'extramedullaryDisease'
          : (exactly(record, 'bloodBlasts') ?? 0) > 0
            ? 'bloodBlasts'
            : undefined;
      return [
        ...(blasts !== undefined && blasts >= 5 ? [ask(record, 'marrowBlasts', 'blasts', { blasts })] : []),
        ...(outside === undefined ? [] : [ask(record, outside, 'outside')]),
      ];
    });
  },
});
