// In: an evaluation that is about to be answered. Out: its entry, durable and in the tree. Refuses a request id that the log holds already.
import { err, ok, refusal, toBase64Url } from '@longview/foundation';
import type { Clock, Ids, Random, Refusal, Result } from '@longview/foundation';
import type { Party } from '@longview/nest-identity';
import { Log } from '@longview/transparency-log';
import type { LogStore } from '@longview/transparency-log';
import { makeEntry } from '@longview/transparency-proof';
import type { Signer } from '@longview/transparency-proof';
import { pass } from '../passages.ts';

export interface EvaluationRecord {
  readonly centre: string;
  readonly kid: string;
  readonly requestId: string;
  readonly epoch: number;
  readonly elements: number;
  /** What it was charged to. */
  readonly account: string;
}

export interface Growth {
  readonly from: number;
  readonly to: number;
  /** Hashes of RFC 6962 section 2.1.2, base64url. */
  readonly hashes: readonly string[];
}

/** Who had how much evaluated, and when. No element is in it: it could be matched with one seen elsewhere. */
export class EvaluationLog {
  readonly #log: Log;
  readonly #signer: Signer;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #ids: Ids;

  constructor(store: LogStore, signer: Signer, clock: Clock, random: Random, ids: Ids) {
    this.#log = new Log(store, { key: signer.key });
    this.#signer = signer;
    this.#clock = clock;
    this.#random = random;
    this.#ids = ids;
  }

  /** @throws when it cannot be written: then nothing may be given out. */
  async append(record: EvaluationRecord): Promise<Result<void, Refusal<'REPLAY'>>> {
    const entry = makeEntry({
      envelope: {
        v: 1,
        id: record.requestId,
        at: this.#clock.now().toISOString(),
        kind: 'act',
        actor: `${record.centre}/${record.kid}`,
        org: record.centre,
        role: 'agent',
        operation: 'pseudonym.evaluate',
        activity: 'pseudonymisation',
        rows: record.elements,
      },
      detail: { epoch: record.epoch, account: record.account },
      salt: this.#random.bytes(16),
    });
    const appended = await this.#log.append(entry);
    // The state file would have refused it: this log still knows after that file was lost or set back.
    if (!appended.ok || appended.value === 'known')
      return err(refusal('REPLAY', 'This requestId was used before: take a fresh one for each request.'));
    pass('in-line');
    await this.#log.integrate();
    return ok(undefined);
  }

  /** A refused attempt of somebody who holds, or held, that key. */
  async refused({ actor, org, role }: Party, reason: string): Promise<void> {
    const envelope = {
      v: 1 as const,
      id: this.#ids.uuid(),
      at: this.#clock.now().toISOString(),
      kind: 'refusal' as const,
      ...{ actor, org, role, operation: 'signIn', activity: 'accountability', reason },
    };
    await this.#log.append(makeEntry({ envelope }));
    await this.#log.integrate();
  }

  /** Put in line, durable; it gets its place from the service, which may be running. */
  async destroying(key: { readonly epoch: number; readonly publicKey: string }): Promise<void> {
    const entry = makeEntry({
      envelope: {
        v: 1,
        id: this.#ids.uuid(),
        at: this.#clock.now().toISOString(),
        kind: 'act',
        actor: 'operator',
        org: 'pseudonymiser',
        role: 'operator',
        operation: 'pseudonym.destroyKey',
        activity: 'pseudonymisation',
      },
      detail: key,
      salt: this.#random.bytes(16),
    });
    const appended = await this.#log.append(entry);
    if (!appended.ok) throw new Error(appended.error.message);
  }

  /** The signed note (C2SP tlog-checkpoint) of the log as it stands. */
  async checkpoint(): Promise<string> {
    // What a crash left in line gets its place before anything is signed.
    await this.#log.integrate();
    return this.#log.checkpoint(this.#signer, this.#clock);
  }

  async growth(from: number, to: number): Promise<Result<Growth, Refusal<'NOT_IN_LOG'>>> {
    const proof = await this.#log.consistencyProof(from, to);
    return proof.ok
      ? ok({ from, to, hashes: proof.value.map(toBase64Url) })
      : err(refusal('NOT_IN_LOG', proof.error.message));
  }
}
