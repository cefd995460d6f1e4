// In: the checked parts of one patient's identity. Out: an object that gives them to code that asks, and to nothing that prints.

export type Sex = 'male' | 'female' | 'other' | 'unknown';

export interface IdentityParts {
  /** `be:niss`, `be:bis`, another country's `xx:name`, or absent: the patient is then known by the local file number. */
  readonly system?: string;
  /** The number in canonical form, without separators. */
  readonly digits?: string;
  readonly fileNumber?: string;
  readonly name?: string;
  /** `YYYY-MM-DD`, absent when neither the file nor the number says it in full. */
  readonly birthDate?: string;
  readonly sex?: Sex;
}

/**
 * The parts are private fields, so that a log line, an error, `JSON.stringify` or an inspector shows nothing of them, and
 * canonical JSON refuses the object: an identity cannot slip into a submission by being attached to something.
 */
export class PatientIdentity {
  readonly #parts: IdentityParts;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  get system(): string | undefined {
    return this.#parts.system;
  }
  get digits(): string | undefined {
    return this.#parts.digits;
  }
  get fileNumber(): string | undefined {
    return this.#parts.fileNumber;
  }
  get name(): string | undefined {
    return this.#parts.name;
  }
  get birthDate(): string | undefined {
    return this.#parts.birthDate;
  }
  get sex(): Sex | undefined {
    return this.#parts.sex;
  }

  /** One key for one patient inside this centre: rows with the same key are the same patient. Never leaves the agent. */
  get key(): string {
    return this.#parts.digits === undefined
      ? `local|${canonicalFileNumber(this.#parts.fileNumber ?? '')}`
      : `${registerOf(this.#parts.system ?? '')}|${this.#parts.digits}`;
  }

  toJSON(): string {
    return '[identity]';
  }
  toString(): string {
    return '[identity]';
  }
}

/** NISS and BIS are one number space: a centre that files a BIS number as a NISS must reach the same person. */
export const registerOf = (system: string): string => (system === 'be:bis' ? 'be:niss' : system);

/** File numbers are compared without case and outer or doubled blanks; their punctuation may carry meaning and stays. */
export const canonicalFileNumber = (typed: string): string =>
  typed.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toUpperCase();
