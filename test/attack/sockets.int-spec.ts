// Bytes that no well-behaved client sends, on bare sockets, against both services: nothing that stands inside another request is ever answered,
// and what follows a refusal gets its own answer or none. And what scanners of GraphQL servers look for: nothing is found by who is nobody.
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { unwrap } from '@longview/foundation';
import { fileKeyStore } from '@longview/pseudonymiser';
import { epochKey, Trial } from '../support/pseudonymiser-trial.ts';
import { TrialRegistry } from '../support/trial-registry.ts';

let registry: TrialRegistry;
let pseudonymiser: Trial;
beforeAll(async () => {
  [registry, pseudonymiser] = await Promise.all([TrialRegistry.start(), Trial.prepare()]);
  unwrap(fileKeyStore(pseudonymiser.path('keys')).create(1, epochKey(1)));
  await pseudonymiser.start();
});
afterAll(async () => {
  await registry.stop();
  await pseudonymiser.end();
});
afterEach(() => {
  expect(registry.faults.splice(0)).toEqual([]);
  expect(pseudonymiser.reports.filter((line) => line.startsWith('fault'))).toEqual([]);
});

const SURE = 120_000;
interface Patience {
  /** Milliseconds until the first byte; an answer that is sure to come is waited for however busy the machine is. */
  readonly first?: number;
  /** Milliseconds without a byte after which nothing more is expected. */
  readonly quiet?: number;
  /** What is sure to come, however busy the machine is: with it all is said. */
  readonly until?: (text: string) => boolean;
}

/** Sends the bytes at once and gives back everything until the other side closes, all is said, or nothing more comes. */
function exchange(
  url: string,
  bytes: string | Buffer,
  { until, first = until ? SURE : 5000, quiet = until ? SURE : 700 }: Patience = {},
): Promise<{ text: string; closed: boolean }> {
  const { hostname, port } = new URL(url);
  return new Promise((done) => {
    const parts: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const end = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      done({ text: Buffer.concat(parts).toString('latin1'), closed });
    };
    let timer = setTimeout(() => end(false), first);
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      clearTimeout(timer);
      timer = setTimeout(() => end(false), quiet);
      if (until?.(Buffer.concat(parts).toString('latin1'))) end(false);
    });
    socket.on('close', () => end(true));
    socket.on('error', () => end(true));
  });
}

const question = (name: string): string => JSON.stringify({ query: `{ ${name}: __typename }` });
const head = (length: number | string, ...more: string[]): string =>
  [
    'POST /graphql HTTP/1.1',
    'host: registry',
    'content-type: application/json',
    ...(length === '' ? [] : [`content-length: ${length}`]),
    ...more,
    '',
    '',
  ].join('\r\n');
const post = (name: string, ...more: string[]): string => `${head(question(name).length, ...more)}${question(name)}`;
const chunk = (text: string, extension = ''): string => `${text.length.toString(16)}${extension}\r\n${text}\r\n`;

/** Stands inside other requests: to see it answered is to have got past the door. */
const INNER = post('smuggled');
const NEXT = post('following');
const following: Patience = { until: (text) => text.includes('{"data":{"following":"Query"}}') };
const statuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

describe('requests in requests', () => {
  const q = question('outer');
  const cases: [name: string, bytes: string][] = [
    [
      'a length and chunks',
      `${head(q.length + INNER.length, 'transfer-encoding: chunked')}${chunk(q)}0\r\n\r\n${INNER}`,
    ],
    ['chunks and a length', `${head('', 'transfer-encoding: chunked', `content-length: 4`)}0\r\n\r\n${INNER}`],
    ['two lengths', `${head(q.length, `content-length: ${q.length + INNER.length}`)}${q}${INNER}`],
    ['the same length twice', `${head(q.length, `content-length: ${q.length}`)}${q}`],
    ['two lengths in one', `${head(`${q.length}, ${q.length + INNER.length}`)}${q}${INNER}`],
    ['a length with a sign', `${head(`+${q.length}`)}${q}${INNER}`],
    ['a length below nothing', `${head('-1')}${q}${INNER}`],
    ['a length in hexadecimal', `${head(`0x${q.length.toString(16)}`)}${q}${INNER}`],
    ['a length that is no number', `${head('many')}${q}${INNER}`],
    ['a length beyond all', `${head('99999999999999999999')}${q}`],
    ['chunks in another writing', `${head(q.length, 'Transfer-Encoding: Chunked')}${q}${INNER}`],
    ['chunks before a colon', `${head(q.length, 'transfer-encoding : chunked')}${q}${INNER}`],
    ['chunks after a tab', `${head(q.length, 'transfer-encoding:\tchunked')}${q}${INNER}`],
    ['chunks and nothing', `${head(q.length, 'transfer-encoding: chunked, identity')}${q}${INNER}`],
    ['chunks that are nearly so', `${head(q.length, 'transfer-encoding: xchunked')}${q}${INNER}`],
    ['chunks twice', `${head('', 'transfer-encoding: chunked', 'transfer-encoding: chunked')}${chunk(q)}0\r\n\r\n`],
    ['chunks', `${head('', 'transfer-encoding: chunked')}${chunk(q)}0\r\n\r\n`],
    [
      'chunks with an extension',
      `${head('', 'transfer-encoding: chunked')}${chunk(q, `;x="${'a'.repeat(5000)}"`)}0\r\n\r\n`,
    ],
    ['chunks of a wrong size', `${head('', 'transfer-encoding: chunked')}zz\r\n${q}\r\n0\r\n\r\n${INNER}`],
    ['a folded header', `${head(q.length, 'x-a: 1', ' content-length: 4')}${q}`],
    ['a header without a colon', `${head(q.length, 'x-nothing')}${q}`],
    ['a header with NUL', `${head(q.length, 'x-a: \0')}${q}`],
    [
      'a header of a bare line feed',
      `POST /graphql HTTP/1.1\nhost: registry\ncontent-type: application/json\ncontent-length: ${q.length}\n\n${q}`,
    ],
    ['a carriage return in a header', `${head(q.length, 'x-a: 1\rtransfer-encoding: chunked')}${q}${INNER}`],
    ['an address with a host', post('outer').replace('/graphql', 'http://evil.example/graphql')],
    ['an address that is only a host', post('outer').replace('POST /graphql', 'CONNECT evil.example:443')],
    ['an address that is a star', post('outer').replace('POST /graphql', 'OPTIONS *')],
    ['an address with a space', post('outer').replace('/graphql', '/graphql HTTP/1.1\r\nx: ')],
    ['no host', post('outer').replace('host: registry\r\n', '')],
    ['two hosts', post('outer', 'host: evil.example')],
    ['another version', post('outer').replace('HTTP/1.1', 'HTTP/1.0')],
    ['a version that is none', post('outer').replace('HTTP/1.1', 'HTTP/9.9')],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    [
      'an upgrade to HTTP/2',
      post('outer', 'connection: upgrade, http2-settings', 'upgrade: h2c', 'http2-settings: AAMAAABk'),
    ],
    [
      'an upgrade to a socket',
      post(
        'outer',
        'connection: upgrade',
        'upgrade: websocket',
        'sec-websocket-version: 13',
        'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
      ),
    ],
    ['100,000 headers', head(q.length, ...Array.from({ length: 100_000 }, () => 'a: b')) + q],
    ['one header of 100,000 bytes', head(q.length, `a: ${'b'.repeat(100_000)}`) + q],
    ['a body that goes on', `${head(q.length)}${q}${q}`],
    ['another method in a header', post('outer', 'x-http-method-override: DELETE', 'x-method-override: PUT')],
    ['a wait for a go-ahead', post('outer', 'expect: 100-continue')],
    ['a wait for what nobody knows', post('outer', 'expect: the-unexpected')],
    [
      'a trailer',
      `${head('', 'transfer-encoding: chunked', 'trailer: authorization')}${chunk(q)}0\r\nauthorization: Bearer x\r\n\r\n`,
    ],
    [
      'a refused request with a body that looks like one',
      `${head(INNER.length).replace('application/json', 'text/plain')}${INNER}`,
    ],
    ['a refused token with a body that looks like one', `${head(INNER.length, 'authorization: Bearer x.y.z')}${INNER}`],
    ['another method with a body that looks like one', `${head(INNER.length).replace('POST', 'GET')}${INNER}`],
    ['another address with a body that looks like one', `${head(INNER.length).replace('/graphql', '/health')}${INNER}`],
    ['more than anybody may send', `${head(9_000_000)}${INNER}`],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['nothing but lines', '\r\n'.repeat(1000)],
  ];
  test.each(cases)('%s', async (_name, bytes) => {
    const { text } = await exchange(registry.url, Buffer.from(bytes + NEXT, 'latin1'));
    // The inner one is never a question of its own.
    expect(text).not.toContain('"smuggled":"Query"');
    // No more answers than requests; what was meant as the next is answered once, last, or not at all.
    expect(statuses(text).filter((status) => status !== 100).length).toBeLessThanOrEqual(2);
    expect(text.split('"following":"Query"').length).toBeLessThanOrEqual(2);
    if (text.includes('"following"'))
      expect(text.indexOf('"following"')).toBeGreaterThan(text.lastIndexOf('HTTP/1.1 '));
    expect(text).not.toMatch(/HTTP\/1\.1 (101|5\d\d)|node_modules|evil\.example/);
    // A door that was closed to one is open to the next.
    expect((await exchange(registry.url, NEXT, following)).text).toContain('{"data":{"following":"Query"}}');

    const other = await exchange(
      pseudonymiser.url,
      Buffer.from(bytes.replaceAll('/graphql', '/v1/evaluate'), 'latin1'),
      { quiet: 300 },
    );
    expect(statuses(other.text).filter((status) => status < 300 && status !== 100)).toEqual([]);
    expect(other.text).not.toMatch(/HTTP\/1\.1 (101|5\d\d)|node_modules/);
  });

  test('after each refusal that keeps the connection, the next request gets its own answer', async () => {
    for (const [bytes, status] of [
      [post('outer', 'authorization: Bearer x.y.z'), 401],
      [post('outer').replace('application/json', 'text/plain'), 415],
      [post('outer', 'accept: text/html'), 406],
      [post('outer').replace('/graphql', '/nowhere'), 404],
      [`${head(3)}{"a`, 400],
      [`${head(70_000)}${' '.repeat(70_000)}`, 413],
    ] as const) {
      const { text } = await exchange(registry.url, bytes + post('second') + post('third'), {
        until: (so) => so.includes('{"data":{"third":"Query"}}'),
      });
      expect(statuses(text)).toEqual([status, 200, 200]);
      expect(text.indexOf('"second":"Query"')).toBeLessThan(text.indexOf('"third":"Query"'));
    }
  });

  test('who closes early, or says more than is sent, costs nothing and is no fault', async () => {
    for (const bytes of [
      head(100),
      `${head(100)}{"query"`,
      'POST /graphql HT',
      `${head('', 'transfer-encoding: chunked')}5\r\n{"q`,
    ])
      await exchange(registry.url, bytes, { quiet: 100 });
    expect((await exchange(registry.url, NEXT, following)).text).toContain('"following":"Query"');
  });

  test('what is packed is not unpacked, and other alphabets are not guessed', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000, 32));
    for (const [bytes, type, more] of [
      [bomb, 'application/json', ['content-encoding: gzip']],
      [bomb, 'application/json', ['content-encoding: gzip, gzip']],
      [Buffer.from(question('outer'), 'utf16le'), 'application/json; charset=utf-16', []],
      [Buffer.from(question('outer'), 'utf16le'), 'application/json', []],
      [Buffer.from(`\ufeff${question('outer')}x`), 'application/json', []],
      [Buffer.from(`${question('outer')}{"query":"{ smuggled: __typename }"}`), 'application/json', []],
    ] as const) {
      const start = head(bytes.length, ...more).replace('application/json', type);
      const sent = Buffer.concat([Buffer.from(start), bytes]);
      const { text } = await exchange(registry.url, sent, { first: SURE, quiet: 300 });
      expect([400, 415]).toContain(statuses(text)[0]);
      expect(text).not.toContain('"Query"');
    }
  });
});

describe('what scanners look for, by who is nobody', () => {
  const json = { 'content-type': 'application/json' };
  const ask = async (query: unknown, more: object = {}) =>
    registry.send({ headers: json, body: JSON.stringify({ query, ...more }) });
  /** What counts as found: each is a question, and whether its answer shows the weakness. */
  const checks: [name: string, found: () => Promise<boolean>][] = [
    [
      'aliases without end',
      async () =>
        (await ask(`{ ${Array.from({ length: 101 }, (_, n) => `a${n}: __typename`).join(' ')} }`)).text.includes(
          '"a100"',
        ),
    ],
    [
      'a list of questions',
      async () =>
        (
          await registry.send({ headers: json, body: JSON.stringify(Array(11).fill({ query: '{ __typename }' })) })
        ).text.includes('"data"'),
    ],
    [
      'directives without end',
      async () => (await ask(`{ __typename ${'@aa'.repeat(10)} }`)).text.match(/Unknown directive/g)?.length === 10,
    ],
    ['one field 500 times', async () => (await ask(`{ ${'__typename '.repeat(500)} }`)).text.includes('"data"')],
    ['the schema', async () => (await ask('{ __schema { types { name } } }')).text.includes('"types"')],
    [
      'the schema in circles',
      async () =>
        (
          await ask(
            '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
          )
        ).text.includes('"types"'),
    ],
    [
      'questions in the address',
      async () =>
        (await registry.send({ method: 'GET', path: '/graphql?query={__typename}', headers: {} })).text.includes(
          '"data"',
        ),
    ],
    [
      'changes in the address',
      async () =>
        (
          await registry.send({ method: 'GET', path: '/graphql?query=mutation{__typename}', headers: {} })
        ).text.includes('"data"'),
    ],
    [
      'a form that any page can send',
      async () =>
        (
          await registry.send({
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: 'query=%7B__typename%7D',
          })
        ).text.includes('"data"'),
    ],
    [
      'plain text that any page can send',
      async () =>
        (
          await registry.send({ headers: { 'content-type': 'text/plain' }, body: '{"query":"{__typename}"}' })
        ).text.includes('"data"'),
    ],
    [
      'names that were nearly right',
      async () => /did you mean/i.test((await ask('{ cohrt { __typename } __schem { types { name } } }')).text),
    ],
    ['timings', async () => (await ask('{ __typename }')).text.includes('"tracing"')],
    [
      'a page to try questions on',
      async () =>
        (
          await Promise.all(
            ['/', '/graphql', '/graphiql', '/playground', '/console', '/altair', '/voyager'].map((path) =>
              registry.send({ method: 'GET', path, headers: { accept: 'text/html' } }),
            ),
          )
        ).some(({ text }) => /graphiql|playground|apollo|<html/i.test(text)),
    ],
    [
      'another site that may read',
      async () =>
        (
          await registry.send({
            headers: { ...json, origin: 'https://evil.example' },
            body: '{"query":"{__typename}"}',
          })
        ).headers.has('access-control-allow-origin'),
    ],
    [
      'traces of a fault',
      async () =>
        /node_modules|at .+:\d+:\d+|stacktrace/.test(
          (await ask({})).text + (await ask('{ cohort(permit: 1e999) }')).text,
        ),
    ],
  ];
  test.each(checks)('not found: %s', async (_name, found) => expect(await found()).toBe(false));

  test('each check would find it: the same questions where they are allowed', async () => {
    expect((await ask('{ a100: __typename }')).text).toContain('"a100"');
    expect((await registry.ask('researcher@university', '{ __schema { types { name } } }')).text).toContain('"types"');
  });
});
