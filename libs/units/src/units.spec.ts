// Units as they stand on laboratory forms: what they plainly mean, that nothing is lost on the way there and back, and each known trap.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalFactor,
  convert,
  isUcum,
  numberInUnit,
  quantityOf,
  readInteger,
  readMeasured,
  ucumOf,
  wordOf,
} from './index.ts';

const item = (unit: string, min: number, max: number, accepts: Record<string, number> = {}) => ({
  label: 'a value',
  unit,
  min,
  max,
  accepts: { [unit]: 1, ...accepts },
});
const CRP = item('mg/L', 0, 1000, { 'mg/dL': 10 });
const HB = item('g/dL', 2, 25, { 'g/L': 0.1, 'mmol/L': 1.6114 });
const CELLS = item('10*9/L', 0, 100, { '10*3/uL': 1, '/uL': 0.001 });
const FLC = item('mg/L', 0, 100_000, { 'mg/dL': 10 });
const TEMPERATURE = item('Cel', 30, 43);

describe('UCUM', () => {
  test.each([
    ['10*3/uL', '10*9/L', 1],
    ['/uL', '10*9/L', 0.001],
    ['/uL', '10*6/L', 1],
    ['ng/mL', 'ug/L', 1],
    ['mg/dL', 'g/L', 0.01],
    ['g/dL', 'g/L', 10],
    ['pg/mL', 'ng/L', 1],
    ['ukat/L', 'U/L', 60],
    ['[in_i]', 'cm', 2.54],
    ['[lb_av]', 'kg', 0.453_592_37],
    ['kPa', 'mm[Hg]', 7.500_637_554_192],
    ['cm2', 'mm2', 100],
    ['mg/d', 'mg/h', 1 / 24],
    ['g/m2', 'mg/cm2', 0.1],
    ['100/uL', '/uL', 100],
  ])('%s is so many %s', (from, to, factor) => expect(canonicalFactor(from, to)).toBeCloseTo(factor, 10));
  test.each([
    ['10*9/L', 'mmol/L'],
    ['[IU]/L', 'U/L'],
    ['mg/L', 'mmol/L'],
    ['g', 'L'],
    ['ug/L', 'ug/L{FEU}'],
    ['Cel/h', 'K/h'],
  ])('%s does not become %s', (from, to) => expect(convert(1, from, to)).toBeUndefined());
  test.each([
    '',
    '//',
    'mg//L',
    'L/',
    'mg L',
    'Jan',
    'constructor',
    '__proto__',
    '0/L',
    'a'.repeat(60),
    '10*',
    '{',
    '][',
  ])('%p is no unit or one of ten', (code) => expect(isUcum(code)).toBe(code === '10*'));
  test('degrees', () => {
    expect(convert(98.6, '[degF]', 'Cel')).toBe(37);
    expect(convert(38.5, 'Cel', '[degF]')).toBe(101.3);
    expect(convert(0, 'K', 'Cel')).toBe(-273.15);
  });
  const PAIRS = [
    ['mg/dL', 'mg/L'],
    ['[degF]', 'Cel'],
    ['/uL', '10*9/L'],
    ['mm[Hg]', 'kPa'],
    ['[in_i]', 'cm'],
    ['ukat/L', 'U/L'],
    ['ng/mL', 'g/L'],
  ] as const;
  test('there and back is the same to nine digits', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PAIRS), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), ([from, to], value) => {
        const back = convert(convert(value, from, to) as number, to, from) as number;
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(1e-9, Math.abs(value) * 1e-9));
      }),
    );
  });
  test('any text is a unit or not, and never a fault', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isUcum(text) === 'boolean' && (ucumOf(text), true)));
  });
});

describe('spellings', () => {
  test.each([
    ['10^9/L', '10*9/L'],
    ['10^9/l', '10*9/L'],
    ['x10^9/L', '10*9/L'],
    ['x 10⁹/l', '10*9/L'],
    ['10e9/L', '10*9/L'],
    ['G/L', '10*9/L'],
    ['g/l', 'g/L'],
    ['T/L', '10*12/L'],
    ['/µL', '/uL'],
    ['/mm³', '/uL'],
    ['10^3/µl', '10*3/uL'],
    ['K/uL', '10*3/uL'],
    ['µmol/l', 'umol/L'],
    ['mcg/mL', 'ug/mL'],
    ['MG/DL', 'mg/dL'],
    ['mg/dl', 'mg/dL'],
    ['UI/L', 'U/L'],
    ['U/l', 'U/L'],
    ['mmHg', 'mm[Hg]'],
    ['°C', 'Cel'],
    ['°F', '[degF]'],
    ['ml/min/1,73m²', 'mL/min/{1.73_m2}'],
    ['miljoen', '10*6'],
  ])('%s is %s', (written, code) => expect(ucumOf(written)).toBe(code));
  test.each(['', 'units', 'Mg/L', 'Jan Peeters', 'ooit', '39'])('%p stays unread or is its own number', (written) =>
    expect([undefined, '39']).toContain(ucumOf(written)),
  );
});

describe('numbers', () => {
  test.each([
    ['0,1', ',', 0.1, undefined],
    ['<0,1', ',', 0.1, '<'],
    ['< 0.1', '.', 0.1, '<'],
    ['>45000', '.', 45_000, '>'],
    ['≥ 500', '.', 500, '>='],
    ['=<5', '.', 5, '<='],
    ['1\u00a0234,5', ',', 1234.5, undefined],
    ['12\u202f345\u202f678', '.', 12_345_678, undefined],
    ['1 234', '.', 1234, undefined],
    ['-3', '.', -3, undefined],
    ['2E+3', '.', 2000, undefined],
  ] as const)('%s is read', (cell, decimal, value, comparator) => {
    const read = readMeasured(cell, decimal);
    expect(read).toEqual({ ok: true, value: { value, ...(comparator && { comparator }) } });
  });
  test.each([
    '1.234,5',
    '1,234.5',
    '12 34',
    '1 23',
    '<',
    '',
    '5-10',
    '~5',
    '1e999',
    '0x10',
    'Infinity',
    '1\u00a0234\u00a05',
    '5 mg',
  ])('%p is not guessed at', (cell) => expect(readMeasured(cell, ',').ok).toBe(false));
  test('where no limit is taken, it is told as one', () => {
    expect(readInteger('<5', '.')).toEqual({ ok: false, error: 'comparator' });
    expect(readInteger('2.5', '.')).toEqual({ ok: false, error: 'not-whole' });
  });
});

describe('words', () => {
  test.each([
    ['Spoor', { says: 'trace' }],
    ['sporen', { says: 'trace' }],
    ['TRACES', { says: 'trace' }],
    ['niet detecteerbaar', { says: 'below' }],
    ['n.b.', { says: 'absent', absence: 'notDone' }],
    ['inconnu', { says: 'absent', absence: 'unknown' }],
    ['n.v.t.', { says: 'absent', absence: 'notApplicable' }],
    ['Peeters', undefined],
  ])('%s', (cell, word) => expect(wordOf(cell)).toEqual(word));
});

describe('quantities', () => {
  const read = (of: ReturnType<typeof item>, value: number, unit: string) => quantityOf(of, { value }, unit);
  test('keep what was reported', () => {
    expect(read(CRP, 3, 'mg/dL')).toEqual({ quantity: { value: 30, reported: { value: 3, unit: 'mg/dL' } } });
    expect(read(HB, 7.5, 'mmol/l').quantity).toEqual({ value: 12.0855, reported: { value: 7.5, unit: 'mmol/L' } });
    expect(read(CELLS, 500, '/µL').quantity).toEqual({ value: 0.5, reported: { value: 500, unit: '/uL' } });
    expect(read(FLC, 12, 'mg/dL').quantity?.value).toBe(120);
    expect(read(CRP, 5, 'ug/mL').quantity).toEqual({ value: 5, reported: { value: 5, unit: 'ug/mL' } });
    expect(read(TEMPERATURE, 101.3, '°F').quantity).toEqual({
      value: 38.5,
      reported: { value: 101.3, unit: '[degF]' },
    });
  });
  test('keep a limit as one', () =>
    expect(quantityOf(CRP, { value: 0.1, comparator: '<' }, 'mg/dL').quantity).toEqual({
      value: 1,
      reported: { value: 0.1, unit: 'mg/dL' },
      comparator: '<',
    }));
  test('ask where another unit explains the number, and change nothing', () => {
    const hb = read(HB, 120, 'g/dL');
    expect(hb.quantity).toEqual({ value: 120, reported: { value: 120, unit: 'g/dL' } });
    expect(hb.trouble?.rule).toBe('U02');
    expect(hb.trouble?.message).toContain('12 if it was g/L');
    expect(read(CELLS, 5200, '10*9/L').trouble?.message).toContain('5.2 if it was /uL');
    expect(read(CRP, 8000, 'mg/dL').trouble).toBeUndefined();
  });
  test('mark a repaired temperature', () => {
    const hot = read(TEMPERATURE, 100.4, 'Cel');
    expect(hot.quantity).toEqual({ value: 38, reported: { value: 100.4, unit: 'Cel' } });
    expect(hot.trouble?.rule).toBe('U03');
    // Between the two nobody can say which: it stays and the range asks.
    expect(read(TEMPERATURE, 44, 'Cel')).toEqual({ quantity: { value: 44, reported: { value: 44, unit: 'Cel' } } });
  });
  test.each(['', 'mol', 'Jan Peeters', 'cells'])('in %p are left out', (unit) => {
    const { quantity, trouble } = read(CRP, 3, unit);
    expect([quantity, trouble?.rule]).toEqual([undefined, 'U01']);
    if (unit.length > 4) expect(JSON.stringify(trouble)).not.toContain(unit);
  });
  test('a number of a score takes no other unit', () => {
    const score = {
      kind: 'integer',
      name: 'x',
      label: 'x',
      level: 'full',
      source: '',
      purpose: '',
      identifiability: 'none',
      min: 0,
      max: 10,
    } as const;
    expect(numberInUnit({ ...score, unit: '{score}' }, 7, '{score}')).toBe(7);
    expect(numberInUnit({ ...score, unit: '{score}' }, 7, 'mg')).toBeUndefined();
    expect(numberInUnit({ ...score, unit: '%' }, 0.7, '1')).toBe(70);
  });
});
