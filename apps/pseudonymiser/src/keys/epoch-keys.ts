// In: the key store and the federation's epochs. Out: the keys that are served now. Refuses to start without a key, or with one that agents would not believe.
import { err, ok, refusal, toBase64Url } from '@longview/foundation';
import type { Clock, Refusal, Result } from '@longview/foundation';
import type { Federation, PseudonymEpoch } from '@longview/nest-identity';
import type { KeysResponse } from '@longview/pseudonym-protocol';
import type { KeyPair } from '@longview/pseudonym-server';

export type EpochCode = 'NO_KEY' | 'KEY_MISMATCH';

const isOpen = ({ from, to }: PseudonymEpoch, at: number): boolean =>
  Date.parse(from) <= at && (to === undefined || at < Date.parse(to));

/** Holds the secrets; gives out a key pair by epoch and public keys in a list. */
export class EpochKeys {
  readonly #keys: ReadonlyMap<number, KeyPair>;
  readonly #federation: () => Federation;
  readonly #clock: Clock;

  constructor(keys: ReadonlyMap<number, KeyPair>, federation: () => Federation, clock: Clock) {
    this.#keys = keys;
    this.#federation = federation;
    this.#clock = clock;
  }

  /** The key of an epoch that the federation has open now; undefined for every other. */
  find(epoch: number): KeyPair | undefined {
    return this.#open().some((one) => one.epoch === epoch) ? this.#keys.get(epoch) : undefined;
  }

  published(): KeysResponse {
    const keys = this.#open().flatMap(({ epoch }) => {
      const key = this.#keys.get(epoch);
      return key ? [{ epoch, publicKey: key.publicKey }] : [];
    });
    return { keys };
  }

  #open(): readonly PseudonymEpoch[] {
    const now = this.#clock.now().getTime();
    // A key that the manifest does not name as it is would fail every agent's proof check: it is not served at all.
    return this.#federation().pseudonymiser.epochs.filter((one) => {
      const key = this.#keys.get(one.epoch);
      return isOpen(one, now) && key !== undefined && toBase64Url(key.publicKey) === one.publicKey;
    });
  }
}

/** What must hold before the door opens: every epoch that is open now has its key here, and it is the published one. */
export function checkEpochs(
  keys: ReadonlyMap<number, KeyPair>,
  federation: Federation,
  at: Date,
): Result<void, Refusal<EpochCode>> {
  for (const one of federation.pseudonymiser.epochs.filter((epoch) => isOpen(epoch, at.getTime()))) {
    const key = keys.get(one.epoch);
    if (!key) return err(refusal('NO_KEY', `federation.json has epoch ${one.epoch} open, and there is no key for it`));
    if (toBase64Url(key.publicKey) !== one.publicKey)
      return err(
        refusal('KEY_MISMATCH', `the key of epoch ${one.epoch} is not the one that federation.json publishes`),
      );
  }
  return ok(undefined);
}
