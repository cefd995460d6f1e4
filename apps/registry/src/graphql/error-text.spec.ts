import { describe, expect, test } from '@jest/globals';
import { withoutLiteral, withoutValue } from './error-text.ts';

describe('what an error tells of a wrong variable', () => {
  test.each([
    [
      'Variable "$submission" got invalid value { infusionDate: "2024-01-01", birthDate: "1950-01-01" } at "submission.patients[0]"; Field "birthDate" is not defined by type "InfusionInput".',
      'Variable "$submission" is not accepted at "submission.patients[0]": Field "birthDate" is not defined by type "InfusionInput".',
    ],
    [
      'Variable "$first" got invalid value "Jan; Peeters"; Int cannot represent non-integer value: "Jan; Peeters"',
      'Variable "$first" is not accepted at "$first": Int cannot represent non-integer value.',
    ],
    [
      'Variable "$e" got invalid value "Peeters" at "e"; Value "Peeters" does not exist in "SurvivalEndpoint" enum.',
      'Variable "$e" is not accepted at "e": the value is of a wrong type.',
    ],
    [
      'Variable "$submission" of required type "SubmissionInput!" was not provided.',
      'Variable "$submission" of required type "SubmissionInput!" was not provided.',
    ],
  ])('%s', (message, expected) => expect(withoutValue(message)).toBe(expected));

  test('a value that looks like the end of the message takes nothing with it', () =>
    expect(
      withoutValue('Variable "$a" got invalid value "x at \\"y\\"; Peeters 1950" at "a.b"; Code takes a code'),
    ).not.toContain('Peeters'));
});

describe('what an error tells of a wrong document', () => {
  test.each([
    ['Syntax Error: Expected Name, found String "Jan \"P\". Peeters".', 'Syntax Error: Expected Name, found String.'],
    ['Syntax Error: Unexpected Name "Peeters".', 'Syntax Error: Unexpected Name.'],
    ['Syntax Error: Expected "{", found <EOF>.', 'Syntax Error: Expected "{", found <EOF>.'],
    ['Expected value of type "Code!", found "Jan Peeters"; Code takes it.', 'Expected value of type "Code!".'],
    ['Int cannot represent non-integer value: "Peeters"', 'Int cannot represent non-integer value.'],
    [
      'Value "PEETERS" does not exist in "SurvivalEndpoint" enum.',
      'The value does not exist in "SurvivalEndpoint" enum.',
    ],
    [
      'Enum "SurvivalEndpoint" cannot represent non-enum value: "P".',
      'Enum "SurvivalEndpoint" cannot represent non-enum value.',
    ],
    ['Cannot query field "nope" on type "Query".', 'Cannot query field "nope" on type "Query".'],
  ])('%s', (message, expected) => expect(withoutLiteral(message)).toBe(expected));
});
