import { describe, expect, test } from '@jest/globals';
import { unwrap } from '@longview/foundation';
import * as door from './index.ts';
import { exact, isExact } from './exact.ts';
import { isReleased } from './released.ts';
import { release } from './release.ts';
import { context, range, setOf } from './testing/people.ts';

const { answer } = unwrap(release({ measure: 'size', set: setOf(range(0, 42)) }, context()));

describe('a Released', () => {
  test('is made by release()', () => {
    expect(isReleased(answer)).toBe(true);
    expect(answer.value.patients).toBe(42);
  });

  test('cannot be made by anybody else', () => {
    const Maker = answer.constructor as new (key: symbol, value: unknown) => object;
    expect(() => new Maker(Symbol('released'), { patients: 1 })).toThrow(TypeError);
    expect(() => Reflect.construct(Maker, [undefined, {}])).toThrow(TypeError);
    class Heir extends Maker {}
    expect(() => new Heir(Symbol('released'), {})).toThrow(TypeError);
  });

  test.each([
    ['a copy', { ...answer }],
    ['an object with its prototype', Object.create(Object.getPrototypeOf(answer) as object) as unknown],
    ['its JSON read back', JSON.parse(JSON.stringify(answer)) as unknown],
    ['an exact answer', exact({ patients: 1 }, 'ownRows')],
    ['nothing', null],
  ])('is not %s', (_name, candidate) => expect(isReleased(candidate)).toBe(false));

  test('cannot be changed afterwards', () => {
    expect(() => Object.assign(answer.value, { patients: 41 })).toThrow(TypeError);
    expect(() => Object.assign(answer.value.protection, { k: 1 })).toThrow(TypeError);
    expect(() => Object.assign(answer, { value: {} })).toThrow(TypeError);
  });

  test('the door of the library hands out neither the seal nor the switches of rules', () => {
    expect(Object.keys(door).toSorted()).toEqual([
      'EXACT_GROUNDS',
      'LANDMARKS',
      'OTHER',
      'OverlapAudit',
      'SAFETY_COUNTERS',
      'answerQuestion',
      'budgetLeft',
      'clearScalars',
      'exact',
      'exactSafetyCounters',
      'isExact',
      'isReleased',
      'keepsDistance',
      'mergesOf',
      'mostDimensions',
      'onScale',
      'pausedUntil',
      'release',
      'thresholdOf',
    ]);
  });
});

describe('an Exact', () => {
  test('carries its ground and is not a Released', () => {
    const own = exact({ n: 3 }, 'ownRows');
    expect(own.ground).toBe('ownRows');
    expect(isExact(own)).toBe(true);
    expect(isExact(answer)).toBe(false);
    expect(isExact({ ...own })).toBe(false);
    expect(JSON.stringify(own)).toBe('{"n":3}');
  });

  test('needs a ground of the closed list', () => {
    expect(() => exact({}, 'because' as 'ownRows')).toThrow(TypeError);
  });
});
