// In: patients of a sound contract. Out: the same, each record checked against the dictionary, each patient with his pseudonym and whether
// anything permits storing: everything that can be decided without the database. Refuses a record, never a patient.
import { createHmac } from 'node:crypto';
import { recordClass } from '@longview/clinical';
import { CLOSING } from '@longview/consent';
import { onlyDescribed, type Problem, validateRecord } from '@longview/dictionary';
import { fromBase64Url, toHex, utf8 } from '@longview/foundation';
import type { RecordReceipt } from '@longview/wire';
import { recordable } from '../consent/consent-events.ts';
import { barOnStoring } from '../consent/may-store.ts';
import type { Content, ReadPatient } from './contract.ts';
import type { CheckedRecord } from './decide.ts';
import type { IntakeParts } from './intake.parts.ts';
import type { Pseudonym } from './intake-store.ts';

export interface CheckedPatient {
  readonly patient: ReadPatient;
  /** One a token, the older epoch first. */
  readonly pseudonyms: readonly Pseudonym[];
  readonly records: readonly Omit<CheckedRecord, 'patientId' | 'courseId'>[];
  readonly basis: boolean;
}

export function checkPatients(parts: IntakeParts, patients: readonly ReadPatient[], today: string): CheckedPatient[] {
  let order = 0;
  return patients.map((patient) => {
    const pseudonyms = patient.tokens
      .map(({ epoch, value }) => ({
        epoch,
        value: createHmac('sha256', parts.pseudonymKey)
          .update(utf8(`rp/v1|${epoch}|`))
          .update(fromBase64Url(value))
          .digest('hex'),
      }))
      .toSorted((left, right) => left.epoch - right.epoch);
    const records = patient.records.map((record) => ({
      order: order++,
      key: record.key,
      keyHex: toHex(fromBase64Url(record.key)),
      courseHex: record.course === undefined ? undefined : toHex(fromBase64Url(record.course)),
      system: record.system,
      ...(record.reason !== undefined && { reason: record.reason }),
      ...checkRecord(record.content, today),
    }));
    const events = records.flatMap((record) => {
      const { content } = record;
      if (!('type' in content) || content.type !== 'Consent' || hasError(record.problems)) return [];
      const event = recordable(content.body, today);
      return event.ok ? [event.value] : [];
    });
    // A withdrawal, an objection or an erasure is never turned away: it is what the law wants recorded first of all.
    const closing = events.some((event) => CLOSING.has(event.type));
    const basis = events.length > 0 && (closing || barOnStoring(parts.bases, events, today) === undefined);
    return { patient, pseudonyms, records, basis };
  });
}

export const onlyCloses = (patients: readonly ReadPatient[], today: string): boolean =>
  patients.every(({ records }) =>
    records.every(({ content }) => {
      const event = 'type' in content && content.type === 'Consent' ? recordable(content.body, today) : undefined;
      return event?.ok === true && CLOSING.has(event.value.type);
    }),
  );

export const hasError = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.severity === 'error');

function checkRecord(content: Content, today: string): { content: Content; problems: Problem[] } {
  if ('withdraw' in content) return { content, problems: [] };
  const type = recordClass(content.type);
  const body = onlyDescribed(type, content.body);
  const problems = validateRecord(type, body);
  if (content.type === 'Consent' && !hasError(problems)) {
    const event = recordable(body, today);
    if (!event.ok) problems.push(event.error);
  }
  return { content: { type: content.type, body }, problems };
}

export const refusedBefore = (checked: readonly CheckedPatient[]): (RecordReceipt & { order: number })[] =>
  checked.flatMap(({ records }) =>
    records
      .filter((record) => hasError(record.problems))
      .map(({ order, key, problems }) => ({ order, key, outcome: 'REFUSED' as const, problems })),
  );
