// In: an inspected registry and how often to repeat. Out: for each hostile document what its refusal costs the process: time and memory.
// Refuses (throws) a document that is answered.
import { randomUUID } from 'node:crypto';
import { systemClock, systemIds, utf8 } from '@longview/foundation';
import { signAssertion } from '@longview/nest-identity';
import { type Figure, quantile, type Table } from '../load/figures.ts';
import { HOSTILE, type Hostile } from './hostile-documents.ts';
import { type InspectedRegistry, posted, RawConnection } from './inspected-registry.ts';

/** What is asked for: no refusal takes longer or allocates more. */
export const MOST = { milliseconds: 5, megabytes: 5 } as const;

export interface Cost {
  readonly name: string;
  /** From the first byte sent to the last received, the fastest half's middle: median of the repeats. */
  readonly milliseconds: number;
  /** Processor time of the whole process for one, its own threads included. */
  readonly processor: number;
  /** Allocated for one, before anything is collected. */
  readonly megabytes: number;
}

export const bodyOf = ({ query, variables, operationName, body }: Hostile): string =>
  body ?? JSON.stringify({ query, variables, operationName });

export async function costOf(
  { inside }: InspectedRegistry,
  connection: RawConnection,
  name: string,
  request: Buffer,
  repeats: number,
): Promise<Cost> {
  const refused = async () => {
    const { status, body } = await connection.send(request);
    const { data = null, errors = [] } = JSON.parse(body.toString()) as { data?: unknown; errors?: object[] };
    if (data !== null || errors.length === 0 || status >= 500)
      throw new Error(`${name} is not refused: ${status} ${body}`);
  };
  for (let n = 0; n < 2; n++) await refused();
  await inside.collect();
  const empty = await inside.usage();
  await refused();
  const allocated = (await inside.usage()).bytes - empty.bytes;
  const times: number[] = [];
  const before = await inside.usage();
  for (let n = 0; n < repeats; n++) {
    const start = performance.now();
    await refused();
    times.push(performance.now() - start);
  }
  const after = await inside.usage();
  return {
    name,
    milliseconds: quantile(times, 0.5),
    processor: (after.processor - before.processor) / repeats,
    megabytes: allocated / 2 ** 20,
  };
}

/** What has no key and claims to be an agent, with as much as an agent may send. */
async function strangers({ trial }: InspectedRegistry): Promise<[name: string, request: Buffer][]> {
  const body = JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(8_000_000) } });
  const typed = `${Buffer.from('{"typ":"longview-agent+jwt"}').toString('base64url')}.e30.e30`;
  const forged = await signAssertion({
    centre: 'centre-a',
    kid: 'centre-a-1',
    privateJwk: trial.agents['centre-b'].secret,
    audience: 'https://registry.trial.example',
    method: 'POST',
    url: `${trial.url}/graphql`,
    bodyBytes: utf8(body),
    clock: systemClock,
    ids: systemIds,
  });
  return [
    ['8 MB from who says that it is an agent', posted(body, typed)],
    ['8 MB under an assertion signed with another key', posted(body, forged)],
    ['64 KB of nothing', posted(`{"query":"${'x'.repeat(65_000)}"}`)],
    ['64 KB of brackets', posted(`${'['.repeat(32_000)}${']'.repeat(32_000)}`)],
    ['a token of 12 KB', posted('{"query":"{a}"}', 'x'.repeat(12_000))],
  ];
}

export async function measureRefusals(
  registry: InspectedRegistry,
  repeats: number,
): Promise<Table & { costs: Cost[] }> {
  const { trial } = registry;
  const token = await trial.token('researcher@university');
  const connection = await RawConnection.open(trial.url);
  const costs: Cost[] = [];
  const measure = async (name: string, request: Buffer) =>
    void costs.push(await costOf(registry, connection, name, request, repeats));
  // What any refusal costs: a document that is one brace, and that of somebody who is signed in.
  for (let n = 0; n < 300; n++)
    await connection.send(posted(JSON.stringify({ query: `{ a${randomUUID().slice(0, 4)} }` })));
  await measure('the least', posted('{"query":"{"}'));
  const least = costs.pop() as Cost;
  for (const hostile of HOSTILE) {
    await measure(`anyone, ${hostile.name}`, posted(bodyOf(hostile)));
    await measure(`signed in, ${hostile.name}`, posted(bodyOf(hostile), token));
  }
  const documents = costs.length;
  for (const [name, request] of await strangers(registry)) await measure(name, request);
  connection.close();
  const worst = (by: 'milliseconds' | 'processor' | 'megabytes') => costs.toSorted((a, b) => b[by] - a[by]).slice(0, 5);
  const over = costs.filter(
    ({ milliseconds, megabytes }) => milliseconds > MOST.milliseconds || megabytes > MOST.megabytes,
  );
  const spread = (name: string, by: 'milliseconds' | 'processor' | 'megabytes', unit: string): Figure => {
    const all = costs.map((cost) => cost[by]);
    const [first, second, third] = worst(by);
    return {
      name,
      value: quantile(all, 0.5),
      spread: [Math.min(...all), Math.max(...all)],
      unit,
      note: [first, second, third].map((cost) => `${cost?.[by].toFixed(2)} ${cost?.name}`).join('; '),
    };
  };
  return {
    title: `Refusals: ${HOSTILE.length} hostile documents, each from anyone and signed in, and ${costs.length - documents} requests`,
    costs,
    figures: [
      spread('time of an answer', 'milliseconds', 'ms'),
      spread('  of it the least that any takes', 'milliseconds', 'ms'),
      spread('processor of the registry', 'processor', 'ms'),
      spread('allocated', 'megabytes', 'MB'),
      { name: `over ${MOST.milliseconds} ms or ${MOST.megabytes} MB`, value: over.length, unit: 'of them' },
    ].map((figure, index) =>
      index === 1
        ? {
            name: figure.name,
            value: least.milliseconds,
            unit: 'ms',
            note: `processor ${least.processor.toFixed(2)} ms, ${least.megabytes.toFixed(2)} MB`,
          }
        : figure,
    ),
    notes: [
      `Before it: each is refused. Median of ${repeats} on one kept connection; the spread is over the documents.`,
      ...over.map(
        ({ name, milliseconds, processor, megabytes }) =>
          `over: ${name}: ${milliseconds.toFixed(2)} ms (processor ${processor.toFixed(2)}), ${megabytes.toFixed(2)} MB`,
      ),
    ],
  };
}
