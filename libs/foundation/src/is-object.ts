// In: a value of which nothing is known, as parsed JSON gives it. Out: whether it is an object with members, and no list.

export type Members = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
