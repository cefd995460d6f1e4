// In: the registry's database, read past every policy. Checks that every record type is in it, also from the centres named, and that the rates derived from it
// lie in the ranges of published cohorts.
import { expect } from '@jest/globals';
import { rateText, type StoredRecord, storeRates } from '@longview/local';
import type { WalkNetwork } from './walk-network.ts';

/** @param whole centres that send every record type by themselves. */
export async function ratesInRange(rows: WalkNetwork['rows'], whole: readonly string[]): Promise<void> {
  const stored = await rows<StoredRecord & { centre: string }>(
    `select patient_id as patient, course_id as course, type, body, centre from registry.clinical_record
      where is_current and withdrawn is null order by id`,
  );
  const of = (records: readonly StoredRecord[]) => storeRates(records, '2026-07-15');
  const { rates, outside, missingTypes } = of(stored);
  expect(missingTypes).toEqual([]);
  expect({ outside, rates: rates.map(rateText) }).toEqual({ outside: [], rates: rates.map(rateText) });
  expect(rates.every((rate) => rate.of >= 50)).toBe(true);
  expect(of(stored.filter(({ centre }) => whole.includes(centre))).missingTypes).toEqual([]);
}
