// The audits of the GraphQL-over-HTTP specification (package graphql-http) against a running registry: no error, no warning.
// A notice is a MAY that is left out on purpose, and each is named here.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { TrialRegistry } from '../../support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
});
afterAll(() => trial.stop());

async function audit(account?: string): Promise<Readonly<Record<'ok' | 'notice' | 'warn' | 'error', string[]>>> {
  const token = account === undefined ? undefined : await trial.token(account);
  const results = await auditServer({
    url: `${trial.url}/graphql`,
    fetchFn: (url: string, { headers, ...init }: { headers?: Record<string, string> } = {}) =>
      fetch(url, {
        ...init,
        headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      }),
  });
  const told = { ok: [] as string[], notice: [] as string[], warn: [] as string[], error: [] as string[] };
  for (const { status, id } of results) told[status].push(id);
  return told;
}

/** GET is not served: a question in an address stands in the logs of every proxy, and an agent's assertion does not cover it. */
const OF_GET = ['5A70', '6A70', 'D6D5'];
/** Their probes ask for `__type`, which is shown to those who are signed in. */
const OF_INTROSPECTION = ['28B9', '2EA1', 'BF61'];

describe('GraphQL over HTTP', () => {
  test('signed in: no error, no warning', async () => {
    const { ok, notice, warn, error } = await audit('researcher@university');
    expect({ error, warn, notice: notice.sort() }).toEqual({ error: [], warn: [], notice: OF_GET });
    expect(ok.length).toBeGreaterThanOrEqual(58);
  });

  test('anonymous: the same but for the probes that ask for the schema', async () => {
    const { notice, warn, error } = await audit();
    expect([...error, ...warn].sort()).toEqual(OF_INTROSPECTION);
    expect(notice.sort()).toEqual(OF_GET);
  });

  test('the status speaks of the question only to those who ask for application/graphql-response+json', async () => {
    const status = async (accept: string, body: object) =>
      (await trial.send({ headers: { 'content-type': 'application/json', accept }, body: JSON.stringify(body) }))
        .status;
    const [plain, graphql] = ['application/json', 'application/graphql-response+json'];
    for (const body of [
      { query: '{' },
      { query: '{ nothing }' },
      { query: 'query A { __typename } query B { __typename }' },
      { query: 'query A { __typename }', operationName: 'B' },
      { query: 'query ($id: ID!) { cohort(permit: $id) { __typename } }', variables: { id: {} } },
      { query: 'query ($id: ID!) { cohort(permit: $id) { __typename } }', variables: {} },
    ]) {
      expect([body, await status(plain, body), await status(graphql, body)]).toEqual([body, 200, 400]);
    }
    for (const body of [{}, { query: 1 }, { query: '{ __typename }', variables: 'x' }, [{ query: '{ __typename }' }]]) {
      expect([body, await status(plain, body), await status(graphql, body)]).toEqual([body, 400, 400]);
    }
    expect(trial.faults).toEqual([]);
  });
});
