// In: validated patients with identities. Out: the same without: tokens, one age, blinded keys. Identities end here.
import { pseudonymInput } from '@longview/identity';
import { normalise } from '@longview/pseudonym-client';
import { memberOf, type SubmittedPatient, type SubmittedRecord } from '@longview/wire';
import type { Ledger, PlacedTrouble, RecordPlace, SiteKey } from '../ledger/index.ts';
import { toldAge } from './age.ts';
import { courseKeys } from './course-keys.ts';
import type { PatientToSend, RecordToSend } from './source-patient.ts';
import type { TokenSource } from './tokens.ts';

/** Ready to be put into a submission. */
export interface Pseudonymous {
  readonly patient: Omit<SubmittedPatient, 'records'>;
  readonly records: readonly { readonly submitted: SubmittedRecord; readonly place: RecordPlace }[];
}

export interface Pseudonymised {
  readonly ready: readonly Pseudonymous[];
  readonly refused: readonly PlacedTrouble[];
  /** Records without a token yet: they are found again when the file is sent again. */
  readonly waiting: number;
}

export interface PseudonymiseParts {
  readonly centre: string;
  readonly siteKey: SiteKey;
  readonly ledger: Pick<Ledger, 'ages' | 'courses'>;
  readonly source: TokenSource;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

export async function pseudonymise(
  patients: readonly PatientToSend[],
  parts: PseudonymiseParts,
): Promise<Pseudonymised> {
  const numbered = patients.map((patient) => ({ patient, number: numberOf(patient, parts) }));
  const refused = numbered.flatMap(({ patient, number }) => (number ? [] : patient.records.map(unfit)));
  const tokens = await parts.source.tokens(numbered.flatMap(({ number }) => number ?? []));
  const ready: Pseudonymous[] = [];
  let waiting = 0;
  for (const { patient, number } of numbered) {
    const known = number && tokens.get(number.who);
    if (known) {
      const { who, linkable } = number;
      const age = toldAge(who, patient, parts.ledger.ages);
      ready.push({ patient: { tokens: known, linkable, age }, records: blinded(who, patient.records, parts) });
    } else if (number) waiting += patient.records.length;
  }
  return { ready, refused, waiting };
}

function numberOf({ identity }: PatientToSend, { centre, siteKey }: PseudonymiseParts) {
  const { idType, digits, linkable } = pseudonymInput(identity, centre);
  // A file number may hold blanks and bars; the input of the PRF may not.
  const input = normalise(idType, linkable ? digits : encodeURIComponent(digits));
  return input.ok ? { who: siteKey.token(idType, digits), input: input.value, linkable } : undefined;
}

function blinded(who: string, records: readonly RecordToSend[], { siteKey, ledger, today }: PseudonymiseParts) {
  const courses = courseKeys(who, records, ledger.courses, today);
  return records.map(({ type, sourceRecordId, source: system, record, withdraw, reason, place }) => {
    const key = siteKey.record(system, sourceRecordId);
    const course = courses.get(sourceRecordId);
    const submitted: SubmittedRecord = {
      key,
      ...(course !== undefined && { course: siteKey.course(course) }),
      system,
      ...(withdraw ? { withdraw } : { [memberOf(type)]: record }),
      ...(!withdraw && reason !== undefined && { reason }),
    };
    return { submitted, place: { key, type, system, ...toldAt(place) } };
  });
}

/** Where a person finds the record. */
const toldAt = ({ file, line, at }: RecordToSend['place']) => at ?? { file, line };

const unfit = ({ place: { file, line } }: RecordToSend): PlacedTrouble => ({
  file,
  line,
  rule: 'P07',
  severity: 'error',
  message: 'the number of the patient has a form that cannot be pseudonymised',
  mend: 'Give the number as its country prints it, or a file number of at most 64 plain characters.',
});
