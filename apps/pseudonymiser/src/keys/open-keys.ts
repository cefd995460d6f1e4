// In: the key store. Out: its keys; in development, a first one when there is none. Refuses an empty store everywhere else.
import { err, ok, refusal } from '@longview/foundation';
import type { Random, Refusal, Result } from '@longview/foundation';
import { generateKeyPair } from '@longview/pseudonym-server';
import type { KeyPair } from '@longview/pseudonym-server';
import type { KeyStore, KeyStoreCode } from './key-store.ts';

export function openKeys(
  store: KeyStore,
  createIfMissing: boolean,
  random: Random,
): Result<ReadonlyMap<number, KeyPair>, Refusal<KeyStoreCode | 'NO_KEY'>> {
  const keys = store.read();
  if (!keys.ok || keys.value.size > 0) return keys;
  if (!createIfMissing)
    return err(refusal('NO_KEY', 'there is no secret key: make one with `create-key <epoch>`, or restore it'));
  const key = generateKeyPair(random);
  const created = store.create(1, key);
  return created.ok ? ok(new Map([[1, key]])) : created;
}
