import { describe, expect, test } from '@jest/globals';
import { attach } from './attach.ts';

const courses = [
  { id: 'first', begun: '2020-01-01' },
  { id: 'second', begun: '2023-01-01' },
  { id: 'unbegun', begun: null },
];

describe('records that wait', () => {
  test.each([
    ['2019-12-31', undefined],
    ['2020-01-01', 'first'],
    ['2022-12-31', 'first'],
    ['2023-06-01', 'second'],
    [undefined, undefined],
  ])('what is dated %s joins %s', (latest, course) =>
    expect(attach([{ id: 'r', latest }], courses).get('r')).toBe(course),
  );

  test('what may lie before its course joins the first where none had begun, and no other', () => {
    expect(attach([{ id: 'r', latest: '2015-01-01', mayPrecede: true }], courses).get('r')).toBe('first');
    expect(attach([{ id: 'r', latest: '2022-12-31', mayPrecede: true }], courses).get('r')).toBe('first');
    expect(attach([{ id: 'r', latest: '2015-01-01', mayPrecede: true }], []).get('r')).toBeUndefined();
    expect(attach([{ id: 'r', latest: undefined, mayPrecede: true }], courses).get('r')).toBeUndefined();
  });

  test('of two courses of one day the choice is always the same', () => {
    const twins = [
      { id: 'b', begun: '2020-01-01' },
      { id: 'a', begun: '2020-01-01' },
    ];
    expect(attach([{ id: 'r', latest: '2021-01-01' }], twins).get('r')).toBe('a');
    expect(attach([{ id: 'r', latest: '2021-01-01' }], twins.toReversed()).get('r')).toBe('a');
  });
});
