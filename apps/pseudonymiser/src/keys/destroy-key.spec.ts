import { describe, expect, test } from '@jest/globals';
import { err, ok, refusal } from '@longview/foundation';
import type { Federation } from '@longview/nest-identity';
import { destroyKey, mayDestroy } from './destroy-key.ts';
import type { KeyStore } from './key-store.ts';

const from = '2026-01-01T00:00:00Z';
const federation = {
  pseudonymiser: {
    epochs: [
      { epoch: 1, publicKey: '', from, to: '2026-03-01T00:00:00Z' },
      { epoch: 2, publicKey: '', from },
      { epoch: 3, publicKey: '', from: '2027-01-01T00:00:00Z' },
    ],
  },
} as unknown as Federation;

describe('a key may be destroyed', () => {
  test.each([
    [1, '2026-02-28T23:59:59.999Z', 'EPOCH_OPEN'],
    [1, '2026-03-01T00:00:00.000Z', undefined],
    [2, '2030-01-01T00:00:00.000Z', 'EPOCH_OPEN'],
    [3, '2026-03-01T00:00:00.000Z', 'EPOCH_OPEN'],
    [4, '2026-03-01T00:00:00.000Z', undefined],
  ] as const)('of epoch %i at %s: %s', (epoch, at, code) => {
    const may = mayDestroy(federation, epoch, new Date(at));
    expect(may.ok ? undefined : may.error.code).toBe(code);
  });
});

describe('destroying', () => {
  const happened: string[] = [];
  const store = (keys: readonly number[]): KeyStore => ({
    read: () =>
      ok(new Map(keys.map((epoch) => [epoch, { publicKey: new Uint8Array(32), secret: new Uint8Array(32) }])) as never),
    create: () => ok(undefined),
    destroy: (epoch) => {
      happened.push(`destroyed ${epoch}`);
      return keys.includes(epoch) ? ok(undefined) : err(refusal('KEY_MISSING', 'none'));
    },
  });
  const run = (epoch: number, keys: readonly number[]) =>
    destroyKey(epoch, {
      federation,
      store: store(keys),
      log: { destroying: async (key) => void happened.push(`entered ${key.epoch}`) },
      at: new Date('2026-03-01T00:00:00Z'),
    });

  test('stands in the log before it happens; nothing happens while the epoch is open', async () => {
    expect((await run(1, [1, 2])).ok).toBe(true);
    expect(happened.splice(0)).toEqual(['entered 1', 'destroyed 1']);
    expect((await run(2, [1, 2])).ok).toBe(false);
    expect(happened.splice(0)).toEqual([]);
  });

  test('of a key that is not there has no entry', async () => {
    expect(await run(1, [2])).toMatchObject({ ok: false, error: { code: 'KEY_MISSING' } });
    expect(happened.splice(0)).toEqual(['destroyed 1']);
  });
});
