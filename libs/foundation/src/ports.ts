// In: nothing. Out: time, identifiers and randomness, handed in so that a test can hold them still.

export interface Clock {
  now(): Date;
}

export interface Random {
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array;
}

export interface Ids {
  /** A fresh UUID, lower case. */
  uuid(): string;
}

export const systemClock: Clock = { now: () => new Date() };

export const systemRandom: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) };

export const systemIds: Ids = { uuid: () => crypto.randomUUID() };

/** A clock that stands where it was put: for tests and for deterministic runs. */
export const fixedClock = (instant: string): Clock => ({ now: () => new Date(instant) });
