// V22, clinical reference 1.23, IMWG 2016: a complete response has no M-protein and negative immunofixation.
import { exactly, ofType, textOf } from '../course-view.ts';
import { agreed } from '../derived/on-label.ts';
import { rule, type Rule } from './rule.ts';

export const myelomaComplete: Rule = rule({
  id: 'V22',
  about: [
    'ResponseAssessment.serumMProtein',
    'ResponseAssessment.immunofixationSerum',
    'ResponseAssessment.immunofixationUrine',
  ],
  statement: 'A complete response of myeloma has no measurable M-protein and a negative immunofixation.',
  wordings: {
    protein: {
      message: {
        en: 'complete response with M-protein in serum',
        nl: 'complete respons met M-proteïne in serum',
        fr: 'réponse complète avec protéine M dans le sérum',
        de: 'vollständiges Ansprechen mit M-Protein im Serum',
      },
      mend: {
        en: 'Check value and response; a trace by immunofixation alone is VGPR.',
        nl: 'Controleer waarde en respons; een spoor bij immunofixatie alleen is VGPR.',
        fr: 'Vérifiez la valeur et la réponse ; une trace à la seule immunofixation est une VGPR.',
        de: 'Prüfen Sie Wert und Ansprechen; eine Spur allein in der Immunfixation ist VGPR.',
      },
    },
    fixation: {
      message: {
        en: 'complete response with a positive immunofixation',
        nl: 'complete respons met een positieve immunofixatie',
        fr: 'réponse complète avec immunofixation positive',
        de: 'vollständiges Ansprechen mit positiver Immunfixation',
      },
      mend: {
        en: 'Check the result and the response; positive immunofixation is VGPR at best.',
        nl: 'Controleer resultaat en respons; positieve immunofixatie is hoogstens VGPR.',
        fr: 'Vérifiez le résultat et la réponse ; une immunofixation positive est au mieux une VGPR.',
        de: 'Prüfen Sie Ergebnis und Ansprechen; positive Immunfixation ist bestenfalls VGPR.',
      },
    },
  },
  check(course, ask) {
    const disease = agreed(course, 'Diagnosis', 'primaryDisease');
    return ofType(course, 'ResponseAssessment').flatMap((record) => {
      if (!['CR', 'sCR'].includes(textOf(record, 'responseReported') ?? '')) return [];
      if (disease !== 'MM' && textOf(record, 'criteria') !== 'IMWG2016') return [];
      const positive = ['immunofixationSerum', 'immunofixationUrine'].find(
        (field) => textOf(record, field) === 'positive',
      );
      return [
        ...((exactly(record, 'serumMProtein') ?? 0) > 0 ? [ask(record, 'serumMProtein', 'protein')] : []),
        ...(positive === undefined ? [] : [ask(record, positive, 'fixation')]),
      ];
    });
  },
});
