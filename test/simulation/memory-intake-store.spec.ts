// In: the store in memory that the simulation uses. Out: it keeps the contract that PostgreSQL keeps, so what the simulation finds is true of both.
import { intakeStoreContract } from '../conformance/intake-store/contract.ts';
import { MemoryIntakeStore } from './memory-intake-store.ts';
import { MemoryRegistry } from './memory-registry.ts';

intakeStoreContract('memory', async () => async () => {
  const inLine: string[] = [];
  const registry = new MemoryRegistry(({ id }) => inLine.push(id));
  return {
    store: new MemoryIntakeStore(registry),
    peek: async () => ({
      epoch: registry.epochNow(undefined),
      inLine: [...inLine],
      outcomes: registry.outcomes
        .all(undefined)
        .map((row) => `${row.course_id} ${row.serves_pool}`)
        .toSorted(),
    }),
    close: async () => undefined,
  };
});
