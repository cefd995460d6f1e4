// In: where the agent stands. Out: a page of text and the same as JSON, to this machine alone. Refuses everything but reading.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Language } from '../language/index.ts';
import { type Status, statusText } from './status.ts';

export interface Workbench {
  readonly url: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** @param port 0 takes a free one. */
export async function openWorkbench(port: number, status: () => Status, language: Language = 'en'): Promise<Workbench> {
  const server = createServer((request, response) => answer(request, response, status, language));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, status: () => Status, language: Language): void {
  const end = (code: number, type: string, text: string): void => {
    response.writeHead(code, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'",
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  // A page elsewhere could point its own name at this machine: such a request bears that name.
  if (!/^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(request.headers.host ?? ''))
    return end(421, 'text/plain', 'This page is for this machine only.\n');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return end(405, 'text/plain', 'This page can only be read.\n');
  if (request.url === '/')
    return end(200, 'text/plain', `Longview agent\n\n${statusText(status(), language)}\n/status.json\n`);
  if (request.url === '/status.json') return end(200, 'application/json', `${JSON.stringify(status())}\n`);
  return end(404, 'text/plain', 'Here are / and /status.json.\n');
}
