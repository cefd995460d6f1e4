// In: a plain value of our own making. Out: the same value, frozen to its depth, so that nobody adds to a checked answer.
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
