// In: the accepted records of a patient and the birth date. Out: the one age that may travel and its day. An age is given for one day
// only: two ages on two days would close in on the birth date.
import { ageAt } from '@longview/identity';
import type { BundleRecord } from './patient-bundle.ts';

type Dated = Pick<BundleRecord, 'type' | 'record'>;

const daysOf = (records: readonly Dated[], type: string, field: string): string[] =>
  records.flatMap(({ type: is, record }) => {
    const day = record[field];
    return is === type && typeof day === 'string' ? [day] : [];
  });

/** The day of the first infusion, else of the first decision to treat. */
export const dayOfAge = (records: readonly Dated[]): string | undefined =>
  [daysOf(records, 'Infusion', 'infusionDate'), daysOf(records, 'EligibilityDecision', 'decisionDate')]
    .find((days) => days.length > 0)
    ?.sort()[0];

export function oneAge(
  records: readonly BundleRecord[],
  birthDate: string | undefined,
): { readonly value: number; readonly on: string } | 'before-birth' | undefined {
  const on = dayOfAge(records);
  if (on === undefined || birthDate === undefined) return undefined;
  const value = ageAt(birthDate, on);
  return value === undefined ? 'before-birth' : { value, on };
}
