// In: what one centre recorded of a patient's wishes, and the grounds on which this registry may stand. Out: whether anything permits storing now.
import { type ConsentEvent, type ConsentRegime, type LawRegime, mayStore, stateAt } from '@longview/consent';
import type { Problem } from '@longview/dictionary';

/** A law opens only for events that say it is their ground: otherwise a missing consent would pass for a law. */
export function permitsStoring(
  grounds: readonly (ConsentRegime | LawRegime)[],
  events: readonly ConsentEvent[],
  today: string,
): boolean {
  const state = stateAt(events, today);
  return grounds.some(
    (ground) =>
      (ground.name === 'consent' || events.some(({ legalBasis }) => legalBasis === ground.basis)) &&
      mayStore(state, ground).ok,
  );
}

export const NO_BASIS: Problem = {
  rule: 'R01',
  severity: 'error',
  message: 'nothing permits storing data of this patient now',
  mend: 'Send a Consent record with the patient (legalBasis and the answer on the registry), or ask the patient.',
};
