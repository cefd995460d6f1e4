// In: a question to the registry about what it asked of this centre, or an answer to it. Out: what it says. Refused: as the registry refuses, and when it
// gives no answer that could be one.
import { err, ok, type Refusal, refusal, type Result, utf8 } from '@longview/foundation';
import type { Agent } from '../agent.ts';
import { isObject, type JsonObject, jsonOf } from '../network/answer.ts';
import { Unreachable } from '../network/http.ts';

/** What a rule asked about one record of this centre. */
export interface AskedQuery {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly version: number;
  readonly rule: string;
  readonly field: string | null;
  readonly message: string;
  readonly mend: string;
  readonly raised: string;
}

const LIST = `query OpenQueries($first: Int!, $after: ID) { openQueries(first: $first, after: $after) {
  ... on QueryPage { nodes { id key type version rule field message mend raised } next } ... on Refusal { code message } } }`;
const ANSWER = `mutation AnswerQuery($id: ID!, $reason: Code!) { answerQuery(id: $id, reason: $reason) {
  ... on OpenQuery { id answer } ... on Refusal { code message } } }`;
const PAGE = 200;

type Door = Pick<Agent, 'call' | 'federation'>;

export async function openQueries(door: Door): Promise<Result<readonly AskedQuery[], Refusal>> {
  const queries: AskedQuery[] = [];
  for (let after: unknown = null; ;) {
    const page = await ask(door, LIST, { first: PAGE, after }, 'openQueries');
    if (!page.ok) return page;
    const { nodes, next } = page.value;
    if (!Array.isArray(nodes) || !nodes.every(isQuery) || !(next === null || typeof next === 'string'))
      return NO_ANSWER;
    queries.push(...nodes);
    // A registry that gave the same cursor for ever would be asked for ever.
    if (next === null || next === after) return ok(queries);
    after = next;
  }
}

export async function answerQuery(door: Door, id: string, reason: string): Promise<Result<void, Refusal>> {
  const answered = await ask(door, ANSWER, { id, reason }, 'answerQuery');
  return answered.ok ? ok(undefined) : answered;
}

const NO_ANSWER = err(
  refusal(
    'NO_ANSWER',
    'The registry answers with something that is no answer. Run this again, or longview-agent doctor.',
  ),
);

async function ask(
  { call, federation }: Door,
  query: string,
  variables: JsonObject,
  field: string,
): Promise<Result<JsonObject, Refusal>> {
  let answer;
  try {
    answer = await call(federation.registry, '/graphql', utf8(JSON.stringify({ query, variables })));
  } catch (fault) {
    if (!(fault instanceof Unreachable)) throw fault;
    return err(refusal('NO_ANSWER', `The registry: ${fault.message}. Nothing was changed; run this again.`));
  }
  const body = jsonOf(answer);
  const said = isObject(body?.['data']) ? body['data'][field] : undefined;
  if (!isObject(said)) {
    if (answer.status === 401)
      return err(refusal('NOT_TAKEN', 'The registry does not take this agent’s key: longview-agent doctor.'));
    return NO_ANSWER;
  }
  if (typeof said['code'] === 'string') return err(refusal(said['code'], String(said['message'])));
  return ok(said);
}

const isQuery = (value: unknown): value is AskedQuery =>
  isObject(value) &&
  ['id', 'key', 'type', 'rule', 'message', 'mend', 'raised'].every((name) => typeof value[name] === 'string') &&
  (value['field'] === null || typeof value['field'] === 'string') &&
  typeof value['version'] === 'number';
