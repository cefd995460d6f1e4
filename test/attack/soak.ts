// In: how many requests. Out: the memory of the registry's process along them. Most are hostile and each text is new, so that every memory of
// texts, tokens and decisions is tried; some are real. Refuses (throws) an answer that is not the one of its kind.
import { systemClock, systemIds, utf8 } from '@longview/foundation';
import { signAssertion } from '@longview/nest-identity';
import { type Figure, quantile, type Table } from '../load/figures.ts';
import { patientOf } from '../support/trial-registry.ts';
import { BYPASSES } from './hostile-bypasses.ts';
import { HOSTILE } from './hostile-documents.ts';
import { type InspectedRegistry, posted, RawConnection, type Usage } from './inspected-registry.ts';
import { bodyOf } from './refusals.ts';

const CONNECTIONS = 8;
const BATCH = 25;
/** Stands where a number makes each text a new one. */
const MARK = '00000000';
const AUDIENCE = 'https://registry.trial.example';

interface Kind {
  readonly name: string;
  /** How many of a thousand. */
  readonly share: number;
  readonly status: readonly number[];
  readonly make: (number: number) => Buffer | Promise<Buffer>;
}

/** The same bytes with another number in the place of every mark. */
function numbered(template: Buffer): (number: number) => Buffer {
  const places: number[] = [];
  for (let at = template.indexOf(MARK); at >= 0; at = template.indexOf(MARK, at + MARK.length)) places.push(at);
  return (number) => {
    const made = Buffer.from(template);
    const text = String(number % 1e8).padStart(MARK.length, '0');
    for (const at of places) made.write(text, at, 'latin1');
    return made;
  };
}

const inTurn = (made: readonly ((number: number) => Buffer)[]) => (number: number) =>
  made[number % made.length]?.(number) as Buffer;

async function kinds({ trial }: InspectedRegistry): Promise<Kind[]> {
  const json = (query: string, variables?: object): string => JSON.stringify({ query, variables });
  const researcher = await trial.token('researcher@university');
  const manager = await trial.token('manager@centre-a');
  const assertion = (body: string, change: object = {}) =>
    signAssertion({
      centre: 'centre-a',
      kid: 'centre-a-1',
      privateJwk: trial.agents['centre-a'].secret,
      audience: AUDIENCE,
      method: 'POST',
      url: `${trial.url}/graphql`,
      bodyBytes: utf8(body),
      clock: systemClock,
      ids: systemIds,
      ...change,
    });
  const refused = [...HOSTILE, ...BYPASSES]
    .filter((one) => one.body === undefined && bodyOf(one).length < 4000)
    .map((one) => numbered(posted(bodyOf({ ...one, query: `${one.query} #${MARK}` }))));
  const CHECK = json('{ checkpoint { __typename } }');
  const forged = await Promise.all(
    Array.from({ length: 16 }, () => assertion(CHECK, { privateJwk: trial.agents['centre-b'].secret })),
  );
  // In the signature, where any text will do.
  const strangers = forged.map((token) => numbered(posted(CHECK, `${token.slice(0, -10)}${MARK}AA`)));
  const people = [researcher, manager].map((token) => numbered(posted(CHECK, `${token.slice(0, -10)}${MARK}AA`)));
  const asked = (permit: string, at: string) =>
    `query { cohort(permit: "${permit}", purpose: "scientificResearch") { ... on Cohort { size { __typename } survival(endpoint: OVERALL, at: [${at}]) { __typename } } } }`;
  let used = await assertion(CHECK);
  let usedUntil = 0;
  return [
    { name: 'the least question', share: 300, status: [200], make: numbered(posted(json('{ __typename }'))) },
    { name: 'hostile documents, each text new', share: 380, status: [200, 403, 413], make: inTurn(refused) },
    {
      name: 'good documents, each text new',
      share: 150,
      status: [200],
      make: numbered(posted(json(`query Q${MARK} { a: __typename b${MARK}: __typename }`))),
    },
    { name: 'tokens that nobody signed', share: 100, status: [401], make: inTurn([...strangers, ...people]) },
    {
      name: 'an assertion used again',
      share: 30,
      status: [200, 401],
      make: async () => {
        if (Date.now() > usedUntil) [used, usedUntil] = [await assertion(CHECK), Date.now() + 20_000];
        return posted(CHECK, used);
      },
    },
    { name: 'agents', share: 20, status: [200], make: async () => posted(CHECK, await assertion(CHECK)) },
    {
      name: 'a centre on its own rows',
      share: 10,
      status: [200],
      make: numbered(
        posted(
          json(`{ cohort { ... on Cohort { size { __typename } courses(first: 5) { __typename } } } } #${MARK}`),
          manager,
        ),
      ),
    },
    {
      name: 'questions within a permit',
      share: 9,
      status: [200],
      make: (number) => posted(json(asked('permit-a', String((number % 40) * 30))), researcher),
    },
    {
      name: 'permits that are none',
      share: 1,
      status: [200],
      make: numbered(posted(json(asked(`permit-${MARK}`, '30')), researcher)),
    },
  ];
}

interface Sample extends Usage {
  readonly done: number;
}

export async function soak(registry: InspectedRegistry, requests: number): Promise<Table & { flat: boolean }> {
  const { trial, inside } = registry;
  const sketch = {
    infused: '2024-01-01',
    product: 'L01XL03',
    disease: 'LBCL',
    assessed: '2024-06-01',
    alive: '2025-01-01',
  };
  for (const centre of ['centre-a', 'centre-b'] as const)
    await trial.submit(
      centre,
      Array.from({ length: 60 }, (_, n) => patientOf(trial, centre, `soak ${n}`, sketch)),
    );
  await trial.ask('steward@registry', 'mutation { cutRelease { __typename } }');

  const list = await kinds(registry);
  // Spread evenly, so that every stretch of a thousand holds all kinds.
  const order = list
    .flatMap((kind) => Array.from({ length: kind.share }, (_, n) => ({ kind, at: (n + 0.5) / kind.share })))
    .sort((left, right) => left.at - right.at)
    .map(({ kind }) => kind);
  const counts = new Map<string, number>();
  const samples: Sample[] = [];
  let next = 0;
  let done = 0;
  const started = performance.now();
  const sample = async (): Promise<void> => {
    samples.push({ done, ...(await inside.usage()) });
  };
  const connection = async (): Promise<void> => {
    let raw = await RawConnection.open(trial.url);
    while (next < requests) {
      const first = next;
      next += BATCH;
      const chosen = Array.from({ length: BATCH }, (_, n) => order[(first + n) % order.length] as Kind);
      const answers = await raw
        .sendAll(await Promise.all(chosen.map((kind, n) => kind.make(first + n))))
        .catch(async () => {
          // A machine that stands still for longer than the registry waits for a request costs a connection, and its batch is not counted.
          counts.set('batches lost', (counts.get('batches lost') ?? 0) + 1);
          if ((counts.get('batches lost') ?? 0) > 100) throw new Error('connections end again and again');
          raw = await RawConnection.open(trial.url);
          return [];
        });
      for (const [n, { status, body }] of answers.entries()) {
        const { name, status: expected } = chosen[n] as Kind;
        if (!expected.includes(status) || body.includes('INTERNAL_SERVER_ERROR'))
          throw new Error(`${name}: ${status} ${body.toString()}`);
        counts.set(`${name} ${status}`, (counts.get(`${name} ${status}`) ?? 0) + 1);
      }
      const before = done;
      done += answers.length;
      if (Math.floor((done * 100) / requests) > Math.floor((before * 100) / requests)) await sample();
      if (Math.floor((done * 50) / requests) > Math.floor((before * 50) / requests)) {
        const { resident, heap } = samples.at(-1) as Sample;
        const rate = (done * 1000) / (performance.now() - started);
        process.stdout.write(
          `${done} done, ${mega(resident)} MB resident, ${mega(heap)} MB heap, ${rate.toFixed(0)} a second\n`,
        );
      }
    }
    raw.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const seconds = (performance.now() - started) / 1000;
  await inside.collect();
  const end = await inside.usage();

  const near = (part: number, of: (sample: Sample) => number): number =>
    quantile(samples.filter(({ done: at }) => Math.abs(at / requests - part) <= 0.05).map(of), 0.5);
  const at = (part: number): Figure => ({
    name: `resident at ${part * 100} %`,
    value: near(part, ({ resident }) => resident) / 2 ** 20,
    unit: 'MB',
    note: `heap in use ${mega(near(part, ({ heap }) => heap))} MB; median of the samples within 5 %`,
  });
  const half = samples.filter(({ done: after }) => after >= requests / 2);
  const slope = (slopeOf(half.map(({ done: x, resident }) => [x, resident])) * 1e6) / 2 ** 20;
  // What stays after a collection is what is kept: a memory without end would show there.
  const grown = near(1, ({ resident }) => resident) / near(0.5, ({ resident }) => resident);
  return {
    title: `Memory of the registry over ${done.toLocaleString('en')} requests`,
    flat: grown < 1.1,
    figures: [
      at(0.1),
      at(0.5),
      at(1),
      { name: 'slope over the second half', value: slope, unit: 'MB', note: 'resident, a million requests' },
      { name: 'heap after a collection, at the end', value: end.heap / 2 ** 20, unit: 'MB' },
      {
        name: 'rate',
        value: done / seconds,
        unit: 'requests/s',
        note: `${(seconds / 60).toFixed(1)} minutes, ${CONNECTIONS} connections, ${BATCH} requests at once on each`,
      },
    ],
    notes: [...counts].sort().map(([name, count]) => `${name}: ${count.toLocaleString('en')}`),
  };
}

const mega = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

/** Least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([value]) => value), mean(([, value]) => value)];
  const above = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return above / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}
