// In: an epoch whose time is over. Out: its key gone from the store for good, and an entry of it in the log. Refuses one that is open or will be.
import { err, ok, refusal, toBase64Url } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import type { Federation } from '@longview/nest-identity';
import type { EvaluationLog } from '../log/evaluation-log.ts';
import type { KeyStore, KeyStoreCode } from './key-store.ts';

/** An epoch that the manifest no longer names is over as well; one without an end never is. */
export function mayDestroy(federation: Federation, epoch: number, at: Date): Result<void, Refusal<'EPOCH_OPEN'>> {
  const named = federation.pseudonymiser.epochs.find((one) => one.epoch === epoch);
  if (named === undefined || (named.to !== undefined && Date.parse(named.to) <= at.getTime())) return ok(undefined);
  const until = named.to === undefined ? 'and has no end' : `until ${named.to}`;
  return err(
    refusal('EPOCH_OPEN', `federation.json has epoch ${epoch} from ${named.from} ${until}: end it there first.`),
  );
}

export interface DestroyParts {
  readonly federation: Federation;
  readonly store: KeyStore;
  readonly log: Pick<EvaluationLog, 'destroying'>;
  readonly at: Date;
}

export async function destroyKey(
  epoch: number,
  { federation, store, log, at }: DestroyParts,
): Promise<Result<void, Refusal<KeyStoreCode | 'EPOCH_OPEN'>>> {
  const allowed = mayDestroy(federation, epoch, at);
  if (!allowed.ok) return allowed;
  const keys = store.read();
  if (!keys.ok) return keys;
  const key = keys.value.get(epoch);
  // First the entry: a power cut in between leaves a key that the log calls destroyed, and the command is run again. The other way round
  // a key would be gone without a word. What an earlier run left half done has its entry.
  if (key) await log.destroying({ epoch, publicKey: toBase64Url(key.publicKey) });
  return store.destroy(epoch);
}
