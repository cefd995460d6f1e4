// In: Consent records as the dictionary describes them. Out: the events of libs/consent, in its category codes.
import { type Category, type CategoryDecision, type ConsentEvent, mayRecord, stateAt } from '@longview/consent';
import type { Problem } from '@longview/dictionary';
import { err, type Result } from '@longview/foundation';

/** Dictionary item to category code of the consent catalogue. */
export const CATEGORY_OF_ITEM = {
  careSharing: 'C1',
  registry: 'C2',
  academicResearch: 'C3',
  companyResearch: 'C4',
  shareInEea: 'C5a',
  shareOutsideEea: 'C5b',
  artificialIntelligence: 'C6',
  genetics: 'C7',
  recontactStudies: 'C8',
  recontactFindings: 'C9',
  linkSamples: 'C10',
  linkRegisters: 'C11',
} as const satisfies Record<string, Category>;

const ANSWERS: readonly string[] = ['permit', 'deny', 'notAsked'] satisfies CategoryDecision[];
const EVENT_TYPES: readonly string[] = [
  'given',
  'amended',
  'withdrawn',
  'optout',
  'optoutReversed',
  'objection',
  'restriction',
  'erasure',
] satisfies ConsentEvent['type'][];
const BASES: readonly string[] = ['consent', 'publicInterest', 'legalObligation'];

/** The event as it may be recorded on this day, or the problem that refuses it. A closing event is never refused. */
export function recordable(body: Readonly<Record<string, unknown>>, today: string): Result<ConsentEvent, Problem> {
  const event = consentEvent(body);
  // Against an empty ledger: what another centre recorded of this person must not show in an answer.
  const recorded = event && mayRecord(stateAt([], today), event, today);
  if (recorded?.ok) return recorded;
  return err({
    rule: 'R02',
    severity: 'error',
    field: recorded?.error.path === 'at' ? 'eventDate' : 'eventType',
    message: `this consent cannot be recorded: ${recorded?.error.message ?? 'its eventType is not in the list'}`,
    mend: 'Correct the Consent record and send it again; a withdrawal or objection is always taken.',
  });
}

/** Undefined when the record names no event: an unknown word never opens anything. */
function consentEvent(body: Readonly<Record<string, unknown>>): ConsentEvent | undefined {
  const { eventType, eventDate, legalBasis, formVersion } = body;
  if (typeof eventType !== 'string' || !EVENT_TYPES.includes(eventType) || typeof eventDate !== 'string')
    return undefined;
  const categories = Object.entries(CATEGORY_OF_ITEM).flatMap(([item, category]) => {
    const answer = body[item];
    return typeof answer === 'string' && ANSWERS.includes(answer)
      ? [[category, answer as CategoryDecision] as const]
      : [];
  });
  return {
    type: eventType as ConsentEvent['type'],
    at: eventDate,
    ...(categories.length > 0 && { categories: Object.fromEntries(categories) }),
    ...(typeof formVersion === 'string' && { formVersion }),
    ...(typeof legalBasis === 'string' && BASES.includes(legalBasis) && { legalBasis: legalBasis as 'consent' }),
  };
}
