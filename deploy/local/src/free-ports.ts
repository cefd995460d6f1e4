// In: how many. Out: the first of so many neighbouring ports that were free a moment ago. From below the range that systems give to outgoing
// connections: a port from that range can be taken by anybody's next connection before whoever asked for it listens.
import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 31_000;

export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST - count));
    const free = await Promise.all(Array.from({ length: count }, (_, n) => isFree(first + n)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} neighbouring ports are free between ${FIRST} and ${LAST}`);
}

export const freePort = (): Promise<number> => freePorts(1);

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
