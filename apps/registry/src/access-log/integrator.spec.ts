import { expect, test } from '@jest/globals';
import { Log, MemoryLogStore } from '@longview/transparency-log';
import { ed25519Signer, KEY_TYPE } from '@longview/transparency-proof';
import { Integrator } from './integrator.ts';

test('signs when it is time, also by a clock that was ahead and was set back', async () => {
  const signer = ed25519Signer('log.example', KEY_TYPE.log, new Uint8Array(32).fill(1));
  let [now, sweeps] = [Date.parse('2026-03-01T08:00:00Z'), 0];
  const integrator = new Integrator(
    new Log(new MemoryLogStore(), { key: signer.key }),
    signer,
    { now: () => new Date(now) },
    async () => void sweeps++,
    {
      everyMs: 10,
      checkpointEveryMs: 2000,
      onFault: (fault) => {
        throw fault;
      },
    },
  );
  const after = async (ms: number): Promise<number> => {
    now += ms;
    await integrator.beat();
    return sweeps;
  };
  expect(await after(0)).toBe(1);
  expect(await after(1999)).toBe(1);
  expect(await after(1)).toBe(2);
  // A day ahead, and back.
  expect(await after(86_400_000)).toBe(3);
  expect(await after(-86_400_000)).toBe(4);
  expect(await after(1000)).toBe(4);
});
