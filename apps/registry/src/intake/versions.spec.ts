import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentHash, nextVersion, type StoredVersion } from './versions.ts';

const stored: StoredVersion = {
  id: 'r1',
  patientId: 'p1',
  version: 3,
  type: 'Infusion',
  contentHash: 'h',
  withdrawn: null,
};
const infusion = { type: 'Infusion', body: { infusionDate: '2024-03-01' } } as const;

describe('what becomes of a submitted record', () => {
  test.each([
    ['never seen', infusion, 'h', 'p1', undefined, { outcome: 'ACCEPTED', version: 1 }],
    ['the same again', infusion, 'h', 'p1', stored, { outcome: 'UNCHANGED' }],
    ['changed', infusion, 'other', 'p1', stored, { outcome: 'UPDATED', version: 4, supersedes: 'r1' }],
    [
      'withdrawn',
      { withdraw: 'enteredInError' },
      undefined,
      'p1',
      stored,
      { outcome: 'WITHDRAWN', version: 4, supersedes: 'r1' },
    ],
    ['withdrawn twice', { withdraw: 'x' }, undefined, 'p1', { ...stored, withdrawn: 'x' }, { outcome: 'UNCHANGED' }],
    [
      'sent again after it was withdrawn',
      infusion,
      'h',
      'p1',
      { ...stored, withdrawn: 'x' },
      { outcome: 'UPDATED', version: 4 },
    ],
    [
      'withdrawn and never sent',
      { withdraw: 'x' },
      undefined,
      'p1',
      undefined,
      { outcome: 'REFUSED', problem: { rule: 'R04' } },
    ],
    ['of another patient', infusion, 'h', 'p2', stored, { outcome: 'REFUSED', problem: { rule: 'R03' } }],
    [
      'of another type',
      { type: 'Icans', body: {} },
      'h',
      'p1',
      stored,
      { outcome: 'REFUSED', problem: { rule: 'R05' } },
    ],
  ] as const)('%s', (_name, content, hash, patient, before, expected) => {
    expect(nextVersion(content, hash, patient, before, false)).toMatchObject(expected);
    // A move that was opened changes nothing for a record that stays.
    if (before?.patientId !== 'p1' || patient === 'p1')
      expect(nextVersion(content, hash, patient, before, true)).toMatchObject(expected);
  });

  test('a move that was opened lets a record go, with a version that closes it first; it lets nothing be withdrawn, and no type change', () => {
    const moved = { outcome: 'MOVED', closing: 4, version: 5, supersedes: 'r1' };
    expect(nextVersion(infusion, 'h', 'p2', stored, true)).toEqual(moved);
    expect(nextVersion(infusion, 'other', 'p2', { ...stored, withdrawn: 'x' }, true)).toEqual(moved);
    const refused = [
      nextVersion({ withdraw: 'x' }, undefined, 'p2', stored, true),
      nextVersion({ type: 'Icans', body: {} }, 'h', 'p2', stored, true),
    ];
    expect(refused).toMatchObject([{ problem: { rule: 'R03' } }, { problem: { rule: 'R05' } }]);
  });

  test('equal content has one hash, whatever the order of its members; a byte more has another', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.integer()), (body) => {
        const reversed = Object.fromEntries(Object.entries(body).reverse());
        expect(contentHash('Infusion', reversed, 'c')).toBe(contentHash('Infusion', body, 'c'));
        expect(contentHash('Infusion', { ...body, 'one more': 1 }, 'c')).not.toBe(contentHash('Infusion', body, 'c'));
        expect(contentHash('Infusion', body, undefined)).not.toBe(contentHash('Infusion', body, 'c'));
      }),
    ));
});
