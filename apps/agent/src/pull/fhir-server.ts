// In: a search of a FHIR server. Out: its pages, one after the other. Only addresses below the server's own are asked: a next link that leads
// elsewhere would carry the token there. What passes (429, 5xx, no answer) is tried again, later each time.
import type { Clock } from '@longview/foundation';
import { isObject, jsonOf, type JsonObject, retryAfter } from '../network/answer.ts';
import { type Http, type HttpAnswer, Unreachable } from '../network/http.ts';
import { PullRefused } from './refused.ts';
import type { TokenKeeper } from './token.ts';

export interface ServerParts {
  readonly http: Http;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
  /** Absent: the server asks for none. */
  readonly tokens?: TokenKeeper;
  /** Ends in a slash. */
  readonly base: string;
}

export interface Page {
  readonly resources: readonly { readonly resource: JsonObject; readonly fullUrl?: string }[];
  readonly next?: string;
}

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 120_000;
const passes = (status: number): boolean => status === 429 || status === 408 || status >= 500;

/** An address below the base, or a refusal. A relative one is taken below the base. */
export function withinBase(link: string, base: string): string {
  const [to, from] = [new URL(link, base), new URL(base)];
  const path = decodeURIComponent(to.pathname);
  if (
    to.origin !== from.origin ||
    !to.pathname.startsWith(from.pathname) ||
    path.includes('/../') ||
    to.username !== ''
  )
    throw new PullRefused(
      'PULL_OTHER_ORIGIN',
      `The server names ${to.origin} as the place of its next page, which is not below ${base}: it is not asked, as the token would go there. Check fhirServer.`,
    );
  return to.href;
}

export async function page(url: string, parts: ServerParts): Promise<Page> {
  const answer = await ask(withinBase(url, parts.base), parts);
  const body = jsonOf(answer);
  if (answer.status !== 200 || body?.['resourceType'] !== 'Bundle')
    throw new PullRefused(
      'PULL_NO_BUNDLE',
      `${parts.base} answers a search of ${new URL(url, parts.base).pathname.split('/').at(-1)} with status ${answer.status}${codeOf(body)} and no Bundle.`,
    );
  const entries = Array.isArray(body['entry']) ? (body['entry'] as unknown[]).filter(isObject) : [];
  const resources = entries.flatMap((entry) => {
    const mode = isObject(entry['search']) ? entry['search']['mode'] : undefined;
    if (!isObject(entry['resource']) || mode === 'outcome') return [];
    return [
      { resource: entry['resource'], ...(typeof entry['fullUrl'] === 'string' && { fullUrl: entry['fullUrl'] }) },
    ];
  });
  const links = Array.isArray(body['link']) ? (body['link'] as unknown[]).filter(isObject) : [];
  const next = links.find((link) => link['relation'] === 'next')?.['url'];
  return { resources, ...(typeof next === 'string' && { next: withinBase(next, parts.base) }) };
}

/** The code of an OperationOutcome; its text may speak of a patient. */
function codeOf(body: JsonObject | undefined): string {
  const issues = Array.isArray(body?.['issue']) ? (body['issue'] as unknown[]).filter(isObject) : [];
  const code = issues[0]?.['code'];
  return typeof code === 'string' && /^[a-z-]{1,40}$/u.test(code) ? ` (${code})` : '';
}

async function ask(url: string, { http, clock, wait, tokens }: ServerParts): Promise<HttpAnswer> {
  let pause = FIRST_PAUSE_MS;
  let renewed = false;
  let last = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const token = await tokens?.token();
      const headers = {
        accept: 'application/fhir+json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      };
      const answer = await http.get(url, headers);
      if (answer.status === 401 && tokens && !renewed) {
        renewed = true;
        tokens.forget();
        continue;
      }
      if (!passes(answer.status)) return answer;
      last = `status ${answer.status}`;
      const until = retryAfter(answer, clock.now());
      if (until) pause = Math.max(pause, until.getTime() - clock.now().getTime());
    } catch (fault) {
      if (!(fault instanceof Unreachable)) throw fault;
      last = fault.message;
    }
    if (attempt < ATTEMPTS) await wait(Math.min(pause, LONGEST_PAUSE_MS));
    pause *= 2;
  }
  throw new PullRefused(
    'PULL_STOPPED',
    `The server does not answer (${last}). Run pull again later: it goes on where it stopped.`,
  );
}
