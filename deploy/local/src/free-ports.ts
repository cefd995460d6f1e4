// In: how many. Out: the first of so many neighbouring ports that are free, and that nobody else is given who asks here while this process lives.
// From below the range that systems give to outgoing connections: a port from that range can be taken by anybody's next connection before whoever
// asked for it listens.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 31_000;

export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST - count));
    const kept: Claim[] = [];
    for (let port = first; port < first + count; port++) {
      const claim = await claimPort(port);
      if (!claim) break;
      kept.push(claim);
    }
    if (kept.length === count) return first;
    for (const claim of kept) claim.release();
  }
  throw new Error(`no ${count} neighbouring ports are free between ${FIRST} and ${LAST}`);
}

export const freePort = (): Promise<number> => freePorts(1);

interface Claim {
  release(): void;
}

/**
 * A network takes a quarter of a minute to start, and another that starts meanwhile would find the same ports free. So whoever is given a port
 * holds the UDP port of the same number, which no service here listens on, until the process ends in whatever way.
 */
async function claimPort(port: number): Promise<Claim | undefined> {
  const socket = createSocket('udp4');
  const held = await new Promise<boolean>((done) => {
    socket.once('error', () => done(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => done(true));
  });
  if (held && (await isFree(port))) {
    socket.unref();
    return { release: () => socket.close() };
  }
  socket.close();
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
