// V17, clinical reference 1.23: of a product that is given in parts a single infusion has a reason. Asked when the time for a second has passed.
import { dayNumber } from '@longview/foundation';
import { infusions, ofType, textOf, when } from '../course-view.ts';
import { agreed } from '../derived/on-label.ts';
import { listedProduct } from '../reference/product-list.ts';
import { rule, type Rule } from './rule.ts';

/** Days within which a second part would have been given: day 10, and time to report it. */
const WAIT = 30;

export const splitDose: Rule = rule({
  id: 'V17',
  about: ['Infusion.infusionDate'],
  statement: 'A product that is given in parts has all infusions, or a reason why not.',
  wordings: {
    single: {
      message: {
        en: '{product} is given in {wanted} parts, {found} is on record and no reason why',
        nl: '{product} wordt in {wanted} delen gegeven, {found} is gemeld zonder reden',
        fr: '{product} se donne en {wanted} parties, {found} est enregistrée sans motif',
        de: '{product} wird in {wanted} Teilen gegeben, {found} ist erfasst, ohne Grund',
      },
      mend: {
        en: 'Send the further infusion (infusionType plannedSplit), or give splitNotCompletedReason.',
        nl: 'Stuur de volgende infusie (infusionType plannedSplit), of geef splitNotCompletedReason.',
        fr: 'Envoyez la perfusion suivante (infusionType plannedSplit), ou indiquez splitNotCompletedReason.',
        de: 'Senden Sie die weitere Infusion (infusionType plannedSplit), oder geben Sie splitNotCompletedReason an.',
      },
    },
  },
  check(course, ask) {
    const product = listedProduct(agreed(course, 'Product', 'productCode'));
    const given = infusions(course);
    const today = dayNumber(course.today);
    const [first] = given;
    if (!product || !first || today === undefined || given.length >= product.plannedDoses) return [];
    if (given.some(({ record }) => textOf(record, 'splitNotCompletedReason') !== undefined)) return [];
    const ended = Math.min(
      today,
      ...ofType(course, 'SurvivalStatus').flatMap((record) => when(record, 'deathDate')?.[0] ?? []),
    );
    // Who died before the second part was due is no puzzle.
    if (ended - first.day <= WAIT) return [];
    return [
      ask(first.record, 'infusionDate', 'single', {
        product: product.inn,
        wanted: product.plannedDoses,
        found: given.length,
      }),
    ];
  },
});
