// In: nothing. Out: the port behind which the secret scalars lie. Another holder (a hardware module, a key service) is another implementation.
import type { Refusal, Result } from '@longview/foundation';
import type { KeyPair } from '@longview/pseudonym-server';

export type KeyStoreCode = 'KEY_UNREADABLE' | 'KEY_EXPOSED' | 'KEY_EXISTS' | 'KEY_DESTROYED' | 'KEY_MISSING';

export interface KeyStore {
  /** Every key of the store by epoch. Refuses as a whole when one of them cannot be trusted. */
  read(): Result<ReadonlyMap<number, KeyPair>, Refusal<KeyStoreCode>>;
  /** Keeps a new key durably. Refuses an epoch that has or had one: another would orphan every token made with the first. */
  create(epoch: number, key: KeyPair): Result<void, Refusal<KeyStoreCode>>;
  /** Makes the key of an epoch unreadable for good, and remembers that there was one. Refuses an epoch without a key. */
  destroy(epoch: number): Result<void, Refusal<KeyStoreCode>>;
}
