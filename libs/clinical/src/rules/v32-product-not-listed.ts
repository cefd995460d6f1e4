// V32, clinical reference 1.8: a code of the class that the product list does not have yet is taken and looked at.
import { ofType, textOf } from '../course-view.ts';
import { listedProduct, productNamed } from '../reference/product-list.ts';
import { rule, type Rule } from './rule.ts';

export const productNotListed: Rule = rule({
  id: 'V32',
  about: ['Product.productCode'],
  statement: 'A product is in the product list.',
  wordings: {
    unlisted: {
      message: {
        en: 'the code {code} is of the class of cellular products, but not in the product list',
        nl: 'de code {code} hoort bij de klasse van celproducten, maar staat niet in de productlijst',
        fr: 'le code {code} relève de la classe des produits cellulaires, mais n’est pas dans la liste',
        de: 'der Code {code} gehört zur Klasse der Zellprodukte, steht aber nicht in der Produktliste',
      },
      mend: {
        en: 'Check the code; if it is a new product, tell the registry, which adds it. Nothing is derived from its label until then.',
        nl: 'Controleer de code; is het een nieuw product, meld het aan het register, dat het toevoegt. Tot dan wordt er niets uit zijn label afgeleid.',
        fr: 'Vérifiez le code ; si c’est un nouveau produit, signalez-le au registre, qui l’ajoutera. D’ici là, rien n’est dérivé de son indication.',
        de: 'Prüfen Sie den Code; ist es ein neues Produkt, melden Sie es dem Register, das es aufnimmt. Bis dahin wird nichts aus seiner Zulassung abgeleitet.',
      },
    },
    former: {
      message: {
        en: 'the code {code} is a former one of {product}',
        nl: 'de code {code} is een vroegere van {product}',
        fr: 'le code {code} est un ancien code de {product}',
        de: 'der Code {code} ist ein früherer von {product}',
      },
      mend: {
        en: 'Send {now}.',
        nl: 'Stuur {now}.',
        fr: 'Envoyez {now}.',
        de: 'Senden Sie {now}.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'Product').flatMap((record) => {
      const code = textOf(record, 'productCode');
      if (code === undefined || listedProduct(code) || !code.startsWith('L01X')) return [];
      const meant = productNamed(code);
      return [
        meant
          ? ask(record, 'productCode', 'former', { code, product: meant.inn, now: meant.code })
          : ask(record, 'productCode', 'unlisted', { code }),
      ];
    });
  },
});
