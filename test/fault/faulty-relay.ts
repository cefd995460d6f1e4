// In: a seed, a port at which callers knock and one that answers. Out: every byte handed on, unless the network between them has one of its
// days: connections that are cut before or after the answer, bytes that come late, requests that come twice or long after. Never a changed
// byte: the protocols below see to that.
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Weather {
  /** Chances, from 0 to 1, for each request. */
  readonly cutBefore?: number;
  /** The service has it, the caller gets no answer. */
  readonly cutAfter?: number;
  readonly late?: number;
  /** The very bytes come once more on another connection, at once or so late that others have passed them. */
  readonly twice?: number;
  /** Longest time that something is late, in milliseconds. */
  readonly latest?: number;
}

export interface FaultyRelay {
  weather: Weather;
  /** How often each thing happened. */
  readonly happened: Readonly<Record<'cutBefore' | 'cutAfter' | 'late' | 'twice', number>>;
  close(): Promise<void>;
}

export async function startFaultyRelay(seed: number, port: number, to: number): Promise<FaultyRelay> {
  const chance = randomOf(seed);
  const happened = { cutBefore: 0, cutAfter: 0, late: 0, twice: 0 };
  const open = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const relay = { weather: {} as Weather, happened, close };

  const happens = (what: keyof typeof happened): boolean => {
    const is = chance() < (relay.weather[what] ?? 0);
    if (is) happened[what]++;
    return is;
  };
  const later = (ms: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
  };
  const keep = (socket: Socket): Socket => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };

  function serve(caller: Socket): void {
    keep(caller);
    const service = keep(connect(to, '127.0.0.1'));
    caller.on('close', () => service.destroy());
    service.on('close', () => caller.destroy());
    caller.on('end', () => service.end());
    service.on('end', () => caller.end());

    // A caller waits for the answer before it asks again, so what it sends until then is one request.
    let request: Buffer[] = [];
    let asked = false;
    let cut = false;
    // One queue a direction: what is late holds up what comes behind it, as TCP does.
    let free = 0;
    const onward = (bytes: Buffer, ms: number): void => {
      free = Math.max(free, performance.now() + ms);
      later(Math.max(0, free - performance.now()), () => void service.write(bytes));
    };
    caller.on('data', (bytes: Buffer) => {
      let ms = 0;
      if (!asked) {
        asked = true;
        request = [];
        if (happens('cutBefore')) return void caller.destroy();
        cut = happens('cutAfter');
        if (happens('late')) ms = chance() * (relay.weather.latest ?? 500);
      }
      request.push(bytes);
      if (ms === 0 && free <= performance.now()) service.write(bytes);
      else onward(bytes, ms);
    });
    service.on('data', (bytes: Buffer) => {
      if (asked) {
        asked = false;
        if (happens('twice')) {
          const same = Buffer.concat(request);
          later(chance() * (relay.weather.latest ?? 500), () => {
            const again = keep(connect(to, '127.0.0.1', () => again.write(same)));
            again.on('data', () => later(100, () => again.destroy()));
          });
        }
      }
      if (cut) return void caller.destroy();
      caller.write(bytes);
    });
  }

  const servers = await Promise.all(['127.0.0.1', '::1'].map((host) => listen(createServer(serve), port, host)));
  async function close(): Promise<void> {
    for (const timer of timers) clearTimeout(timer);
    for (const socket of open) socket.destroy();
    await Promise.all(servers.map((server) => server && new Promise((done) => server.close(done))));
  }
  return relay;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Resolves to undefined where the machine has no such address (no IPv6). */
const listen = (server: Server, port: number, host: string): Promise<Server | undefined> =>
  new Promise((done, failed) => {
    server.once('error', (fault: NodeJS.ErrnoException) =>
      fault.code === 'EADDRNOTAVAIL' || fault.code === 'EAFNOSUPPORT' ? done(undefined) : failed(fault),
    );
    server.listen(port, host, () => done(server));
  });
