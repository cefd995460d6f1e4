// In: bytes for an address. Out: the answer, whatever its status. Throws Unreachable when there is none. The agent only ever dials out.
import { Agent as HttpAgent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { WayOut } from './way-out.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface Http {
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  post(url: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<HttpAnswer>;
  close(): void;
}

/** No answer came: the other side may or may not have acted. */
export class Unreachable extends Error {
  constructor(url: string, cause: unknown) {
    const why = cause instanceof Error ? ((cause as { code?: string }).code ?? cause.message) : String(cause);
    super(`${new URL(url).host} gives no answer (${why})`, { cause });
    this.name = 'Unreachable';
  }
}

export interface HttpOptions {
  readonly way: WayOut;
  /** PEM of the hospital's own authority, trusted beside the public ones. */
  readonly ca?: string | undefined;
  readonly timeoutMs: number;
}

/** A receipt of 100 patients with 500 records each stays under it; anything longer is not for this agent. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

export function http({ way, ca, timeoutMs }: HttpOptions): Http {
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
  const agents = new Map<string, HttpAgent>();
  const agentFor = (url: string): HttpAgent => {
    const proxy = way.proxyFor(url);
    const isSecure = new URL(url).protocol === 'https:';
    const key = `${isSecure} ${proxy ?? ''}`;
    const proxyEnv = proxy === undefined ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
    const agent =
      agents.get(key) ??
      (isSecure
        ? new HttpsAgent({ keepAlive: true, proxyEnv, ...trusted })
        : new HttpAgent({ keepAlive: true, proxyEnv }));
    agents.set(key, agent);
    return agent;
  };
  const exchange = (
    method: 'GET' | 'POST',
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
  ): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const fail = (cause: unknown): void => reject(new Unreachable(url, cause));
      const outgoing = (new URL(url).protocol === 'https:' ? httpsRequest : httpRequest)(
        url,
        {
          method,
          agent: agentFor(url),
          headers: method === 'GET' ? headers : { ...headers, 'content-length': body.length },
          signal: AbortSignal.timeout(timeoutMs),
        },
        (incoming) => {
          const chunks: Uint8Array[] = [];
          let length = 0;
          incoming.on('data', (chunk: Uint8Array) => {
            length += chunk.length;
            if (length > LONGEST_ANSWER) incoming.destroy(new Error('the answer is too long'));
            else chunks.push(chunk);
          });
          incoming.on('error', fail);
          incoming.on('end', () =>
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
          );
        },
      );
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  return {
    get: (url, headers = {}) => exchange('GET', url, headers, new Uint8Array()),
    post: (url, headers, body) => exchange('POST', url, headers, body),
    close: () => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}
