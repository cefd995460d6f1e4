// In: flags. Out: the local network, its walk, its addresses; serves until Ctrl-C, or ends after the walk with --once. Ends non-zero when a step failed.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PORTS, HOSPITALS } from './parties.ts';
import type { Ports } from './parties.ts';
import { startNetwork } from './network.ts';
import type { Network } from './network.ts';
import { WALK } from './walk.ts';

const USAGE = `npm start -- [--once] [--fresh] [--state <folder>] [--port <service>=<number>]...
  --once    end after the walk, non-zero if a step failed
  --fresh   begin anew: new keys, empty database
  --state   where the network keeps its state (.longview)
  --port    ${Object.keys(DEFAULT_PORTS).join(', ')}
`;

const say = (line: string): void => void process.stdout.write(`longview: ${line}\n`);

function readFlags() {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      state: { type: 'string', default: resolve(import.meta.dirname, '../../../.longview') },
      port: { type: 'string', multiple: true, default: [] },
    },
  });
  const ports: Partial<Record<keyof Ports, number>> = {};
  for (const text of values.port) {
    const [, service = '', port] = /^(\w+)=(\d{1,5})$/.exec(text) ?? [];
    if (!Object.hasOwn(DEFAULT_PORTS, service)) throw new Error(`--port ${text} is not understood\n${USAGE}`);
    ports[service as keyof Ports] = Number(port);
  }
  return { ...values, ports };
}

/** @returns whether every step held. */
async function walk(network: Network): Promise<boolean> {
  for (const [index, { name, run }] of WALK.entries()) {
    const begun = Date.now();
    try {
      const happened = await run(network);
      say(`${index + 1}. ${name}: ${happened} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    } catch (fault) {
      const { message, cause } = fault as Error;
      // `fetch failed` alone helps nobody: the reason is its cause, a refused port for one.
      say(`${index + 1}. ${name}: FAILED: ${message}${cause instanceof Error ? `: ${cause.message}` : ''}`);
      return false;
    }
  }
  return true;
}

async function main(): Promise<number> {
  const flags = readFlags();
  if (flags.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const stopped = new Promise<'stopped'>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done('stopped'));
  });
  process.stderr.write('DEVELOPMENT: synthetic patients, sign-in without a password, every key on this disk\n');
  const network = await startNetwork({ stateDir: flags.state, ports: flags.ports, fresh: flags.fresh, log: say });
  try {
    const held = await Promise.race([walk(network), stopped, network.broken]);
    if (held === 'stopped' || flags.once) return held === true || held === 'stopped' ? 0 : 1;
    if (typeof held === 'string') say(held);
    for (const [name, { url }] of network.services) say(`${name}: ${url}`);
    say('serving; Ctrl-C ends it');
    const end = await Promise.race([stopped, network.broken]);
    if (end === 'stopped') return 0;
    say(end);
    return 1;
  } finally {
    say(`stopping ${HOSPITALS.length} hospitals, registry, pseudonymiser, identity provider, PostgreSQL`);
    await network.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (fault: unknown) => {
    process.stderr.write(`longview: ${(fault as Error).message}\n`);
    process.exit(1);
  },
);
