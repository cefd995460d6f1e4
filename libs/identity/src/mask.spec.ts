// A mask shows the shape of a value and no character of it.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mask } from './mask.ts';

test('the shape stays', () => expect(mask('85.07.30-033.28')).toBe('##.##.##-###.##'));

test('no digit and no letter of the value is shown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      expect(mask(value).replaceAll('x', '')).not.toMatch(/[\p{L}\p{N}]/u);
    }),
  );
});
