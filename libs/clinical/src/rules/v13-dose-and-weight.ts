// V13, clinical reference 1.23: dose a kilogram times weight is the whole dose, within 5 %.
import { exactly, ofType } from '../course-view.ts';
import { weightAtInfusion } from '../derived/dose.ts';
import { rule, type Rule } from './rule.ts';

export const doseAndWeight: Rule = rule({
  id: 'V13',
  about: ['Infusion.dosePerKgReported'],
  statement: 'The dose a kilogram times the weight is the total dose, within 5 %.',
  wordings: {
    differs: {
      message: {
        en: '{perKg} × 10⁶/kg at {weight} kg make {product} × 10⁶, not {total} × 10⁶',
        nl: '{perKg} × 10⁶/kg bij {weight} kg geeft {product} × 10⁶, niet {total} × 10⁶',
        fr: '{perKg} × 10⁶/kg pour {weight} kg font {product} × 10⁶, et non {total} × 10⁶',
        de: '{perKg} × 10⁶/kg bei {weight} kg ergeben {product} × 10⁶, nicht {total} × 10⁶',
      },
      mend: {
        en: 'Check the unit of the dose, the dose a kilogram and the weight at infusion.',
        nl: 'Controleer de eenheid van de dosis, de dosis per kilogram en het gewicht bij infusie.',
        fr: 'Vérifiez l’unité de la dose, la dose par kilogramme et le poids à la perfusion.',
        de: 'Prüfen Sie die Einheit der Dosis, die Dosis je Kilogramm und das Gewicht bei Infusion.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'Infusion').flatMap((record) => {
      const [perKg, total] = [exactly(record, 'dosePerKgReported'), exactly(record, 'totalCarPositiveViableTCells')];
      const weight = exactly(record, 'weight') ?? weightAtInfusion(course);
      if (perKg === undefined || total === undefined || weight === undefined) return [];
      const product = perKg * weight;
      if (Math.abs(product - total) <= 0.05 * total * (1 + 1e-9)) return [];
      return [
        ask(record, 'dosePerKgReported', 'differs', { perKg, weight, total, product: Number(product.toPrecision(3)) }),
      ];
    });
  },
});
