// In: bytes for an address. Out: the answer, whatever its status. Throws Unreachable when there is none. The agent only ever dials out.
import { Agent as HttpAgent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface Http {
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
  /** The hospital's proxy; this machine itself is always reached directly. */
  readonly proxy?: string | undefined;
  /** PEM of the hospital's own authority, trusted beside the public ones. */
  readonly ca?: string | undefined;
  readonly timeoutMs: number;
}

/** A receipt of 100 patients with 500 records each stays under it; anything longer is not for this agent. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

export function http({ proxy, ca, timeoutMs }: HttpOptions): Http {
  const proxyEnv =
    proxy === undefined ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: 'localhost,127.0.0.1,::1' };
  const plain = new HttpAgent({ keepAlive: true, proxyEnv });
  const secure = new HttpsAgent({
    keepAlive: true,
    proxyEnv,
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
  });
  return {
    post: (url, headers, body) =>
      new Promise((resolve, reject) => {
        const isSecure = new URL(url).protocol === 'https:';
        const fail = (cause: unknown): void => reject(new Unreachable(url, cause));
        const outgoing = (isSecure ? httpsRequest : httpRequest)(
          url,
          {
            method: 'POST',
            agent: isSecure ? secure : plain,
            headers: { ...headers, 'content-length': body.length },
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
      }),
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}
