// In: nothing. Out: the built registry as a process whose memory and processor time can be asked from outside, and raw connections to it
// that cost the sender as little as possible. Refuses (throws) a registry that is not built.
import { mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { freePort, startService } from '@longview/local';
import { TrialRegistry, type TrialOptions } from '../support/trial-registry.ts';

const BUILT = resolve(import.meta.dirname, '../../apps/registry/dist/main.js');

export interface InspectedRegistry {
  readonly trial: TrialRegistry;
  readonly pid: number;
  readonly inside: Inside;
  stop(): Promise<void>;
}

/** Young objects stay where they are until they are asked for: so what one request allocates can be seen. */
export const KEEP_YOUNG = '--max-semi-space-size=64';

export async function inspected(flags = '', options: Partial<TrialOptions> = {}): Promise<InspectedRegistry> {
  const port = await freePort();
  let pid = 0;
  const trial = await TrialRegistry.start({
    poolSize: 12,
    log: { integrateEveryMs: 250, checkpointEveryMs: 10_000 },
    ...options,
    launch: async (config) => {
      const folder = join(config, '..', 'run');
      mkdirSync(folder, { recursive: true });
      const before = process.env['NODE_OPTIONS'];
      process.env['NODE_OPTIONS'] = `--inspect=127.0.0.1:${port} ${flags}`;
      try {
        const service = await startService({
          name: 'registry',
          script: BUILT,
          args: [config],
          logFile: join(folder, 'registry.log'),
          pidFile: join(folder, 'registry.pid'),
        });
        pid = service.pid;
        return { url: service.url, close: () => service.stop() };
      } finally {
        if (before === undefined) delete process.env['NODE_OPTIONS'];
        else process.env['NODE_OPTIONS'] = before;
      }
    },
  });
  const inside = await Inside.open(port);
  return {
    trial,
    pid,
    inside,
    async stop() {
      inside.close();
      await trial.stop();
    },
  };
}

export interface Usage {
  /** Bytes in use: objects, and buffers outside the heap. */
  readonly bytes: number;
  readonly heap: number;
  readonly resident: number;
  /** Milliseconds of processor since the process began. */
  readonly processor: number;
}

/** The process's own view of itself, over its inspector. */
export class Inside {
  #id = 0;
  readonly #waiting = new Map<number, (result: unknown) => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id: number; result: unknown };
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
  }

  static async open(port: number): Promise<Inside> {
    const [target] = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
      webSocketDebuggerUrl: string;
    }[];
    if (!target) throw new Error('the registry lets nobody look inside');
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((done, failed) => {
      socket.addEventListener('open', done, { once: true });
      socket.addEventListener('error', failed, { once: true });
    });
    return new Inside(socket);
  }

  #send<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.#id;
    return new Promise((done) => {
      this.#waiting.set(id, (result) => done(result as T));
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  async usage(): Promise<Usage> {
    const { result } = await this.#send<{ result: { value: string } }>('Runtime.evaluate', {
      expression: `(() => { const m = process.memoryUsage(), c = process.cpuUsage();
        return JSON.stringify({ bytes: m.heapUsed + m.external, heap: m.heapUsed, resident: m.rss, processor: (c.user + c.system) / 1000 }); })()`,
      returnByValue: true,
    });
    return JSON.parse(result.value) as Usage;
  }

  collect = (): Promise<unknown> => this.#send('HeapProfiler.collectGarbage');

  close(): void {
    this.socket.close();
  }
}

/** The bytes of a POST to `/graphql`. */
export function posted(body: string | Buffer, token?: string): Buffer {
  const bytes = Buffer.from(body);
  const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
  return Buffer.concat([
    Buffer.from(
      `POST /graphql HTTP/1.1\r\nhost: registry\r\ncontent-type: application/json\r\n${authorization}content-length: ${bytes.length}\r\n\r\n`,
    ),
    bytes,
  ]);
}

export interface RawAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** One kept connection. Requests may be sent one after the other without waiting; answers come in their order. */
export class RawConnection {
  #rest: Buffer = Buffer.alloc(0);
  readonly #waiting: ((answer: RawAnswer | Error) => void)[] = [];

  private constructor(private readonly socket: Socket) {
    socket.on('data', (part: Buffer) => this.#read(part));
    socket.on('error', (fault) => this.#end(fault));
    socket.on('close', () => this.#end(new Error('the registry closed the connection')));
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((done, failed) => socket.once('connect', done).once('error', failed));
    socket.setNoDelay(true);
    return new RawConnection(socket);
  }

  send(request: Buffer): Promise<RawAnswer> {
    return this.sendAll([request]).then(([answer]) => answer as RawAnswer);
  }

  sendAll(requests: readonly Buffer[]): Promise<RawAnswer[]> {
    const answers = requests.map(
      () =>
        new Promise<RawAnswer>((done, failed) =>
          this.#waiting.push((answer) => (answer instanceof Error ? failed(answer) : done(answer))),
        ),
    );
    this.socket.write(requests.length === 1 ? (requests[0] as Buffer) : Buffer.concat(requests));
    return Promise.all(answers);
  }

  close(): void {
    this.socket.destroy();
  }

  #end(fault: Error): void {
    for (const done of this.#waiting.splice(0)) done(fault);
  }

  #read(part: Buffer): void {
    let rest = this.#rest.length === 0 ? part : Buffer.concat([this.#rest, part]);
    for (;;) {
      const head = rest.indexOf('\r\n\r\n');
      if (head < 0) break;
      const text = rest.toString('latin1', 0, head);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
      if (Number.isNaN(length)) return this.#end(new Error(`an answer without its length: ${text}`));
      if (rest.length < head + 4 + length) break;
      const body = rest.subarray(head + 4, head + 4 + length);
      this.#waiting.shift()?.({ status: Number(text.slice(9, 12)), body });
      rest = rest.subarray(head + 4 + length);
    }
    this.#rest = rest;
  }
}
