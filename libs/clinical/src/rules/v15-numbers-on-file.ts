// V15, clinical reference 1.23: the numbers by which an authorised product is traced stand in the file of the hospital. The numbers stay there.
import { infusions, ofType, textOf } from '../course-view.ts';
import { listedProduct } from '../reference/product-list.ts';
import { rule, type Rule } from './rule.ts';

export const numbersOnFile: Rule = rule({
  id: 'V15',
  about: ['Product.lotNumberRecorded', 'Product.cellProductNumberRecorded'],
  statement: 'The numbers by which a product is traced are on file in the hospital.',
  wordings: {
    missing: {
      message: {
        en: '{product} is traced by this number, which is not on file',
        nl: '{product} wordt met dit nummer getraceerd, en het staat niet in het dossier',
        fr: '{product} est tracé par ce numéro, qui n’est pas au dossier',
        de: '{product} wird über diese Nummer verfolgt, und sie steht nicht in der Akte',
      },
      mend: {
        en: 'Look for the number on the label or the certificate, write it in the hospital’s file, and report yes.',
        nl: 'Zoek het nummer op het etiket of het certificaat, noteer het in het ziekenhuisdossier en meld yes.',
        fr: 'Cherchez le numéro sur l’étiquette ou le certificat, notez-le au dossier de l’hôpital et déclarez yes.',
        de: 'Suchen Sie die Nummer auf Etikett oder Zertifikat, tragen Sie sie in die Krankenhausakte ein und melden Sie yes.',
      },
    },
  },
  check(course, ask) {
    if (infusions(course).length === 0) return [];
    return ofType(course, 'Product').flatMap((record) => {
      const product = listedProduct(textOf(record, 'productCode'));
      if (!product) return [];
      const { lot, cellProduct } = product.identifiers;
      const missing = (field: string): boolean => textOf(record, field) === 'no';
      return [
        ...(lot && missing('lotNumberRecorded')
          ? [ask(record, 'lotNumberRecorded', 'missing', { product: product.inn })]
          : []),
        ...(cellProduct && missing('cellProductNumberRecorded')
          ? [ask(record, 'cellProductNumberRecorded', 'missing', { product: product.inn })]
          : []),
      ];
    });
  },
});
