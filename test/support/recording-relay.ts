// In: a port at which callers knock and one that answers. Out: every byte that went either way, as it went over the wire.
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

export interface Relay {
  readonly connections: number;
  /** One buffer a connection and direction: what belongs together is never cut by what came between. */
  streams(): readonly Buffer[];
  close(): Promise<void>;
}

export async function startRelay(port: number, to: number): Promise<Relay> {
  const streams: Buffer[][] = [];
  const open = new Set<Socket>();
  const join = (from: Socket, into: Socket): void => {
    const heard: Buffer[] = [];
    streams.push(heard);
    open.add(from);
    from.on('data', (bytes: Buffer) => {
      heard.push(bytes);
      into.write(bytes);
    });
    from.on('end', () => into.end());
    // One side that breaks off breaks off the other: that is all a caller may see of it.
    from.on('error', () => into.destroy());
    from.on('close', () => {
      open.delete(from);
      into.destroy();
    });
  };
  const serve = (caller: Socket): void => {
    const service = connect(to, '127.0.0.1');
    join(caller, service);
    join(service, caller);
  };
  // `localhost` is either address, as the machine has it.
  const servers = await Promise.all(['127.0.0.1', '::1'].map((host) => listen(createServer(serve), port, host)));
  return {
    get connections() {
      return streams.length / 2;
    },
    streams: () => streams.map((parts) => Buffer.concat(parts)),
    async close() {
      for (const socket of open) socket.destroy();
      await Promise.all(servers.map((server) => server && new Promise((done) => server.close(done))));
    },
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
