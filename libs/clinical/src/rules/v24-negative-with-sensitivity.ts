// V24, clinical reference 1.23: "MRD negative" says nothing without how deep and how one looked.
import { ofType, textOf } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const negativeWithSensitivity: Rule = rule({
  id: 'V24',
  about: ['MrdAssessment.method', 'MrdAssessment.sensitivity'],
  statement: 'A negative test for residual disease has its method and its sensitivity.',
  wordings: {
    bare: {
      message: {
        en: 'negative, but {item} is not given',
        nl: 'negatief, maar {item} ontbreekt',
        fr: 'négatif, mais {item} manque',
        de: 'negativ, aber {item} fehlt',
      },
      mend: {
        en: 'Give method and sensitivity (for example 1 in 10⁵); without them the result is not counted.',
        nl: 'Geef methode en gevoeligheid (bijvoorbeeld 1 op 10⁵); zonder telt het resultaat niet.',
        fr: 'Indiquez méthode et sensibilité (par exemple 1 sur 10⁵) ; sans elles, le résultat ne compte pas.',
        de: 'Geben Sie Methode und Sensitivität an (zum Beispiel 1 in 10⁵); ohne sie zählt das Ergebnis nicht.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'MrdAssessment').flatMap((record) =>
      textOf(record, 'result') === 'negative'
        ? (['method', 'sensitivity'] as const)
            .filter((field) => textOf(record, field) === undefined)
            .map((field) => ask(record, field, 'bare'))
        : [],
    );
  },
});
