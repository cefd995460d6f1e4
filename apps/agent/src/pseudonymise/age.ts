// In: the age that validation found, and the day on which one was told before. Out: the one age of this patient, always on that first day.
import { ageAt } from '@longview/identity';
import type { SubmittedPatient } from '@longview/wire';
import type { Ledger } from '../ledger/index.ts';
import type { PatientToSend } from './source-patient.ts';

/** The oldest age that travels; above it the birth date is likelier wrong than the patient that old. */
const OLDEST = 120;

/** @param who the ledger's name of the patient. */
export function toldAge(who: string, { identity, age }: PatientToSend, ages: Ledger['ages']): SubmittedPatient['age'] {
  const on = ages.dayOf(who, age?.on);
  if (on === undefined || identity.birthDate === undefined) return null;
  const value = on === age?.on ? age.value : ageAt(identity.birthDate, on);
  return value === undefined || value > OLDEST ? null : { value, on };
}
