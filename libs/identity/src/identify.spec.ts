// The whole check of one patient: what is refused, what is asked, and that no answer repeats what identifies.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { canonicalJson, unwrap } from '@longview/foundation';
import { identify } from './identify.ts';
import type { TypedIdentity } from './identify.ts';
import { pseudonymInput } from './pseudonym-input.ts';

const TODAY = '2026-05-04';
const accept = (typed: TypedIdentity) => unwrap(identify(typed, TODAY));
const errorsOf = (typed: TypedIdentity) => {
  const result = identify(typed, TODAY);
  return result.ok ? [] : result.error.map((one) => one.code);
};
const queriesOf = (typed: TypedIdentity) => accept(typed).findings.map((one) => one.code);
const MAN: TypedIdentity = { nationalNumber: '85073003328', birthDate: '1985-07-30', sex: 'male', fileNumber: 'A-12' };

describe('the birth date beside the number', () => {
  test('agrees', () => expect(queriesOf(MAN)).toEqual([]));
  test.each(['1985-07-31', '1985-08-30', '1984-07-30', '2085-07-30'])('%s is refused', (birthDate) =>
    expect(errorsOf({ ...MAN, birthDate })).toContain('birth-date-disagrees'),
  );
  test('agrees with what a partial number carries, and only with that', () => {
    expect(queriesOf({ nationalNumber: '85073500107', birthDate: '1985-07-02' })).toEqual([]);
    expect(errorsOf({ nationalNumber: '85073500107', birthDate: '1985-06-02' })).toEqual(['birth-date-disagrees']);
    expect(queriesOf({ nationalNumber: '00000100195', birthDate: '1951-06-02' })).toEqual([]);
  });
  test('is taken from the number when the file has none', () =>
    expect(accept({ nationalNumber: '17073003384' }).identity.birthDate).toBe('2017-07-30'));
  test('is asked for when neither has it', () =>
    expect(queriesOf({ nationalNumber: '00000100195' })).toEqual(['birth-date-unknown']));
  test('in the future is refused', () => {
    expect(errorsOf({ fileNumber: '1', birthDate: '2026-05-05' })).toEqual(['birth-date-future']);
    expect(identify({ nationalNumber: '17073003384' }, '2017-07-29').ok).toBe(false);
    expect(identify({ nationalNumber: '17073003384' }, '2017-07-30').ok).toBe(true);
  });
  test('that no calendar has is refused', () =>
    expect(errorsOf({ ...MAN, birthDate: '1985-02-30' })).toEqual(['birth-date-unreadable']));
});

describe('the sex beside the number', () => {
  test('another one is asked about, not refused', () =>
    expect(queriesOf({ ...MAN, sex: 'female' })).toEqual(['sex-disagrees']));
  test('BIS + 20 carries none', () =>
    expect(queriesOf({ nationalNumber: '00200100112', sex: 'female', birthDate: '1960-01-01' })).toEqual([]));
  test('BIS + 40 does', () =>
    expect(queriesOf({ nationalNumber: '98472899765', sex: 'female' })).toEqual(['sex-disagrees']));
  test('unknown and other are not a contradiction', () => {
    expect(queriesOf({ ...MAN, sex: 'unknown' })).toEqual([]);
    expect(queriesOf({ ...MAN, sex: 'other' })).toEqual([]);
  });
});

describe('whom the number space knows', () => {
  test('a BIS number filed as NISS is the same person, and said', () => {
    const filed = accept({ nationalNumber: '98472899765', numberType: 'be:niss' });
    const right = accept({ nationalNumber: '98.47.28-997.65', numberType: 'be:bis' });
    expect(filed.findings.map((one) => one.code)).toEqual(['number-type-corrected']);
    expect(pseudonymInput(filed.identity, 'c1')).toEqual(pseudonymInput(right.identity, 'c2'));
    expect(filed.identity.key).toBe(right.identity.key);
  });
  test('another country, written twice differently', () => {
    const one = accept({ nationalNumber: '1 85 05 78 006 084 36', numberType: 'fr:nir', birthDate: '1985-05-02' });
    const two = accept({ nationalNumber: '185057800608436', numberType: 'FR:NIR', birthDate: '1985-05-02' });
    expect(pseudonymInput(one.identity, 'c1')).toEqual({ idType: 'fr:nir', digits: '185057800608436', linkable: true });
    expect(one.identity.key).toBe(two.identity.key);
  });
  test.each(['00000000', '999999', 'ONBEKEND', 'n/a', '123'])('the placeholder %s joins nobody', (nationalNumber) =>
    expect(identify({ nationalNumber, numberType: 'nl:bsn' }, TODAY).ok).toBe(false),
  );
  test('no number: the file number, usable and not linkable', () => {
    const { identity, findings } = accept({ fileNumber: ' h1-77 ', birthDate: '1960-01-01' });
    expect(pseudonymInput(identity, 'uz-a')).toEqual({ idType: 'local:uz-a', digits: 'H1-77', linkable: false });
    expect(findings.map((one) => one.code)).toEqual(['not-linkable']);
  });
  test('neither is refused', () =>
    expect(errorsOf({ birthDate: '1960-01-01', fileNumber: '  ' })).toEqual(['identity-missing']));
  test.each(['be:passport', 'niss', 'x'])('the type %s is not known', (numberType) =>
    expect(errorsOf({ ...MAN, numberType })).toContain('number-type-unknown'),
  );
});

describe('what an identity shows of itself', () => {
  const { identity } = accept({ ...MAN, name: 'Proefpersoon, Adriaan' });
  test('nothing when printed, serialised or inspected', () => {
    const shown = [
      JSON.stringify({ identity }),
      String(identity),
      inspect(identity, { showHidden: true, depth: 9 }),
    ].join();
    expect(shown).not.toMatch(/8507|1985|Proef|A-12/);
  });
  test('canonical JSON refuses it', () => expect(() => canonicalJson({ identity })).toThrow(TypeError));
});

test('no finding repeats the number, the birth date, the name or the file number', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 9, maxLength: 12 });
  fc.assert(
    fc.property(
      fc.oneof(digits, fc.string({ minLength: 4 }), fc.constantFrom('85073003328', '98472899765', '7073003384')),
      fc.option(fc.constantFrom('be:niss', 'be:bis', 'fr:nir', 'zz'), { nil: undefined }),
      fc.constantFrom('1985-07-30', '2030-12-31', '1985-02-31', 'garbled-date'),
      fc.constantFrom('male' as const, 'female' as const),
      (nationalNumber, numberType, birthDate, sex) => {
        const typed = { nationalNumber, numberType, birthDate, sex, name: 'Zyxwvut', fileNumber: 'QQ-4711' };
        const result = identify(typed, TODAY);
        const told = (result.ok ? result.value.findings : result.error)
          .map((one) => `${one.message} ${one.mend}`)
          .join();
        for (const secret of [birthDate, 'Zyxwvut', 'QQ-4711']) expect(told).not.toContain(secret);
        expect(told).not.toMatch(/\d{4}/);
      },
    ),
  );
});
