// One text a patient: what must coincide coincides, what must not does not.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromUtf8, unwrap } from '@longview/foundation';
import { normalise } from './normalise.ts';

const text = (idType: string, digits: string): string => fromUtf8(unwrap(normalise(idType, digits)));

test('the form is lv|v1|idType|digits', () => {
  expect(text('be:niss', '85073003328')).toBe('lv|v1|be:niss|85073003328');
  expect(text('local:north', 'A-17/3')).toBe('lv|v1|local:north|A-17/3');
});

test('a national number is one however it is printed', () => {
  for (const printed of ['85.07.30-033.28', '850730 033 28', '850730-033-28'])
    expect(text('be:niss', printed)).toBe('lv|v1|be:niss|85073003328');
  expect(text('es:dni', '12345678z')).toBe(text('es:dni', '12345678-Z'));
});

test('a local number is kept to the letter', () => {
  expect(text('local:north', '1-11')).not.toBe(text('local:north', '11-1'));
  expect(text('local:north', 'a1')).not.toBe(text('local:north', 'A1'));
});

test('two different pairs never share a text', () => {
  const pair = fc.tuple(
    fc.constantFrom('local:a', 'local:a-b', 'local:b'),
    fc.string({ unit: fc.constantFrom('1', '2', '-', ':', '.', 'a'), minLength: 1, maxLength: 4 }),
  );
  fc.assert(
    fc.property(pair, pair, (left, right) => {
      expect(text(...left) === text(...right)).toBe(left[0] === right[0] && left[1] === right[1]);
    }),
  );
});

describe('refused', () => {
  test.each(['', 'be', 'BE:niss', 'be:niss|x', 'local:', 'local:a|b', 'be:', 'bel:niss'])('idType %j', (idType) => {
    expect(normalise(idType, '85073003328')).toMatchObject({ ok: false, error: { code: 'ID_TYPE' } });
  });
  test.each([
    ['be:niss', '8507300332'],
    ['be:niss', '850730033281'],
    ['be:niss', '8507300332X'],
    ['be:niss', '85073003328|'],
    ['nl:bsn', ''],
    ['nl:bsn', ' - '],
    ['local:a', ''],
    ['local:a', '1|2'],
    ['local:a', ' 12'],
    ['local:a', '1\n2'],
    ['local:a', 'é'],
    ['local:a', '1'.repeat(65)],
  ])('%s %j, without naming a digit', (idType, digits) => {
    const refused = normalise(idType, digits);
    expect(refused).toMatchObject({ ok: false, error: { code: 'ID_DIGITS', path: 'digits' } });
    if (!refused.ok && digits.trim().length > 1) expect(refused.error.message).not.toContain(digits);
  });
});
