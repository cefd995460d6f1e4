// In: a clearance as it stands, who wants to decide it, and what was seen. Out: that it may be decided, or why not. Pure. Refuses the person who asked,
// a second decision, and figures other than those that were seen.
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';

export interface Clearance {
  readonly id: string;
  readonly permit: string;
  readonly release: string;
  /** Name of the protected answer within its permit. */
  readonly answer: string;
  /** The question as it was asked, canonical JSON. */
  readonly asked: string;
  /** Canonical JSON of the exact scalars, and its SHA-256, hexadecimal. */
  readonly draft: string;
  readonly hash: string;
  readonly requestedBy: string;
  readonly requested: Date;
  readonly checkedBy: string | null;
  readonly checked: Date | null;
  readonly outcome: 'cleared' | 'refused' | null;
  readonly reason: string | null;
}

export type CheckCode =
  'CLEARANCE_UNKNOWN' | 'CLEARANCE_DECIDED' | 'SAME_PERSON' | 'NOT_WHAT_WAS_SEEN' | 'CLEARANCE_CHANGED';

export const CLEARANCE_UNKNOWN = refusal(
  'CLEARANCE_UNKNOWN' as const,
  'No clearance of this id waits for a check.',
  'id',
);

export const CLEARANCE_CHANGED = refusal(
  'CLEARANCE_CHANGED' as const,
  'Computed anew, the figures are not those that wait: patients left, or others were cleared since. Refuse it; it can be asked again.',
  'id',
);

/** @param seen hash of the figures that the checker looked at. */
export function mayDecide(
  clearance: Clearance | undefined,
  checker: string,
  seen: string,
): Result<Clearance, Refusal<CheckCode>> {
  if (!clearance) return err(CLEARANCE_UNKNOWN);
  if (clearance.outcome !== null)
    return err(refusal('CLEARANCE_DECIDED', 'This clearance is decided already; a decision stays as it is.', 'id'));
  if (clearance.requestedBy === checker)
    return err(refusal('SAME_PERSON', 'You asked for this clearance: another person checks it.', 'id'));
  if (clearance.hash !== seen)
    return err(
      refusal(
        'NOT_WHAT_WAS_SEEN',
        'Give the hash of the figures that you looked at, as `clearances` shows it.',
        'hash',
      ),
    );
  return ok(clearance);
}
