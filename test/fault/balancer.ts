// In: one port at which everybody knocks, and the ports of several instances. Out: each connection handed to the next instance in turn that
// takes it: what stands before a service that runs more than once.
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Balancer {
  targets: readonly number[];
  /** Connections handed on, by port. */
  readonly served: ReadonlyMap<number, number>;
  close(): Promise<void>;
}

export async function startBalancer(port: number, first: number): Promise<Balancer> {
  const served = new Map<number, number>();
  const open = new Set<Socket>();
  let turn = 0;
  const balancer = { targets: [first] as readonly number[], served, close };

  function serve(caller: Socket): void {
    open.add(caller);
    caller.on('error', () => caller.destroy());
    caller.on('close', () => open.delete(caller));
    const { targets } = balancer;
    const start = turn++;
    const attempt = (tried: number): void => {
      if (tried === targets.length) return void caller.destroy();
      const target = targets[(start + tried) % targets.length] as number;
      const service = connect(target, '127.0.0.1');
      let connected = false;
      service.on('connect', () => {
        connected = true;
        served.set(target, (served.get(target) ?? 0) + 1);
        open.add(service);
        caller.pipe(service).pipe(caller);
      });
      service.on('error', () => (connected ? caller.destroy() : attempt(tried + 1)));
      service.on('close', () => {
        open.delete(service);
        if (connected) caller.destroy();
      });
      caller.on('close', () => service.destroy());
    };
    attempt(0);
  }

  const servers = await Promise.all(
    ['127.0.0.1', '::1'].map(
      (host) =>
        new Promise<Server | undefined>((done, failed) => {
          const server = createServer(serve);
          server.once('error', (fault: NodeJS.ErrnoException) =>
            fault.code === 'EADDRNOTAVAIL' || fault.code === 'EAFNOSUPPORT' ? done(undefined) : failed(fault),
          );
          server.listen(port, host, () => done(server));
        }),
    ),
  );
  async function close(): Promise<void> {
    for (const socket of open) socket.destroy();
    await Promise.all(servers.map((server) => server && new Promise((done) => server.close(done))));
  }
  return balancer;
}
