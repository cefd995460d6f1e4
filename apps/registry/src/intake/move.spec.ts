import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayApprove, type Move } from './move.ts';

const move: Move = {
  id: 'm',
  system: 'ehr',
  keyHex: 'aa',
  reason: 'wrongPatient',
  requestedBy: 'one',
  approvedBy: null,
  expires: new Date('2026-01-08T00:00:00Z'),
};
const code = (of: Move | undefined, who: string, at: string) => {
  const may = mayApprove(of, who, new Date(at));
  return may.ok ? 'ok' : may.error.code;
};

describe('a move is approved', () => {
  test('by a second person, before it expires, once', () => {
    expect(code(move, 'two', '2026-01-07T23:59:59.999Z')).toBe('ok');
    expect(code(move, 'two', '2026-01-08T00:00:00Z')).toBe('MOVE_EXPIRED');
    expect(code(move, 'one', '2026-01-02T00:00:00Z')).toBe('SAME_PERSON');
    expect(code({ ...move, approvedBy: 'two' }, 'two', '2026-01-02T00:00:00Z')).toBe('MOVE_APPROVED');
    expect(code({ ...move, approvedBy: 'two' }, 'three', '2026-01-02T00:00:00Z')).toBe('MOVE_APPROVED');
    expect(code(undefined, 'two', '2026-01-02T00:00:00Z')).toBe('MOVE_UNKNOWN');
  });

  test('never by who asked, never twice, never late, whatever the order', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('one', 'two', 'three'),
        fc.constantFrom(null, 'two', 'three'),
        fc.integer({ min: -10, max: 10 }),
        (approver, approvedBy, days) => {
          const at = new Date(move.expires.getTime() + days * 86_400_000);
          expect(mayApprove({ ...move, approvedBy }, approver, at).ok).toBe(
            approver !== move.requestedBy && approvedBy === null && days < 0,
          );
        },
      ),
    ));
});
