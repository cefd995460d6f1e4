// In: what disclosure control allows. Out: the only thing a door may hand to somebody who does not own the rows.
// Refuses (throws) everybody else who tries to make one: the key never leaves this file except through `seal`, which stays inside.
import { deepFreeze } from './deep-freeze.ts';

const KEY = Symbol('released');

class ReleasedAnswer<T> {
  readonly #value: T;

  constructor(key: symbol, value: T) {
    if (key !== KEY) throw new TypeError('only release() makes a Released');
    this.#value = deepFreeze(value);
    Object.freeze(this);
  }

  get value(): T {
    return this.#value;
  }

  toJSON(): T {
    return this.#value;
  }

  // A private name cannot be forged by copying properties or prototypes, and it does not survive JSON.
  static made(candidate: unknown): boolean {
    return typeof candidate === 'object' && candidate !== null && #value in candidate;
  }
}

/** A protected answer, frozen to its depth. */
export type Released<T> = ReleasedAnswer<T>;

export const isReleased = (candidate: unknown): candidate is Released<unknown> => ReleasedAnswer.made(candidate);

/** For release() alone; not part of the public door. */
export const seal = <T>(value: T): Released<T> => new ReleasedAnswer(KEY, value);
