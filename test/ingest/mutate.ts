// In: kinds of files, a seed and which mutations of each. Out: what each kind gave, or its first mutation that broke a promise. A thread of its
// own: whoever started it sees by the beat which mutation is read, and can end one that never ends.
import { parentPort, workerData } from 'node:worker_threads';
import { Draws } from '@longview/fixtures';
import { type Outcome, outcomeOf, PEOPLE } from './clean-files.ts';
import { type Kind, KINDS } from './spoil.ts';

export interface Orders {
  readonly kinds: readonly string[];
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** Two 32-bit words: which kind, and the number of the mutation that is being read. */
  readonly beat: SharedArrayBuffer;
}

export interface Done {
  readonly kind: string;
  readonly failed?: string;
  readonly ran: number;
  /** Milliseconds that the slowest took, on this machine. */
  readonly slowest: number;
  /** Files that said nothing and gave what the unspoilt one gives. */
  readonly unharmed: number;
  readonly problems: Readonly<Record<string, number>>;
}

const KEYS = PEOPLE.map(({ number }) => `be:niss|${number}`);

/** What a spoilt file broke; empty where it kept every promise. */
function broken(spoilt: Outcome, good: Outcome, victim: number, { mayBeRefusedWhole }: Kind): string {
  const refusedWhole = mayBeRefusedWhole === true && spoilt.problems.some(({ rule }) => rule === 'C20');
  for (const [index, key] of KEYS.entries()) {
    const got = spoilt.patients.get(key);
    if (index === victim || got === good.patients.get(key) || (refusedWhole && got === undefined)) continue;
    const said = spoilt.problems.map(({ rule, message }) => `${rule} ${message}`).join('; ');
    return `changed patient ${index}, where ${victim} was spoilt: ${said}`;
  }
  for (const { rule, message, mend, place } of spoilt.problems)
    if (
      !/^(?:[A-Z]\d\d|[a-z]+(?:-[a-z]+)+)$/u.test(rule) ||
      message === '' ||
      mend === '' ||
      place.file === '' ||
      !(place.line >= 1)
    )
      return `a problem without its rule, words or place: ${rule} ${message}`;
  const lost = good.patients.size - spoilt.patients.size;
  if (lost > 0 && spoilt.problems.length === 0 && spoilt.notes === 0) return `${lost} patients lost without a word`;
  return '';
}

async function run(name: string, { seed, from, count }: Orders, tell: (n: number) => void): Promise<Done> {
  const kind = KINDS[name] as Kind;
  const problems: Record<string, number> = {};
  let [ran, slowest, unharmed, fault] = [0, 0, 0, ''];
  const good = await kind.clean();
  for (let n = from; n < from + count && fault === ''; n++) {
    tell(n);
    const draws = new Draws(seed, `mutation ${name} ${n}`);
    const victim = draws.whole(0, PEOPLE.length - 1);
    const { what, open } = kind.spoil(victim, draws);
    const started = performance.now();
    try {
      const spoilt = await outcomeOf(open);
      fault = broken(spoilt, good, victim, kind);
      for (const { rule } of spoilt.problems) problems[rule] = (problems[rule] ?? 0) + 1;
      const same = KEYS.every((key) => spoilt.patients.get(key) === good.patients.get(key));
      if (same && spoilt.problems.length === good.problems.length) unharmed++;
    } catch (thrown) {
      fault = `crashed: ${(thrown as Error).stack}`;
    }
    slowest = Math.max(slowest, performance.now() - started);
    if (fault === '') ran++;
    else fault = `${name} ${n} of seed ${seed} (${what}) ${fault}`;
  }
  return { kind: name, ran, slowest, unharmed, problems, ...(fault !== '' && { failed: fault }) };
}

const orders = workerData as Orders;
const beat = new Int32Array(orders.beat);
for (const [index, kind] of orders.kinds.entries()) {
  Atomics.store(beat, 0, index);
  parentPort?.postMessage(await run(kind, orders, (n) => void Atomics.store(beat, 1, n)));
}
