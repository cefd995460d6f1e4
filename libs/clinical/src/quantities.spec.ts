// The factors between units, computed a second time from what the units mean: prefixes, atoms and exponents of UCUM, and molar masses where moles
// and grams meet. Every quantity of the dictionary is looked at.
import { describe as suite, expect, test } from '@jest/globals';
import { describe, fromCanonical, toCanonical } from '@longview/dictionary';
import fc from 'fast-check';
import { recordClass, RECORD_TYPE_NAMES } from './record-types.ts';

const PREFIXES = { '': 1, k: 1e3, c: 1e-2, d: 1e-1, m: 1e-3, u: 1e-6, n: 1e-9, p: 1e-12 };

/** Size and dimension. An enzyme unit is a micromole a minute; an international unit is taken for one, as the assays are calibrated. */
const ATOMS: Readonly<Record<string, readonly [number, string]>> = {
  g: [1, 'mass'],
  '[lb_av]': [453.592_37, 'mass'],
  L: [1e-3, 'volume'],
  m: [1, 'length'],
  '[in_i]': [0.0254, 'length'],
  mol: [1, 'amount'],
  kat: [1, 'activity'],
  U: [1e-6 / 60, 'activity'],
  '[IU]': [1e-6 / 60, 'activity'],
  min: [60, 'time'],
  h: [3600, 'time'],
  d: [86_400, 'time'],
  Gy: [1, 'dose'],
  'm[Hg]': [1, 'pressure'],
  '%': [0.01, ''],
};

function atomOf(text: string): readonly [number, string] {
  const bare = text.replace(/\{[^}]*\}$/, '');
  if (bare === '' || bare === '1') return [1, ''];
  const power = /^10\*(\d+)$/.exec(bare);
  if (power) return [10 ** Number(power[1]), ''];
  const [, name = '', exponent = ''] = /^(.*?)(\d?)$/.exec(bare) ?? [];
  const times = exponent === '' ? 1 : Number(exponent);
  for (const [prefix, size] of Object.entries(PREFIXES)) {
    const atom = name.startsWith(prefix) ? ATOMS[name.slice(prefix.length)] : undefined;
    // A cubic metre is a volume as a litre is.
    if (atom) return [(size * atom[0]) ** times, times === 3 ? 'volume' : times === 1 ? atom[1] : `${atom[1]}${times}`];
  }
  throw new RangeError(`no unit ${text}`);
}

function meaning(unit: string): readonly [size: number, dimension: string] {
  // The giga in G/L counts cells and is no unit of UCUM: French laboratories write it. A day has 24 hours.
  const parts = (unit === 'G/L' ? '10*9/L' : unit.replace('(24.h)', 'd')).split('/').map(atomOf);
  const size = parts.reduce((product, [factor], index) => (index === 0 ? factor : product / factor), 1);
  const below = parts.slice(1).flatMap(([, dimension]) => (dimension === '' ? [] : [dimension]));
  return [size, `${parts[0]?.[1]}/${below.toSorted().join('.')}`];
}

/** Grams a mole, of what is reported in both; of haemoglobin a quarter, since its iron is counted. */
const MOLAR: Readonly<Record<string, number>> = {
  haemoglobin: 64_458 / 4,
  creatinine: 113.12,
  bilirubin: 584.66,
  triglycerides: 885.4,
};

const quantities = RECORD_TYPE_NAMES.flatMap((type) =>
  describe(recordClass(type)).items.flatMap((item) => (item.kind === 'quantity' ? [{ type, item }] : [])),
);
const conversions = quantities.flatMap(({ type, item }) =>
  Object.keys(item.accepts).map((unit) => ({ name: `${type}.${item.name}`, item, unit })),
);

suite('units', () => {
  test('there are many', () => expect(conversions.length).toBeGreaterThan(150));

  test('each factor is what its units mean', () => {
    for (const { name, item, unit } of conversions) {
      if (item.unit === 'Cel') continue;
      const [[from, what], [to, canonical]] = [meaning(unit), meaning(item.unit)];
      const moles = what.startsWith('amount') || canonical.startsWith('amount');
      const grams = MOLAR[item.name] ?? Number.NaN;
      const factor =
        what === canonical
          ? from / to
          : moles
            ? (from / to) * (canonical.startsWith('amount') ? 1 / grams : grams)
            : Number.NaN;
      const built = toCanonical(item, 1, unit) as number;
      expect([name, unit, Math.abs(built / factor - 1) < (what === canonical ? 1e-9 : 2e-3)]).toEqual([
        name,
        unit,
        true,
      ]);
    }
  });

  test('Fahrenheit', () => {
    const temperature = conversions.find(({ unit }) => unit === '[degF]');
    expect(temperature && toCanonical(temperature.item, 98.6, '[degF]')).toBe(37);
    expect(temperature && toCanonical(temperature.item, 100.4, '[degF]')).toBe(38);
  });

  test('there and back again is the same number', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...conversions),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        ({ item, unit }, value) => {
          const back = fromCanonical(item, toCanonical(item, value, unit) as number, unit) as number;
          expect(Math.abs(back - value)).toBeLessThanOrEqual(1e-8 * Math.max(1, value));
        },
      ),
      { numRuns: 2000 },
    ));

  test.each([
    ['C-reactive protein, 3 mg/dL', 'cReactiveProtein', 3, 'mg/dL', 30],
    ['haemoglobin, 5.6 mmol/L', 'haemoglobin', 5.6, 'mmol/L', 9.02],
    ['neutrophils, 500/uL', 'neutrophils', 500, '/uL', 0.5],
    ['free light chains, 10 mg/dL', 'kappaLightChains', 10, 'mg/dL', 100],
    ['fibrinogen, 150 mg/dL', 'fibrinogen', 150, 'mg/dL', 1.5],
    ['M-protein, 0.5 g/dL', 'serumMProtein', 0.5, 'g/dL', 5],
  ])('%s', (_name, name, value, unit, expected) => {
    const found = quantities.find(({ item }) => item.name === name);
    expect(found && toCanonical(found.item, value, unit)).toBeCloseTo(expected, 2);
  });
});
