// In: what one centre recorded of a patient's wishes, and the grounds on which this registry may stand. Out: what bars storing now, if anything
// does, in the words of a receipt.
import { type ConsentEvent, type ConsentRegime, type LawRegime, mayStore, stateAt } from '@longview/consent';
import type { Problem } from '@longview/dictionary';

/** A law opens only for events that say it is their ground: otherwise a missing consent would pass for a law. */
export function barOnStoring(
  grounds: readonly (ConsentRegime | LawRegime)[],
  events: readonly ConsentEvent[],
  today: string,
): Problem | undefined {
  const state = stateAt(events, today);
  let bar = NO_BASIS;
  for (const ground of grounds) {
    if (ground.name !== 'consent' && !events.some(({ legalBasis }) => legalBasis === ground.basis)) continue;
    const stored = mayStore(state, ground);
    if (stored.ok) return undefined;
    if (WISHES.has(stored.error.code)) bar = CLOSED;
  }
  return bar;
}

/** What the patient wanted, and no document can mend. */
const WISHES: ReadonlySet<string> = new Set(['withdrawn', 'objection', 'restricted', 'erased']);

export const NO_BASIS: Problem = {
  rule: 'R01',
  severity: 'error',
  message: 'nothing permits storing data of this patient now',
  mend: 'Send a Consent record with the patient (legalBasis and the answer on the registry), or ask the patient.',
};

export const CLOSED: Problem = {
  rule: 'R01',
  severity: 'error',
  message: 'this patient withdrew, objected or asked for restriction or erasure: nothing new of the patient is stored',
  mend: 'Nothing is to be done, and no more is to be collected. If the patient agrees again, send the new Consent record.',
};
