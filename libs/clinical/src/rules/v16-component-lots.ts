// V16, clinical reference 1.23: a product of two components has two lots.
import { numberOf, ofType, textOf } from '../course-view.ts';
import { listedProduct } from '../reference/product-list.ts';
import { rule, type Rule } from './rule.ts';

export const componentLots: Rule = rule({
  id: 'V16',
  about: ['Product.componentLotsOnFile'],
  statement: 'A product of several components has a lot of each on file.',
  wordings: {
    few: {
      message: {
        en: '{product} has {wanted} components, {found} lots are on file',
        nl: '{product} heeft {wanted} componenten, er staan {found} loten in het dossier',
        fr: '{product} a {wanted} composants, {found} lots sont au dossier',
        de: '{product} hat {wanted} Bestandteile, {found} Chargen stehen in der Akte',
      },
      mend: {
        en: 'Count the lots of CD8 and CD4 cells on the certificate and report their number.',
        nl: 'Tel de loten van CD8- en CD4-cellen op het certificaat en meld hun aantal.',
        fr: 'Comptez les lots de cellules CD8 et CD4 sur le certificat et déclarez leur nombre.',
        de: 'Zählen Sie die Chargen der CD8- und CD4-Zellen auf dem Zertifikat und melden Sie ihre Zahl.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'Product').flatMap((record) => {
      const product = listedProduct(textOf(record, 'productCode'));
      const found = numberOf(record, 'componentLotsOnFile');
      if (!product || found === undefined || found >= product.identifiers.componentLots) return [];
      return [
        ask(record, 'componentLotsOnFile', 'few', {
          product: product.inn,
          wanted: product.identifiers.componentLots,
          found,
        }),
      ];
    });
  },
});
