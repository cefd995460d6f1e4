import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readOptions } from './options.ts';

const kid = fc.stringMatching(/^[\w-]{43}$/);

test('a key is revoked or ended whatever it is called, also when its name begins like an option', () => {
  const anyKid = fc.oneof(
    kid,
    kid.map((one) => `-${one.slice(1)}`),
    kid.map((one) => `--${one.slice(2)}`),
  );
  fc.assert(
    fc.property(anyKid, fc.boolean(), (name, last) => {
      const [by, why] = [
        ['--by', 'A'],
        ['--because', 'stolen'],
      ];
      const args = last ? ['revoke', ...by, ...why, 'centre-a', name] : ['revoke', 'centre-a', name, ...by, ...why];
      expect(readOptions(args)).toMatchObject({
        ok: true,
        value: { by: ['A'], wish: { kind: 'revoke', centre: 'centre-a', kid: name, because: 'stolen' } },
      });
      expect(readOptions(['end', 'centre-a', name, ...by, '--at', '2026-12-31T00:00:00Z'])).toMatchObject({
        ok: true,
        value: { wish: { kind: 'end', kid: name } },
      });
    }),
  );
});

test('a name behind -- is left where it is, and what is no key and begins with a dash is refused', () => {
  const name = `-${'A'.repeat(42)}`;
  expect(readOptions(['revoke', '--by', 'A', '--because', 'x', '--', 'centre-a', name])).toMatchObject({
    ok: true,
    value: { wish: { kid: name } },
  });
  for (const wrong of ['-x', '--unknown', name.slice(0, 42)])
    expect(readOptions(['revoke', 'centre-a', wrong, '--by', 'A', '--because', 'x'])).toMatchObject({ ok: false });
});
