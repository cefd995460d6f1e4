// V34, Regulation (EC) 1394/2007 Art. 28: a hospital exemption holds only where no authorised product, no trial and no compassionate use is available.
import { ofType, textOf } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const exemptionGround: Rule = rule({
  id: 'V34',
  about: ['Product.exemptionGround'],
  statement: 'A product under hospital exemption gives its ground.',
  wordings: {
    none: {
      message: {
        en: 'hospital exemption without its ground',
        nl: 'ziekenhuisvrijstelling zonder grond',
        fr: 'exemption hospitalière sans motif',
        de: 'Krankenhausausnahme ohne Grund',
      },
      mend: {
        en: 'Give exemptionGround: what was not available for this patient.',
        nl: 'Geef exemptionGround: wat voor deze patiënt niet beschikbaar was.',
        fr: 'Indiquez exemptionGround : ce qui n’était pas disponible pour ce patient.',
        de: 'Geben Sie exemptionGround an: was für diesen Patienten nicht verfügbar war.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'Product').flatMap((record) =>
      textOf(record, 'authorisationStatus') === 'hospitalExemption' && textOf(record, 'exemptionGround') === undefined
        ? [ask(record, 'exemptionGround', 'none')]
        : [],
    );
  },
});
