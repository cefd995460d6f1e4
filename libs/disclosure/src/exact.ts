// In: figures and the ground on which they may be exact. Out: an answer that is not a Released and never becomes one.
// Refuses (throws) a ground outside the closed list.
import { deepFreeze } from './deep-freeze.ts';

/**
 * Who may have exact figures: a centre about its own rows; a person inside a row-level permit in a secure processing
 * environment; cleared scalars of a named answer; national safety counters for the authorities.
 */
export const EXACT_GROUNDS = ['ownRows', 'secureEnvironment', 'clearedScalars', 'safetyCounter'] as const;
export type ExactGround = (typeof EXACT_GROUNDS)[number];

class ExactAnswer<T> {
  readonly #value: T;
  readonly ground: ExactGround;

  constructor(value: T, ground: ExactGround) {
    this.#value = deepFreeze(value);
    this.ground = ground;
    Object.freeze(this);
  }

  get value(): T {
    return this.#value;
  }

  toJSON(): T {
    return this.#value;
  }

  static made(candidate: unknown): boolean {
    return typeof candidate === 'object' && candidate !== null && #value in candidate;
  }
}

/** Exact figures with their ground, frozen to their depth. */
export type Exact<T> = ExactAnswer<T>;

export function exact<T>(value: T, ground: ExactGround): Exact<T> {
  if (!EXACT_GROUNDS.includes(ground)) throw new TypeError(`no such ground for exact figures: ${String(ground)}`);
  return new ExactAnswer(value, ground);
}

export const isExact = (candidate: unknown): candidate is Exact<unknown> => ExactAnswer.made(candidate);
