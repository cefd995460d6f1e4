// In: what a check of an identity saw. Out: a finding with a closed code. Its text never holds the number, the birth date or the name.

export type IdentityCode =
  | 'identity-missing'
  | 'number-type-unknown'
  | 'number-characters'
  | 'number-length'
  | 'number-rounded'
  | 'number-check-digits'
  | 'number-date'
  | 'number-counter'
  | 'number-future'
  | 'number-placeholder'
  | 'number-zero-restored'
  | 'number-decimals-dropped'
  | 'number-type-corrected'
  | 'birth-date-unreadable'
  | 'birth-date-future'
  | 'birth-date-disagrees'
  | 'birth-date-unknown'
  | 'sex-disagrees'
  | 'not-linkable';

export type IdentityPart = 'nationalNumber' | 'numberType' | 'birthDate' | 'sex' | 'fileNumber' | 'name';

/** `error`: the patient is refused. `query`: accepted and asked about. `note`: accepted, said once. */
export interface IdentityFinding<Code extends IdentityCode = IdentityCode> {
  readonly code: Code;
  readonly severity: 'error' | 'query' | 'note';
  readonly part: IdentityPart;
  readonly message: string;
  readonly mend: string;
}

export const finding = <Code extends IdentityCode>(
  severity: IdentityFinding['severity'],
  code: Code,
  part: IdentityPart,
  message: string,
  mend: string,
): IdentityFinding<Code> => ({ code, severity, part, message, mend });
