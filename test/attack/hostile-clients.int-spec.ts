// Clients that mean harm, over HTTP: every document and every request is refused quickly, in JSON, with nothing of the inside and nothing
// of what was sent. LONGVIEW_LONG=1 adds documents made by chance.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { TrialRegistry } from '../support/trial-registry.ts';
import { byChance, HOSTILE, type Hostile, PLANTED, SCHEMA_QUESTIONS } from './hostile-documents.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
  await trial.token('researcher@university');
});
afterAll(() => trial.stop());
afterEach(() => expect(trial.faults.splice(0)).toEqual([]));

const JSON_TYPE = { 'content-type': 'application/json' };
/** On a machine that does nothing else each takes a few milliseconds; a document that costs more than this is a way to stop the registry. */
const SOON = 1500;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly milliseconds: number;
}

function expectQuiet({ status, headers, text, milliseconds }: Answer): {
  errors: { message: string; extensions: { code: string } }[];
  data?: unknown;
} {
  expect(headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
  for (const name of ['x-powered-by', 'server', 'etag', 'access-control-allow-origin', 'set-cookie'])
    expect([name, headers.get(name)]).toEqual([name, null]);
  expect(text).not.toContain(PLANTED);
  expect(text).not.toMatch(/node_modules|\.ts:|\.js:|\bat .+:\d+:\d+|<html|<!doctype|Did you mean|apollo/i);
  expect(text.length).toBeLessThan(status === 200 ? 16_000 : 1000);
  expect(milliseconds).toBeLessThan(SOON);
  return JSON.parse(text) as ReturnType<typeof expectQuiet>;
}

async function ask({ query, variables, operationName, body }: Hostile, account?: string): Promise<Answer> {
  const authorization = account !== undefined && { authorization: `Bearer ${await trial.token(account)}` };
  const send = (): Promise<Answer> =>
    trial.send({
      headers: { ...JSON_TYPE, ...authorization },
      body: body ?? JSON.stringify({ query, variables, operationName }),
    });
  let answer = await send();
  // What costs too much costs it every time; a busy machine lets one wait now and then.
  for (let again = 0; again < 3 && answer.milliseconds >= SOON; again++) answer = await send();
  return answer;
}

const expectRefused = (answer: Answer): void => {
  const { errors, data } = expectQuiet(answer);
  expect(data ?? null).toBeNull();
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
};

describe('documents', () => {
  test.each(HOSTILE.map((one) => [one.name, one] as const))('%s', async (_name, hostile) => {
    expectRefused(await ask(hostile));
    expectRefused(await ask(hostile, 'researcher@university'));
  });

  test('too much of one thing is told once, and before anything is compared', async () => {
    const query = `{ ${'releases { id } '.repeat(480)} }`;
    const answers: Answer[] = [];
    for (let n = 0; n < 5; n++) answers.push(await ask({ name: '', query }));
    for (const { text } of answers) {
      expect(JSON.parse(text).errors).toEqual([
        {
          message: 'The document has too much of one thing: fields may be 600 at the most.',
          extensions: { code: 'DOCUMENT_TOO_LARGE' },
        },
      ]);
    }
    // Compared in pairs it takes 200 ms; the fastest of five says what it costs and not how busy the machine is.
    expect(Math.min(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(60);
  });

  test.each(SCHEMA_QUESTIONS.map((one) => [one.name, one] as const))(
    'the schema is not shown to the anonymous: %s',
    async (_name, hostile) => {
      const answer = await ask(hostile);
      expectRefused(answer);
      expect(answer.status).toBe(403);
      expect(JSON.parse((await ask(hostile, 'researcher@university')).text)).not.toHaveProperty('errors');
    },
  );

  test('it is shown to who is signed in, as tools ask for it, but not around in circles', async () => {
    const whole = await ask({ name: '', query: getIntrospectionQuery() }, 'researcher@university');
    expect(JSON.parse(whole.text)).toMatchObject({ data: { __schema: { queryType: { name: 'Query' } } } });
    const circle = (n: number, inside: string) => 'fields { type { '.repeat(n) + inside + '} } '.repeat(n);
    for (const query of [
      `{ __schema { types { ${circle(8, 'name')} } } }`,
      `{ __type(name: "Query") { ...F } } fragment F on __Type { ${circle(3, '...G')} } fragment G on __Type { ${circle(3, 'name')} }`,
    ]) {
      expectRefused(await ask({ name: '', query }, 'researcher@university'));
    }
  });

  test('what everybody may ask is answered: the name of a type, and which releases there are', async () => {
    const { text } = await ask({ name: '', query: '{ __typename a: releases { id } }' });
    expect(JSON.parse(text)).toEqual({ data: { __typename: 'Query', a: [] } });
  });

  test('documents made by chance are answered or refused, and break nothing', async () => {
    const [seed, count] = [20_260_101, process.env['LONGVIEW_LONG'] === '1' ? 10_000 : 200];
    for (const hostile of byChance(seed, count)) {
      const answer = await ask(hostile);
      const { errors = [], data } = expectQuiet(answer);
      const codes = errors.map(({ extensions }) => extensions.code);
      expect([hostile, data !== undefined || errors.length > 0, codes.includes('INTERNAL_SERVER_ERROR')]).toEqual([
        hostile,
        true,
        false,
      ]);
    }
  });

  test('names that every object has are names like others', async () => {
    const { text } = await trial.send({
      body: `{"query":"query($__proto__:ID,$constructor:ID){__proto__:cohort(permit:$__proto__){...on Refusal{code}} constructor:cohort(permit:$constructor){...on Refusal{code}} toString:__typename}","variables":{"__proto__":"x"},"__proto__":{"query":"{nothing}"}}`,
    });
    expect(text.trim()).toBe(
      '{"data":{"constructor":{"code":"BOOK_NOT_PUBLISHED"},"toString":"Query","__proto__":{"code":"BOOK_NOT_PUBLISHED"}}}',
    );
  });

  test('of two members of one name the last counts, for the question and for the log', async () => {
    const { text } = await trial.send({ body: '{"query":"mutation{cutRelease{__typename}}","query":"{__typename}"}' });
    expect(JSON.parse(text)).toEqual({ data: { __typename: 'Query' } });
  });

  test('a hash in place of a text is not taken: the log would not know what was asked', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    const answer = await trial.send({ body: JSON.stringify({ query: '{ __typename }', extensions }) });
    expect(JSON.parse(answer.text).data).toBeUndefined();
  });
});

describe('requests', () => {
  const question = JSON.stringify({ query: '{ __typename }' });
  const agentLike = `Bearer ${Buffer.from('{"typ":"longview-agent+jwt"}').toString('base64url')}.e30.e30`;
  const large = (bytes: number) => JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(bytes) } });
  const form = 'application/x-www-form-urlencoded';
  const cases: [string, Parameters<TrialRegistry['send']>[0], number][] = [
    ['a page is asked for', { method: 'GET', headers: { accept: 'text/html' } }, 405],
    ['a question in the address', { method: 'GET', path: `/graphql?query={__typename}`, headers: {} }, 405],
    [
      'the same with a header',
      { method: 'GET', path: '/graphql?query={__typename}', headers: { 'apollo-require-preflight': '1' } },
      405,
    ],
    [
      'a mutation in the address',
      { method: 'GET', path: '/graphql?query=mutation{cutRelease{__typename}}', headers: JSON_TYPE },
      405,
    ],
    ['PUT', { method: 'PUT', body: question }, 405],
    ['DELETE', { method: 'DELETE', headers: {} }, 405],
    [
      'a preflight',
      { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } },
      405,
    ],
    ['plain text, as any page can send it', { headers: { 'content-type': 'text/plain' }, body: question }, 415],
    ['no type', { headers: { 'content-type': '' }, body: question }, 415],
    ['a form', { headers: { 'content-type': form }, body: 'query={__typename}' }, 415],
    [
      'a form with a header',
      { headers: { 'content-type': form, 'apollo-require-preflight': '1' }, body: 'query={__typename}' },
      415,
    ],
    [
      'a multipart form',
      {
        headers: { 'content-type': 'multipart/form-data; boundary=x', 'x-apollo-operation-name': 'a' },
        body: `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${question}\r\n--x--`,
      },
      415,
    ],
    ['the document itself', { headers: { 'content-type': 'application/graphql' }, body: '{ __typename }' }, 415],
    [
      'JSON of another alphabet',
      { headers: { 'content-type': 'application/json; charset=latin1' }, body: question },
      415,
    ],
    [
      'JSON of a wider alphabet',
      { headers: { 'content-type': 'application/json; charset=utf-16' }, body: question },
      415,
    ],
    ['packed', { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: question }, 415],
    ['packed in a way nobody knows', { headers: { ...JSON_TYPE, 'content-encoding': PLANTED }, body: question }, 415],
    ['an answer nobody gives', { headers: { ...JSON_TYPE, accept: 'text/html' }, body: question }, 406],
    ['an answer in parts', { headers: { ...JSON_TYPE, accept: 'multipart/mixed' }, body: question }, 406],
    ['no body', { body: '' }, 400],
    ['not JSON', { body: `{"query": ${PLANTED}` }, 400],
    ['a text', { body: `"${PLANTED}"` }, 400],
    ['null', { body: 'null' }, 400],
    ['no question', { body: '{}' }, 400],
    ['a list of questions', { body: `[${question},${question}]` }, 400],
    ['an empty list', { body: '[]' }, 400],
    ['a number for the document', { body: '{"query":1}' }, 400],
    ['a parsed document', { body: '{"query":{"kind":"Document","definitions":[]}}' }, 400],
    ['a text for the variables', { body: `{"query":"{__typename}","variables":"${PLANTED}"}` }, 400],
    ['a list for the variables', { body: '{"query":"{__typename}","variables":[1]}' }, 400],
    ['a number for the name', { body: '{"query":"{__typename}","operationName":1}' }, 400],
    ['a text for the extensions', { body: '{"query":"{__typename}","extensions":"x"}' }, 400],
    ['depth alone', { body: '['.repeat(30_000) + ']'.repeat(30_000) }, 413],
    ['depth that is not too much', { body: '['.repeat(900) + ']'.repeat(900) }, 400],
    ['bytes that are no text', { body: Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d) }, 400],
    ['a large question', { body: large(300_000) }, 413],
    [
      'more than anybody may send',
      { headers: { ...JSON_TYPE, authorization: agentLike }, body: large(9_000_000) },
      413,
    ],
    [
      'as much as an agent may send, from who only says so',
      { headers: { ...JSON_TYPE, authorization: agentLike }, body: large(8_000_000) },
      401,
    ],
    ['another door', { path: '/graphql/console', body: question }, 404],
    ['no door', { method: 'GET', path: `/${PLANTED}`, headers: {} }, 404],
    ['a file', { method: 'GET', path: '/.env', headers: {} }, 404],
    ['an address that cannot be read', { method: 'GET', path: '/%E0%A4%A', headers: {} }, 404],
    ['a question to the probe', { path: '/health', body: question }, 404],
  ];
  test.each(cases)('%s', async (_name, request, status) => {
    const answer = await trial.send(request);
    const { errors } = expectQuiet(answer);
    expect([answer.status, errors.length, typeof errors[0]?.message]).toEqual([status, 1, 'string']);
    if (status === 405) expect(answer.headers.get('allow')).toBe('POST');
  });

  test('a body of unknown length is not waited for', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"query":"{__typename}"'));
      },
    });
    const init = { method: 'POST', headers: JSON_TYPE, body, duplex: 'half' };
    const answer = await fetch(`${trial.url}/graphql`, init as RequestInit);
    expect(answer.status).toBe(411);
  });

  test('text for people carries the same headers', async () => {
    const { headers, status } = await trial.send({ method: 'GET', path: '/', headers: { accept: 'text/html' } });
    expect([
      status,
      headers.get('content-type'),
      headers.get('content-security-policy'),
      headers.get('x-powered-by'),
    ]).toEqual([200, 'text/plain; charset=utf-8', "default-src 'none'; frame-ancestors 'none'", null]);
  });
});
