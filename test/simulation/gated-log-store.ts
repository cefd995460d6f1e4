// In: the store that keeps the log. Out: the same as one instance reaches it: each call a place where others go first and the process may end.
// A process that ends while it integrates leaves nothing of it behind, as its transaction would.
import type { LogStore } from '@longview/transparency-log';
import type { Process, World } from './world.ts';

export function gatedLogStore(world: World, process: Process, store: LogStore): LogStore {
  const at = (what: string): Promise<void> => world.point(process, `log ${what}`);
  return {
    append: async (entry) => (await at('append'), store.append(entry)),
    integrate: async (limit, place) => {
      await at('integrate');
      const taken = await store.integrate(limit, (size, leaves, read) =>
        place(size, leaves, async (ids) => {
          await at('read nodes');
          return read(ids);
        }),
      );
      await at('integrated');
      return taken;
    },
    size: async () => (await at('size'), store.size()),
    nodes: async (ids) => (await at('nodes'), store.nodes(ids)),
    entries: async (from, to) => (await at('entries'), store.entries(from, to)),
    entryByLeafHash: async (hash) => (await at('entry'), store.entryByLeafHash(hash)),
    details: async (ids) => (await at('details'), store.details(ids)),
    eraseDetail: async (id) => (await at('erase'), store.eraseDetail(id)),
    putCheckpoint: async (checkpoint) => {
      await at('put checkpoint');
      await store.putCheckpoint(checkpoint);
      await at('checkpoint kept');
    },
    checkpoint: async (size) => (await at('checkpoint'), store.checkpoint(size)),
    checkpoints: async () => (await at('checkpoints'), store.checkpoints()),
    putCosignature: async (line) => {
      await at('put cosignature');
      await store.putCosignature(line);
    },
    cosignatures: async (size) => (await at('cosignatures'), store.cosignatures(size)),
  };
}
