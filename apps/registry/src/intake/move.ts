// In: a move as it stands, who wants to approve it, and when. Out: that it may be approved, or why not. Pure. Refuses the person who asked, and a move
// that was approved, is used or has expired.
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';

/** Of the request, the approval and the sending together. */
export const MOVE_DAYS = 7;

export interface Move {
  readonly id: string;
  readonly system: string;
  /** The blinded key of the record, hexadecimal. */
  readonly keyHex: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly approvedBy: string | null;
  readonly expires: Date;
}

export type ApprovalCode = 'MOVE_UNKNOWN' | 'SAME_PERSON' | 'MOVE_APPROVED' | 'MOVE_EXPIRED';

/** Of a move that is not there and of one of another centre the same is said. */
export const MOVE_UNKNOWN = refusal(
  'MOVE_UNKNOWN' as const,
  'Your centre has no move of this id: ask the person who requested it.',
  'id',
);

export function mayApprove(move: Move | undefined, approver: string, at: Date): Result<Move, Refusal<ApprovalCode>> {
  if (!move) return err(MOVE_UNKNOWN);
  if (move.approvedBy !== null)
    return err(refusal('MOVE_APPROVED', 'This move is approved already: send the file again.', 'id'));
  if (move.expires.getTime() <= at.getTime())
    return err(refusal('MOVE_EXPIRED', `This move was open for ${MOVE_DAYS} days: request it again.`, 'id'));
  if (move.requestedBy === approver)
    return err(refusal('SAME_PERSON', 'You requested this move: another person of your centre approves it.', 'id'));
  return ok(move);
}
