// In: statements that travel together, in the order in which they were begun. Out: their values, or (thrown) what the first of them that failed says: those
// after it fail only because it did.
export async function together<T extends readonly unknown[]>(begun: {
  readonly [K in keyof T]: Promise<T[K]>;
}): Promise<T> {
  const settled = await Promise.allSettled(begun as readonly Promise<unknown>[]);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
