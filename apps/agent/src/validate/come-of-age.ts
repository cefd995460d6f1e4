// In: the accepted records of a patient, the birth date, today. Out: whether somebody who was treated as a child has come of age, or soon will, and has not
// decided anew since. The day itself is not told: it would be the birth date. Whoever has died is not asked.
import { dayNumber, dayText } from '@longview/foundation';
import { ageAt } from '@longview/identity';
import type { BundleRecord } from './patient-bundle.ts';

/** Civil Code (BE) 388; so in the countries around. */
const OF_AGE = 18;
/** So long before, the hospital can prepare it. */
const SOON = 90;

export interface ComingOfAge {
  readonly when: 'now' | 'soon';
  /** The decision that others took, to which the patient's own follows. */
  readonly consent: BundleRecord;
}

export function comingOfAge(
  records: readonly BundleRecord[],
  birthDate: string | undefined,
  today: string,
): ComingOfAge | undefined {
  const born = birthDate === undefined ? undefined : ageAt(birthDate, today);
  if (birthDate === undefined || born === undefined) return undefined;
  const standing = records.filter(({ withdraw }) => withdraw === undefined);
  if (standing.some(({ type, record }) => type === 'SurvivalStatus' && record['status'] === 'dead')) return undefined;
  const decisions = standing
    .filter(({ type, record }) => type === 'Consent' && typeof record['eventDate'] === 'string')
    .toSorted((left, right) => dayOf(left).localeCompare(dayOf(right)));
  const latest = decisions.at(-1);
  // A minor's last decision, whoever took it, is none of an adult; what was decided since is the patient's own.
  if (!latest || (ageAt(birthDate, dayOf(latest)) ?? OF_AGE) >= OF_AGE) return undefined;
  if (born >= OF_AGE) return { when: 'now', consent: latest };
  const day = dayNumber(today);
  const then = day === undefined ? undefined : ageAt(birthDate, dayText(day + SOON));
  return then !== undefined && then >= OF_AGE ? { when: 'soon', consent: latest } : undefined;
}

const dayOf = ({ record }: BundleRecord): string => String(record['eventDate']);
