// In: patients' numbers. Out: the tokens of each, one for each key epoch that is open, asked for only where the ledger has none. Stops asking, for
// this run, once it is refused; a patient who has a token already goes with what he has.
import { type Clock, type Refusal, refusal } from '@longview/foundation';
import { type Federation, openEpochs } from '@longview/nest-identity';
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
  /** By `who`, the older epoch first; a patient without an entry has to wait, and `stopped` says for what. */
  tokens(numbers: readonly NumberToAsk[]): Promise<ReadonlyMap<string, readonly Token[]>>;
  /** Why numbers without any token wait. */
  readonly stopped: Refusal | undefined;
  /** Numbers that go under one key only though two are open, and why: the registry cannot yet know them by the other. */
  readonly unlinked: { readonly patients: number; readonly because?: Refusal };
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
  // While the key changes two are open. Both tokens go, so that the registry learns that they are of one person.
  const open = openEpochs(federation, clock.now()).map(({ epoch }) => epoch);
  let evaluated = 0;
  let stopped: Refusal | undefined =
    open.length === 0 ? refusal('NO_EPOCH', 'The manifest names no key of the pseudonymiser for today.') : undefined;
  let unlinkedBecause: Refusal | undefined;
  const unlinked = new Set<string>();

  /** @returns why not, when it was refused for good. */
  async function ask(epoch: number, numbers: readonly NumberToAsk[]): Promise<Refusal | undefined> {
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
        return undefined;
      }
      const pause = pauseAfter(answer.error, attempt, clock.now());
      if (pause === undefined || attempt === ATTEMPTS) return answer.error;
      await wait(pause);
    }
  }

  /** @returns why some were left out. */
  async function askAll(epoch: number, numbers: readonly NumberToAsk[]): Promise<Refusal | undefined> {
    const unknown = numbers.filter(({ who }) => ledger.tokens.of(who, epoch) === undefined);
    for (let start = 0; start < unknown.length; start += MAX_BATCH) {
      const refused = await ask(epoch, unknown.slice(start, start + MAX_BATCH));
      if (refused) return refused;
    }
    return undefined;
  }

  const tokensOf = (who: string): readonly Token[] => open.flatMap((epoch) => ledger.tokens.of(who, epoch) ?? []);

  return {
    async tokens(numbers) {
      const different = [...new Map(numbers.map((number) => [number.who, number])).values()];
      // Whoever has no token at all comes first, and under the older key: by it the registry knows whom other centres sent.
      const [oldest, newest] = open;
      const nobodyYet = different.filter(({ who }) => tokensOf(who).length === 0);
      if (oldest !== undefined) stopped ??= await askAll(oldest, nobodyYet);
      if (newest !== undefined) {
        const isNew = new Set(nobodyYet.map(({ who }) => who));
        const known = different.filter(({ who }) => tokensOf(who).length > 0);
        for (const part of [known.filter(({ who }) => isNew.has(who)), known.filter(({ who }) => !isNew.has(who))])
          for (const epoch of open) unlinkedBecause ??= await askAll(epoch, part);
        for (const { who } of known) if (tokensOf(who).length < open.length) unlinked.add(who);
      }
      return new Map(
        different.flatMap(({ who }) => {
          const tokens = tokensOf(who);
          return tokens.length > 0 ? [[who, tokens] as const] : [];
        }),
      );
    },
    get stopped() {
      return stopped;
    },
    get unlinked() {
      return { patients: unlinked.size, ...(unlinkedBecause && { because: unlinkedBecause }) };
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
