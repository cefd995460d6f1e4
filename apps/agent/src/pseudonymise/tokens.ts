// In: patients' numbers. Out: the token of each, asked for only where the ledger has none. Stops asking, for this run, once it is refused.
import { type Clock, type Refusal, refusal } from '@longview/foundation';
import { currentEpoch, type Federation } from '@longview/nest-identity';
import { MAX_BATCH } from '@longview/pseudonym-protocol';
import type { Token } from '@longview/wire';
import type { Ledger } from '../ledger/index.ts';
import { pass } from '../passages.ts';
import type { Evaluate, NotEvaluated } from './evaluate.ts';

export interface NumberToAsk {
  /** HMAC of the number: the ledger's name for it. */
  readonly who: string;
  /** The normalised number. */
  readonly input: Uint8Array;
}

export interface TokenSource {
  /** By `who`; a patient without an entry has to wait, and `stopped` says for what. */
  tokens(numbers: readonly NumberToAsk[]): Promise<ReadonlyMap<string, Token>>;
  readonly stopped: Refusal | undefined;
  /** Numbers evaluated in this run. */
  readonly evaluated: number;
}

export interface TokenParts {
  readonly ledger: Pick<Ledger, 'tokens'>;
  readonly federation: Federation;
  readonly evaluate: Evaluate;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
}

const ATTEMPTS = 3;
/** A limit that frees itself so soon is waited for; a longer one is left to the person. */
const PATIENCE_MS = 90_000;

export function tokenSource({ ledger, federation, evaluate, clock, wait }: TokenParts): TokenSource {
  // One epoch for all centres: the registry takes one token a patient, and two epochs of one patient would be two patients.
  const epoch = currentEpoch(federation, clock.now())?.epoch;
  let evaluated = 0;
  let stopped: Refusal | undefined =
    epoch === undefined ? refusal('NO_EPOCH', 'The manifest names no key of the pseudonymiser for today.') : undefined;

  async function ask(epoch: number, numbers: readonly NumberToAsk[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const answer = await evaluate(
        epoch,
        numbers.map(({ input }) => input),
      );
      if (answer.ok) {
        pass('evaluated');
        evaluated += numbers.length;
        ledger.tokens.keep(
          epoch,
          numbers.map(({ who }, index) => ({ who, value: answer.value[index] as string })),
        );
        return;
      }
      const pause = pauseAfter(answer.error, attempt, clock.now());
      if (pause === undefined || attempt === ATTEMPTS) {
        stopped = answer.error;
        return;
      }
      await wait(pause);
    }
  }

  return {
    async tokens(numbers) {
      if (epoch === undefined) return new Map();
      const different = [...new Map(numbers.map((number) => [number.who, number])).values()];
      const unknown = different.filter(({ who }) => ledger.tokens.of(who, epoch) === undefined);
      for (let start = 0; start < unknown.length && stopped === undefined; start += MAX_BATCH)
        await ask(epoch, unknown.slice(start, start + MAX_BATCH));
      return new Map(
        different.flatMap(({ who }) => {
          const token = ledger.tokens.of(who, epoch);
          return token ? [[who, token] as const] : [];
        }),
      );
    },
    get stopped() {
      return stopped;
    },
    get evaluated() {
      return evaluated;
    },
  };
}

function pauseAfter({ code, retryAt }: NotEvaluated, attempt: number, now: Date): number | undefined {
  if (code === 'OVER_QUOTA') {
    const pause = retryAt === undefined ? Infinity : retryAt.getTime() - now.getTime();
    return pause <= PATIENCE_MS ? Math.max(0, pause) : undefined;
  }
  return code === 'NO_ANSWER' ? 1000 * 2 ** (attempt - 1) : undefined;
}
