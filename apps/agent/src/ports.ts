// In: nothing. Out: what the agent takes from outside itself, so that a test can hold it still.
import { setTimeout } from 'node:timers/promises';
import { type Clock, type Ids, type Random, systemClock, systemIds, systemRandom } from '@longview/foundation';
import type { Environment } from './network/way-out.ts';

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  /** Read for the proxies that it names, and for nothing else. */
  readonly environment: Environment;
  /** Rejects when the signal is aborted. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export const systemPorts: Ports = {
  clock: systemClock,
  random: systemRandom,
  ids: systemIds,
  environment: process.env,
  wait: async (ms, signal) => void (await setTimeout(Math.max(0, ms), undefined, { signal })),
};
