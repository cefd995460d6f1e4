// In: what a person said, as one event. Out: the event as it may be recorded. Refuses an unreadable yes; a no is never refused.
import type { Refusal, Result } from '@longview/foundation';
import { dayNumber, err, ok, refusal } from '@longview/foundation';
import type { Category, CategoryDecision } from './category.ts';
import type { ConsentState } from './state.ts';

export type ConsentEventType =
  'given' | 'amended' | 'withdrawn' | 'optout' | 'optoutReversed' | 'objection' | 'restriction' | 'erasure';

/** On which basis the centre says that it processes; `consent` when absent. */
export type LegalBasis = 'consent' | 'publicInterest' | 'legalObligation' | 'contract';

/**
 * One line of a person's ledger; nobody edits one. All dates are whole days, `YYYY-MM-DD`.
 * `given`: a form was signed. `amended`: single answers were changed. `withdrawn`: everything was taken back; to take back a part, amend.
 * `validFrom` and `validTo` are the first and last day on which the permissions of this event hold; a no never expires.
 */
export interface ConsentEvent {
  readonly type: ConsentEventType;
  readonly at: string;
  readonly categories?: Readonly<Partial<Record<Category, CategoryDecision>>>;
  readonly formId?: string;
  readonly formVersion?: string;
  readonly legalBasis?: LegalBasis;
  readonly validFrom?: string;
  readonly validTo?: string;
}

/** What can only close: taken in whatever else is wrong with it (GDPR 7(3), 17, 18, 21; EHDS 71). */
export const CLOSING: ReadonlySet<ConsentEventType> = new Set([
  'withdrawn',
  'optout',
  'objection',
  'restriction',
  'erasure',
]);

export type ConsentEventRefusal = Refusal<
  'erased' | 'dateUnreadable' | 'dateInFuture' | 'validityReversed' | 'nothingDecided'
>;

/**
 * The event as it goes into a ledger that is in this state on the day `today`.
 * A closing event always does; its date, when unreadable or still to come, becomes today: a no takes effect now.
 */
export function mayRecord(
  state: ConsentState,
  event: ConsentEvent,
  today: string,
): Result<ConsentEvent, ConsentEventRefusal> {
  const readable = dayNumber(event.at) !== undefined;
  if (CLOSING.has(event.type))
    return ok(readable && event.at <= today ? { type: event.type, at: event.at } : { type: event.type, at: today });

  if (state.erased !== undefined)
    return err(refusal('erased', 'this person was erased on request; a new consent begins a new ledger', 'type'));
  for (const name of ['at', 'validFrom', 'validTo'] as const) {
    const date = event[name];
    if (date !== undefined && dayNumber(date) === undefined)
      return err(refusal('dateUnreadable', `${name} is no date: write it as YYYY-MM-DD`, name));
  }
  if (event.at > today) return err(refusal('dateInFuture', 'a consent is recorded on or after its day', 'at'));
  if (event.validFrom !== undefined && event.validTo !== undefined && event.validTo < event.validFrom)
    return err(refusal('validityReversed', 'validTo lies before validFrom', 'validTo'));
  if (event.type !== 'optoutReversed' && Object.keys(event.categories ?? {}).length === 0)
    return err(refusal('nothingDecided', 'a consent decides on at least one category', 'categories'));
  return ok(event);
}
