// Every file of code opens by saying what it is for, and stays of a size that one can hold in mind.
import { describe, expect, it } from '@jest/globals';
import { readText, repositoryFiles } from './repository.ts';

/** A spec says what it is for in the names of its tests. */
const code = repositoryFiles(/\.(ts|mjs|cedar|sql|R)$/).filter((path) => !/\.(int-)?spec\.ts$/.test(path));

const opens = (text: string): boolean => /^(#!.*\n)?(\/\/ ?|\/\*\*? ?|# |-- )\w/.test(text);

describe('a file of code', () => {
  it('opens with a comment', () => {
    expect(code.filter((path) => !opens(readText(path)))).toEqual([]);
  });

  it('is at most 450 lines', () => {
    expect(code.filter((path) => readText(path).split('\n').length > 450)).toEqual([]);
  });
});

it.each([
  ['// In: a number. Out: its square.\nexport {};', true],
  ['#!/usr/bin/env node\n// In: a file. Out: its checksum.', true],
  ['export {};\n// In: late', false],
  ['#!/usr/bin/env node\nimport 1', false],
  ['//\nexport {};', false],
])('%j opens well: %s', (text, expected) => expect(opens(text)).toBe(expected));
