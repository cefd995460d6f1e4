// In: a person's state and the regime of the registry. Out: the ground on which a record may be stored now. Refuses when there is none.
import type { Refusal, Result } from '@longview/foundation';
import { err, ok, refusal } from '@longview/foundation';
import { permits } from './decide.ts';
import type { ConsentRegime, LawRegime } from './regime.ts';
import type { ConsentState } from './state.ts';

/** What permits the processing, for the record's provenance. */
export interface StorageGround {
  readonly basis: 'consent' | 'publicInterest' | 'legalObligation';
  /** The form, when consent is the ground. */
  readonly formId?: string;
  readonly formVersion?: string;
}

export type StorageRefusal = Refusal<
  | 'erased'
  | 'restricted'
  | 'activityInactive'
  | 'withdrawn'
  | 'objection'
  | 'consentDenied'
  | 'consentMissing'
  | 'consentNotValid'
>;

const REASONS: Readonly<Record<StorageRefusal['code'], string>> = {
  erased: 'this person was erased on request',
  restricted: 'processing was restricted on request',
  activityInactive: 'the processing activity is not in force',
  withdrawn: 'consent was withdrawn',
  objection: 'there is an objection that nobody has yet decided on',
  consentDenied: 'the person said no to being in the registry (C2)',
  consentMissing: 'no consent to being in the registry (C2) is recorded',
  consentNotValid: 'the consent to being in the registry (C2) is not valid on this day, on this form or as a consent',
};

const refused = (code: StorageRefusal['code'], since?: string): Result<StorageGround, StorageRefusal> =>
  err(refusal(code, since === undefined ? REASONS[code] : `${REASONS[code]}, since ${since}`));

/** What permits processing at the moment of submission. Events that close are recorded without asking this (see `mayRecord`). */
export function mayStore(
  state: ConsentState,
  regime: ConsentRegime | LawRegime,
): Result<StorageGround, StorageRefusal> {
  const decision = permits(state, { regime, needs: ['C2'] });
  if (!decision.permits) {
    switch (decision.rule) {
      case 'erased':
      case 'restricted':
      case 'activityInactive':
      case 'withdrawn':
      case 'objection':
        return refused(decision.rule, decision.since);
      case 'C2': {
        const answer = state.categories.C2?.decision ?? 'notAsked';
        const code = { permit: 'consentNotValid', deny: 'consentDenied', notAsked: 'consentMissing' } as const;
        return refused(code[answer], decision.since);
      }
      default:
        throw new Error(`storing was refused by a rule that it does not ask for: ${decision.rule}`);
    }
  }
  if (regime.name === 'law') return ok({ basis: regime.basis });
  const { formId, formVersion } = state.categories.C2 ?? {};
  return ok({
    basis: 'consent',
    ...(formId === undefined ? {} : { formId }),
    ...(formVersion === undefined ? {} : { formVersion }),
  });
}
