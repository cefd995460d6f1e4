// In: a rule that did not hold. Out: what a tired person needs to mend it: which rule, which field, what was found, how to mend.

/**
 * `error` refuses the record: it cannot be placed or lawfully processed.
 * `query` travels with the accepted record and stays open until it is answered or the value changes.
 */
export type Severity = 'error' | 'query';

export interface Problem {
  /** Rule id, as the codebook prints it. */
  readonly rule: string;
  readonly severity: Severity;
  readonly field?: string;
  /** The value as found. Only values of the dictionary stand here, never anything that identifies. */
  readonly value?: unknown;
  readonly message: string;
  readonly mend: string;
}
