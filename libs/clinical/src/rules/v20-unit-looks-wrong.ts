// V20, clinical reference 1.23: a value outside the range of its unit that would lie within it in another unit. It is never repaired: nothing is derived
// from it until somebody has looked.
import { describe, type Quantity, type Item, type QuantityItem, toCanonical } from '@longview/dictionary';
import { recordClass, type RecordTypeName } from '../record-types.ts';
import { rule, type Rule } from './rule.ts';

const known = new Map<RecordTypeName, readonly Extract<Item, QuantityItem>[]>();

function quantitiesOf(type: RecordTypeName): readonly Extract<Item, QuantityItem>[] {
  const items =
    known.get(type) ?? describe(recordClass(type)).items.flatMap((item) => (item.kind === 'quantity' ? [item] : []));
  known.set(type, items);
  return items;
}

export const unitLooksWrong: Rule = rule({
  id: 'V20',
  about: ['*:quantity'],
  statement: 'A measured value lies within the range of its unit.',
  wordings: {
    other: {
      message: {
        en: '{value} {unit} is unlikely; {value} {other} would be {converted}',
        nl: '{value} {unit} is onwaarschijnlijk; {value} {other} zou {converted} zijn',
        fr: '{value} {unit} est peu vraisemblable ; {value} {other} feraient {converted}',
        de: '{value} {unit} ist unwahrscheinlich; {value} {other} wären {converted}',
      },
      mend: {
        en: 'Check the unit in the laboratory’s report. Nothing is derived from the value until then.',
        nl: 'Controleer de eenheid in het labverslag. Tot dan wordt er niets uit afgeleid.',
        fr: 'Vérifiez l’unité dans le rapport du laboratoire. D’ici là, rien n’en est dérivé.',
        de: 'Prüfen Sie die Einheit im Laborbericht. Bis dahin wird nichts daraus abgeleitet.',
      },
    },
  },
  check(course, ask) {
    return course.records.flatMap((record) =>
      quantitiesOf(record.type).flatMap((item) => {
        const quantity = record.record[item.name] as Partial<Quantity> | undefined;
        const { value, unit } = quantity?.reported ?? {};
        if (typeof quantity?.value !== 'number' || typeof value !== 'number' || typeof unit !== 'string') return [];
        // Temperature has its own rule: V21.
        if (item.unit === 'Cel' || (quantity.value >= item.min && quantity.value <= item.max)) return [];
        const likely = Object.keys(item.accepts).flatMap((other) => {
          const converted = other === unit ? undefined : toCanonical(item, value, other);
          return converted !== undefined && converted >= item.min && converted <= item.max
            ? [{ other, converted }]
            : [];
        });
        const [first] = likely;
        return first
          ? [
              ask(record, item.name, 'other', {
                value,
                unit,
                other: first.other,
                converted: `${first.converted} ${item.unit}`,
              }),
            ]
          : [];
      }),
    );
  },
});
