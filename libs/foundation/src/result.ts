// In: the outcome of a decision. Out: a value or a refusal, never an exception. Faults are thrown; refusals are returned.

/** A decision that held. */
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

/** A decision that was refused, with what to tell the caller. */
export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

export type Result<T, E> = Ok<T> | Err<E>;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const err = <E>(error: E): Err<E> => ({ ok: false, error });

/** Takes the value out, or throws: for tests and for places where a refusal would be a fault of ours. */
export function unwrap<T, E>(result: Result<T, E>): T {
  if (result.ok) return result.value;
  throw new Error(`refused: ${JSON.stringify(result.error)}`);
}
