// In: the identity columns of one row as text. Out: a PatientIdentity with queries and notes. Refuses who cannot be told apart:
// no number and no file number, a number that no register issued, a birth date that contradicts the number.
import { dayNumber, err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { belgianNumber } from './belgian-number.ts';
import type { BelgianNumber } from './belgian-number.ts';
import { finding } from './finding.ts';
import type { IdentityFinding } from './finding.ts';
import { foreignNumber, NUMBER_TYPE } from './foreign-number.ts';
import { PatientIdentity } from './patient-identity.ts';
import type { Sex } from './patient-identity.ts';

/** What a source says of a patient: empty text and absence are the same. */
export interface TypedIdentity {
  readonly nationalNumber?: string | undefined;
  /** `be:niss` when not said. */
  readonly numberType?: string | undefined;
  readonly fileNumber?: string | undefined;
  readonly name?: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly birthDate?: string | undefined;
  readonly sex?: Sex | undefined;
}

export interface Identified {
  readonly identity: PatientIdentity;
  /** Queries and notes only. */
  readonly findings: readonly IdentityFinding[];
}

const filled = (text: string | undefined): string | undefined => {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
};

/** @param today `YYYY-MM-DD`: nobody is born after it. */
export function identify(typed: TypedIdentity, today: string): Result<Identified, readonly IdentityFinding[]> {
  const errors: IdentityFinding[] = [];
  const findings: IdentityFinding[] = [];

  const number = numberOf(typed, errors, findings);
  const fileNumber = filled(typed.fileNumber);
  if (filled(typed.nationalNumber) === undefined && fileNumber === undefined)
    errors.push(
      finding(
        'error',
        'identity-missing',
        'nationalNumber',
        'the row has neither a national number nor a local file number',
        'Fill one of the two columns.',
      ),
    );

  const belgian = number && 'birth' in number ? number : undefined;
  const birthDate = birthDateOf(filled(typed.birthDate), belgian, today, errors, findings);
  if (typed.sex && belgian?.sex && (typed.sex === 'male' || typed.sex === 'female') && typed.sex !== belgian.sex)
    findings.push(
      finding(
        'query',
        'sex-disagrees',
        'sex',
        'the sex in the file is not the one that the national number carries',
        'Check that number and row belong to the same patient; a change of registered sex is a good reason too.',
      ),
    );
  if (errors.length > 0) return err(errors);
  if (!number)
    findings.push(
      finding(
        'note',
        'not-linkable',
        'nationalNumber',
        'no national number: the patient is known by the local file number and cannot be linked to another centre',
        'Add the number when it becomes known; the records then move to it.',
      ),
    );
  return ok({
    identity: new PatientIdentity({
      ...(number ? { system: number.system, digits: number.digits } : {}),
      ...optional('fileNumber', fileNumber),
      ...optional('name', filled(typed.name)),
      ...optional('birthDate', birthDate),
      ...optional('sex', typed.sex),
    }),
    findings,
  });
}

const optional = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });

function numberOf(
  typed: TypedIdentity,
  errors: IdentityFinding[],
  findings: IdentityFinding[],
): BelgianNumber | { readonly system: string; readonly digits: string } | undefined {
  const text = filled(typed.nationalNumber);
  if (text === undefined) return undefined;
  const type = filled(typed.numberType)?.toLowerCase() ?? 'be:niss';
  if (type === 'be:niss' || type === 'be:bis') {
    const result = belgianNumber(text);
    if (!result.ok) {
      errors.push(result.error);
      return undefined;
    }
    findings.push(...result.value.notes);
    if (filled(typed.numberType) !== undefined && result.value.system !== type)
      findings.push(
        finding(
          'note',
          'number-type-corrected',
          'numberType',
          `the number is filed as ${type}, but its month makes it ${result.value.system}`,
          'Correct the type in the source; nothing is lost, as both are one number space.',
        ),
      );
    return result.value;
  }
  if (type.startsWith('be:') || !NUMBER_TYPE.test(type)) {
    errors.push(
      finding(
        'error',
        'number-type-unknown',
        'numberType',
        'the type of the number is not known',
        'Use be:niss, be:bis, or a country and its number such as fr:nir, nl:bsn, lu:matricule.',
      ),
    );
    return undefined;
  }
  const result = foreignNumber(text);
  if (result.ok) return { system: type, digits: result.value };
  errors.push(result.error);
  return undefined;
}

function birthDateOf(
  typed: string | undefined,
  number: BelgianNumber | undefined,
  today: string,
  errors: IdentityFinding[],
  findings: IdentityFinding[],
): string | undefined {
  const carried = number?.birth ?? {};
  const fromNumber =
    carried.day === undefined
      ? undefined
      : `${carried.year}-${String(carried.month).padStart(2, '0')}-${String(carried.day).padStart(2, '0')}`;
  if ((fromNumber ?? '') > today || (carried.year ?? 0) > Number(today.slice(0, 4)))
    errors.push(
      finding(
        'error',
        'number-future',
        'nationalNumber',
        'the number is that of someone not yet born',
        'Check the number.',
      ),
    );
  if (typed === undefined) {
    if (fromNumber === undefined)
      findings.push(
        finding(
          'query',
          'birth-date-unknown',
          'birthDate',
          'no birth date is given and the number does not carry one: no age can be computed',
          'Fill the birth date.',
        ),
      );
    return fromNumber;
  }
  if (dayNumber(typed) === undefined) {
    errors.push(
      finding(
        'error',
        'birth-date-unreadable',
        'birthDate',
        'the birth date is no date of the calendar',
        'Correct it.',
      ),
    );
    return undefined;
  }
  if (typed > today)
    errors.push(finding('error', 'birth-date-future', 'birthDate', 'the birth date lies in the future', 'Correct it.'));
  const [year, month, day] = typed.split('-').map(Number);
  if (
    (carried.year !== undefined && carried.year !== year) ||
    (carried.month !== undefined && carried.month !== month) ||
    (carried.day !== undefined && carried.day !== day)
  )
    errors.push(
      finding(
        'error',
        'birth-date-disagrees',
        'birthDate',
        'the birth date is not the one that the national number carries: the number may be another person’s',
        'Compare both with the identity card and correct the wrong one.',
      ),
    );
  return typed;
}
