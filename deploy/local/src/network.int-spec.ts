// Alone: it starts a whole network twice, which takes longer than any group, and so has to begin first.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, unwrap } from '@longview/foundation';
import { openFederation } from '@longview/nest-identity';
import type { PublicJwk } from '@longview/nest-identity';
import { DEFAULT_PORTS, files, freePort, freePorts, startNetwork } from './index.ts';
import type { Network, NetworkOptions, Ports } from './index.ts';
import { writePidFile } from './pid-file.ts';
import { WALK } from './walk.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'longview-network-'));
const at = files(stateDir);
let ports: Ports;
let network: Network | undefined;

beforeAll(async () => {
  ports = { ...DEFAULT_PORTS, pseudonymiser: await freePort(), identityProvider: await freePort() };
});
afterEach(async () => {
  await network?.stop();
  network = undefined;
});
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

const start = async (change: Partial<NetworkOptions> = {}): Promise<Network> =>
  (network = await startNetwork({ stateDir, ports, parts: ['identity-provider', 'pseudonymiser'], ...change }));

describe('the local network', () => {
  test('starts with keys of its own', async () => {
    const running = await start();
    const pinned = JSON.parse(readFileSync(at.federationPublic, 'utf8')) as PublicJwk;
    const text = readFileSync(at.federation, 'utf8');
    expect(unwrap(await openFederation({ text, pinned, clock: systemClock }))).toEqual(running.federation);
    expect(running.federation.centres.map(({ id }) => id)).toEqual([
      'hospital-1',
      'hospital-2',
      'hospital-3',
      'hospital-4',
    ]);
    for (const secret of [at.federationSecret, at.registry.logSecret, at.hospital('hospital-1').agentSecret])
      expect(statSync(secret).mode & 0o777).toBe(0o600);
    expect(statSync(at.folder('hospital-1')).mode & 0o077).toBe(0);
  });

  test('a restart finds the same keys and leaves the manifest as it is', async () => {
    const before = readFileSync(at.federation, 'utf8');
    await start({ parts: ['identity-provider'] });
    expect(readFileSync(at.federation, 'utf8')).toBe(before);
  });

  test('another port is another manifest, with the same keys', async () => {
    const before = JSON.parse(readFileSync(at.federation, 'utf8')) as { manifest: Network['federation'] };
    const moved = { ...ports, pseudonymiser: await freePort() };
    const { federation } = await start({ ports: moved });
    expect(federation.pseudonymiser.url).toBe(`http://localhost:${moved.pseudonymiser}`);
    expect(federation.centres).toEqual(before.manifest.centres);
    expect(federation.pseudonymiser.epochs).toEqual(before.manifest.pseudonymiser.epochs);
  });

  test('a service that dies is noticed', async () => {
    const running = await start();
    await running.services.get('pseudonymiser')?.kill9();
    expect(await running.broken).toMatch(/pseudonymiser ended with SIGKILL/);
  });

  test('a second start on a running network is refused and changes nothing', async () => {
    writePidFile(at.lock, process.ppid);
    await expect(start({ fresh: true })).rejects.toThrow(/running already/);
    expect(statSync(at.federation).isFile()).toBe(true);
    rmSync(at.lock);
  });

  test('one part that cannot start stops the others', async () => {
    const occupied = { ...ports, pseudonymiser: ports.identityProvider };
    await expect(start({ ports: occupied })).rejects.toThrow(/EADDRINUSE/);
    await expect(fetch(`http://localhost:${ports.identityProvider}/jwks`)).rejects.toThrow();
  });

  test('beginning anew makes other keys', async () => {
    const before = readFileSync(at.federationPublic, 'utf8');
    await start({ fresh: true, parts: ['identity-provider'] });
    expect(readFileSync(at.federationPublic, 'utf8')).not.toBe(before);
  });

  test('a folder of something else is left alone', async () => {
    const other = mkdtempSync(join(tmpdir(), 'longview-other-'));
    writeFileSync(join(other, 'thesis.txt'), 'x');
    await expect(start({ stateDir: other, fresh: true })).rejects.toThrow(/holds no network/);
    expect(readFileSync(join(other, 'thesis.txt'), 'utf8')).toBe('x');
    rmSync(other, { recursive: true });
  });
});

test('every step of the walk holds on a whole network, and again on the same one started anew', async () => {
  const whole = mkdtempSync(join(tmpdir(), 'longview-whole-'));
  // PostgreSQL runs as another account when root starts it, and has to pass through.
  chmodSync(whole, 0o755);
  const free = { ...ports, registry: await freePort(), postgres: await freePort(), workbenches: await freePorts(4) };
  for (let times = 0; times < 2; times++) {
    const running = await start({ stateDir: whole, ports: free, parts: EVERY_PART });
    // What the agents say of the files is the same the second time: they are the same files, and nothing of it is kept.
    const steps = WALK.filter((_, index) => times === 0 || index !== 1);
    for (const step of steps) expect(await step.run(running)).not.toBe('');
    await running.stop();
  }
  rmSync(whole, { recursive: true, force: true });
}, 1_800_000);

const EVERY_PART = ['postgres', 'identity-provider', 'pseudonymiser', 'registry', 'agents'] as const;
