import { describe, expect, test } from '@jest/globals';
import { utf8 } from '@longview/foundation';
import fc from 'fast-check';
import { holdsMoreValuesThan } from './http-door.ts';

/** Commas and opening brackets of a value, from the value itself. */
function countOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  const members = Object.values(value);
  return 1 + Math.max(0, members.length - 1) + members.reduce((sum: number, one) => sum + countOf(one), 0);
}

describe('the values of a body, before it is parsed', () => {
  test('are counted outside strings, whatever these hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), (value, spaced) => {
        const bytes = utf8(JSON.stringify(value, null, spaced ? 1 : 0));
        const count = countOf(JSON.parse(JSON.stringify(value)));
        expect(holdsMoreValuesThan(count, bytes)).toBe(false);
        if (count > 0) expect(holdsMoreValuesThan(count - 1, bytes)).toBe(true);
      }),
    );
  });

  test('a quotation mark that is escaped does not end a string', () => {
    expect(holdsMoreValuesThan(1, utf8(String.raw`{"a":"\",[{,,,\\"}`))).toBe(false);
  });
});
