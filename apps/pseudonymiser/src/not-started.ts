// In: a refusal. Out: the reason for which the service, or one of its commands, does not begin; what an operator can mend.
import type { Refusal } from '@longview/foundation';

/** Why the service does not start: told to the operator. */
export class NotStarted extends Error {
  readonly code: string;
  constructor({ code, message }: Refusal) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}
