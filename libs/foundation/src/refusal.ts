// In: a code from a library's closed union. Out: a refusal as a plain value that a door can turn into GraphQL or HTTP.

/**
 * Why something was refused.
 * `code` comes from the closed union of the library that refuses; `message` is for a tired person: what, where, how to mend it.
 */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  /** Where in the input, for example `patients[3].records[0].infusionDate`. */
  readonly path?: string;
}

export const refusal = <Code extends string>(code: Code, message: string, path?: string): Refusal<Code> =>
  path === undefined ? { code, message } : { code, message, path };
