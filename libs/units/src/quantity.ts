// In: an item that is measured, a number with its limit and unit. Out: the quantity in the canonical unit beside what was reported, and what
// has to be asked. Nothing is changed silently: a value that only another unit explains is left as reported and asked about; a temperature
// that no living person has in Celsius is converted and marked.
import { toCanonical } from '@longview/dictionary';
import type { Item, Quantity, QuantityItem } from '@longview/dictionary';
import type { Measured } from './measured.ts';
import type { UnitRule } from './rules.ts';
import { ucumOf } from './spelled.ts';
import { convert } from './ucum.ts';

export interface UnitTrouble {
  readonly rule: UnitRule;
  readonly message: string;
  readonly mend: string;
}

export interface QuantityReading {
  /** Absent when the unit does not measure the item. */
  readonly quantity?: Quantity;
  readonly trouble?: UnitTrouble;
}

type Measurable = Pick<QuantityItem, 'unit' | 'min' | 'max' | 'accepts' | 'label'>;

/** The value in the canonical unit. Units of the item's own list come first: there a chemist's factor may stand (g/dL for mmol/L). */
const canonical = (item: Pick<Measurable, 'unit' | 'accepts'>, value: number, unit: string): number | undefined =>
  toCanonical(item, value, unit) ?? convert(value, unit, item.unit);

/** Whether the unit measures the item: one of its list, or one that UCUM converts into it. */
export const isUnitOf = (item: Pick<Measurable, 'unit' | 'accepts'>, unit: string): boolean =>
  canonical(item, 1, unit) !== undefined;

/** Units that stand in each other's place on laboratory forms; those that do not measure the item drop out. */
const CONFUSED = [
  'mg/dL',
  'mg/L',
  'g/L',
  'g/dL',
  'mmol/L',
  'umol/L',
  '/uL',
  '10*3/uL',
  '10*9/L',
  'kg',
  '[lb_av]',
  'cm',
  'm',
  '[in_i]',
  '[degF]',
  '10*6',
  '10*8',
  '10*9',
];

/** @param written the unit as the source has it: UCUM, or what laboratories and people write for it. */
export function quantityOf(item: Measurable, { value, comparator }: Measured, written: string): QuantityReading {
  const unit = Object.hasOwn(item.accepts, written.trim()) ? written.trim() : ucumOf(written);
  const inUnit = unit === undefined ? undefined : canonical(item, value, unit);
  if (unit === undefined || inUnit === undefined)
    return {
      trouble: {
        rule: 'U01',
        message: `the unit is not one that measures ${item.label}; the field is left out`,
        mend: `Use ${[...new Set([item.unit, ...Object.keys(item.accepts)])].join(', ')}, or another unit of UCUM that measures the same.`,
      },
    };
  const reported = { value, unit };
  const limit = comparator && { comparator };
  const quantity = { value: inUnit, reported, ...limit };
  if (inUnit >= item.min && inUnit <= item.max) return { quantity };

  if (item.unit === 'Cel' && unit === 'Cel') {
    const repaired = convert(value, '[degF]', 'Cel') as number;
    if (value > 45 && repaired >= item.min && repaired <= item.max)
      return {
        quantity: { value: repaired, reported, ...limit },
        trouble: {
          rule: 'U03',
          message: `${value} is written as degrees Celsius and was read as Fahrenheit: ${repaired} Cel`,
          mend: 'Correct the unit in the source or in the mapping; if the number is wrong, correct it.',
        },
      };
  }
  const meant = [...new Set([...Object.keys(item.accepts), ...CONFUSED])]
    .filter((other) => other !== unit)
    .flatMap((other) => {
      const inOther = canonical(item, value, other);
      return inOther !== undefined && inOther !== inUnit && inOther >= item.min && inOther <= item.max
        ? [`${inOther} if it was ${other}`]
        : [];
    });
  if (meant.length === 0) return { quantity };
  return {
    quantity,
    trouble: {
      rule: 'U02',
      message: `${value} ${unit} is ${inUnit} ${item.unit}, outside ${item.min} to ${item.max}; it would be ${meant.slice(0, 3).join(', ')}`,
      mend: 'Check the unit in the source; the value is left as it was reported.',
    },
  };
}

/** A plain number of an item with a fixed unit, from a source that names one. */
export function numberInUnit(
  item: Extract<Item, { kind: 'integer' | 'decimal' }>,
  value: number,
  written: string,
): number | undefined {
  if (written.trim() === item.unit) return value;
  // Counts and scores have units of annotation only, which say nothing of how to convert.
  if (/^\{[^}]*\}$/u.test(item.unit)) return /^(?:\{[^}]*\}|1|)$/u.test(written.trim()) ? value : undefined;
  const unit = ucumOf(written);
  return unit === undefined ? undefined : convert(value, unit, item.unit);
}
