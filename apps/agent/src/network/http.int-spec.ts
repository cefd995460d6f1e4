// What a hospital's network does to a request: a proxy between, an authority of its own, answers that never come.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { http, Unreachable } from './http.ts';
import { wayOut } from './way-out.ts';

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => void (server.closeAllConnections(), server.close()) });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const door = ({ proxy, timeoutMs = 2000 }: { proxy?: string; timeoutMs?: number } = {}) => {
  const made = http({ way: wayOut(proxy, {}), timeoutMs });
  open.push(made);
  return made;
};
const body = new TextEncoder().encode('{}');

test('a proxy is used for everything but this machine', async () => {
  const seen: string[] = [];
  const proxy = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.end('through');
  });
  proxy.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  const proxyUrl = await listening(proxy);
  const direct = await listening(createServer((_, response) => void response.end('direct')));
  const { post } = door({ proxy: proxyUrl });
  expect(Buffer.from((await post('http://registry.example/graphql', {}, body)).body).toString()).toBe('through');
  expect(Buffer.from((await post(`${direct}/graphql`, {}, body)).body).toString()).toBe('direct');
  await expect(post('https://registry.example/graphql', {}, body)).rejects.toThrow(Unreachable);
  expect(seen).toEqual(['POST http://registry.example/graphql', 'CONNECT registry.example:443']);
});

test('a redirect is an answer, not followed: the assertion is for one address', async () => {
  const url = await listening(
    createServer((_, response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()),
  );
  expect((await door().post(url, {}, body)).status).toBe(307);
});

test('silence, a cut and a closed port are Unreachable, and the message names the host only', async () => {
  const silent = await listening(createServer(() => undefined));
  const cut = await listening(
    createServer((_, response) => void response.writeHead(200).write('half', () => response.destroy())),
  );
  const { post } = door({ timeoutMs: 200 });
  for (const url of [`${silent}/graphql`, `${cut}/graphql`, 'http://127.0.0.1:1/graphql']) {
    const failed = await post(url, { authorization: 'Bearer secret' }, body).catch((fault: unknown) => fault);
    expect(failed).toBeInstanceOf(Unreachable);
    expect((failed as Error).message).toContain(new URL(url).host);
    expect((failed as Error).message).not.toContain('secret');
  }
});
