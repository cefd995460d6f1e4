// V14, clinical reference 1.23: product, disease, lines, age and interval against the dated indications of the product list. Off label is lawful:
// the question is whether it was meant.
import { ofType, textOf } from '../course-view.ts';
import { onLabel } from '../derived/on-label.ts';
import { listedProduct } from '../reference/product-list.ts';
import { rule, type Rule } from './rule.ts';

export const treatedOnLabel: Rule = rule({
  id: 'V14',
  about: ['Product.productCode'],
  statement: 'The product is given within one of its indications.',
  wordings: {
    off: {
      message: {
        en: '{product} is given outside its indications ({because})',
        nl: '{product} wordt buiten zijn indicaties gegeven ({because})',
        fr: '{product} est donné hors de ses indications ({because})',
        de: '{product} wird außerhalb seiner Indikationen gegeben ({because})',
      },
      mend: {
        en: 'Check product, disease, number of lines and dates; if it was given off label, confirm it.',
        nl: 'Controleer product, ziekte, aantal lijnen en datums; was het off-label, bevestig het dan.',
        fr: 'Vérifiez produit, maladie, nombre de lignes et dates ; si c’était hors indication, confirmez.',
        de: 'Prüfen Sie Produkt, Krankheit, Zahl der Linien und Daten; war es off-label, bestätigen Sie es.',
      },
    },
  },
  check(course, ask) {
    const label = onLabel(course);
    if (!label.evaluable || label.value) return [];
    return ofType(course, 'Product').flatMap((record) => {
      const code = textOf(record, 'productCode') ?? '';
      const status = textOf(record, 'authorisationStatus');
      // In a trial or under an exemption there is no label to be on.
      if (status !== undefined && !['centralMA', 'conditionalMA', 'outOfSpecification'].includes(status)) return [];
      return [
        ask(record, 'productCode', 'off', {
          product: listedProduct(code)?.inn ?? code,
          because: label.because.join(', '),
        }),
      ];
    });
  },
});
