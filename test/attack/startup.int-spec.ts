// A registry that is put together wrongly does not start: settings, keys, policies, activities, and what is for development only.
import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readRegistryConfig, startRegistry } from '@longview/registry';
import { jwkPair } from '../support/pseudonymiser-trial.ts';
import { configured } from '../support/trial-files.ts';
import { TrialRegistry } from '../support/trial-registry.ts';

const SCHEMA = resolve(import.meta.dirname, '../../schema');

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
});
afterAll(() => trial.stop());
afterEach(async () => {
  expect(trial.faults).toEqual([]);
  expect((await trial.send({ method: 'GET', path: '/health', headers: {} })).status).toBe(200);
});

type Change = (config: any) => object;
async function start(change: Change): Promise<void> {
  const config = readRegistryConfig(configured(trial.folder, change), () => undefined);
  const registry = await startRegistry(config, (fault) => trial.faults.push(fault));
  await registry.close();
}

/** A file of this text in the trial's folder. */
const file = (name: string, text: string): string => {
  writeFileSync(join(trial.folder, name), text, { mode: 0o600 });
  return name;
};
const key = (name: string, file_: () => string): Change => {
  return (config) => ({ ...config, keys: { ...config.keys, [name]: file_() } });
};
const policies = (name: string, text: string): Change => {
  return (config) => {
    const folder = join(trial.folder, `policies-${randomBytes(4).toString('hex')}`);
    cpSync(join(SCHEMA, 'policies'), folder, { recursive: true });
    writeFileSync(join(folder, name), text);
    return { ...config, policies: folder };
  };
};
const activities = (change: (list: { id: string }[]) => object[]): Change => {
  return (config) => {
    const { activities: list } = JSON.parse(readFileSync(join(SCHEMA, 'activities.json'), 'utf8')) as {
      activities: { id: string }[];
    };
    return { ...config, activities: file('activities.json', JSON.stringify({ activities: change(list) })) };
  };
};
const permits = (permit: object): Change => {
  return (config) => {
    const [first] = JSON.parse(readFileSync(join(trial.folder, 'permits.json'), 'utf8')) as object[];
    return { ...config, permits: file('other-permits.json', JSON.stringify([{ ...first, ...permit }])) };
  };
};

/** Two registries cannot share a port; the trial keeps its own. */
const elsewhere: Change = (config) => ({
  ...config,
  listen: { port: config.listen.port === 65_535 ? 1025 : config.listen.port + 1 },
});

describe('a registry does not start', () => {
  test('but does with nothing wrong', () => start(elsewhere));

  test.each<[string, Change, RegExp]>([
    ['with a setting that is none', (config) => ({ ...config, colour: 'red' }), /colour/],
    ['with a setting that is nearly one', (config) => ({ ...config, listen: { prot: 4000 } }), /prot/],
    ['without a setting', ({ policies: _gone, ...config }) => config, /policies/],
    ['with a ground that is none', (config) => ({ ...config, bases: ['curiosity'] }), /bases/],

    [
      'with the key of another log',
      key('log', () => file('log-2', randomBytes(32).toString('base64url'))),
      /keys\.log is not the key/,
    ],
    [
      'with a receipt key that agents do not know',
      key('receipt', () => file('receipt-2', JSON.stringify(jwkPair().secret))),
      /keys\.receipt is not the key/,
    ],
    ['with a key that is not there', key('seal', () => 'nowhere'), /nowhere/],
    [
      'with a federation signed by another',
      (config) => ({
        ...config,
        federation: { ...config.federation, key: file('other.key.json', JSON.stringify(jwkPair().open)) },
      }),
      /BAD_SIGNATURE/,
    ],

    ['with a policy that cannot be read', policies('99-bad.cedar', 'permit (principal, action'), /99-bad/],
    [
      'with a policy about what nobody has',
      policies(
        '99-bad.cedar',
        '@article("x")\npermit (principal, action == Action::"submit", resource) when { principal.shoeSize == 43 };',
      ),
      /99-bad|shoeSize/,
    ],
    [
      'with a policy for an act that is none',
      policies('99-bad.cedar', '@article("x")\npermit (principal, action == Action::"eraseEverything", resource);'),
      /99-bad|eraseEverything/,
    ],
    ['without a schema of policies', policies('longview.cedarschema', 'entity'), /schema cannot be read/],

    [
      'when a root field’s activity is not kept',
      activities((list) => list.filter(({ id }) => id !== 'research')),
      /cohort belongs to the unknown activity research/,
    ],
    [
      'when an activity names no ground',
      activities((list) => list.map((one) => ({ ...one, art6: '' }))),
      /ACTIVITIES_UNREADABLE|lacks a member/,
    ],
    ['when an activity stands twice', activities((list) => [...list, ...list]), /ACTIVITIES_UNREADABLE|stands twice/],

    [
      'with a permit that names an unknown field',
      permits({ fields: ['size', 'nationalNumber'] }),
      /PERMITS_UNREADABLE|fields is missing or of a wrong form/,
    ],
    ['with a permit that ends before it begins', permits({ to: 1 }), /ends before it begins/],
    ['with a permit that has a member more', permits({ k: 1 }), /no member k/],

    ['in production with demonstration data', (config) => ({ ...config, mode: 'production' }), /demonstration/],
    [
      'in production with an identity provider that speaks no TLS, as the one for development',
      ({ demonstration: _gone, ...config }) => ({ ...config, mode: 'production' }),
      /in production the federation's .+ must be https/,
    ],
    ['when nothing says which mode it is, as in production', ({ mode: _gone, ...config }) => config, /demonstration/],
  ])('%s', async (_what, change, why) => {
    await expect(start((config) => change(elsewhere(config)))).rejects.toThrow(why);
  });
});
