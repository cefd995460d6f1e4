import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ConfigRefused, describeConfig, parseConfig, readConfig } from './index.ts';
import type { Settings } from './index.ts';
import { nearest } from './nearest.ts';

const settings = {
  port: { kind: 'integer', min: 1, max: 65_535, default: 4000, description: 'Where it listens.' },
  publicUrl: {
    kind: 'url',
    developmentDefault: 'http://localhost:4000',
    description: 'Under which the world knows it.',
  },
  database: {
    kind: 'object',
    description: 'The database.',
    members: {
      url: { kind: 'secretFile', description: 'Its URL.' },
      poolSize: { kind: 'integer', default: 10, description: 'Connections.' },
    },
  },
  proxy: { kind: 'url', schemes: ['http', 'https'], optional: true, description: 'Way out.' },
  federation: { kind: 'path', default: 'federation.json', description: 'Who is who.' },
  level: { kind: 'choice', values: ['quiet', 'loud'], default: 'quiet', description: 'Of the log.' },
  centres: {
    kind: 'list',
    description: 'Who may send.',
    default: [],
    of: { kind: 'object', description: 'One.', members: { id: { kind: 'string', description: 'Its name.' } } },
  },
  roles: { kind: 'map', of: { kind: 'string', description: 'A role.' }, default: {}, description: 'Of the provider.' },
  anyoneMayEnter: { kind: 'boolean', developmentOnly: true, description: 'No login.' },
} as const satisfies Settings;

const least = { mode: 'production', publicUrl: 'https://registry.example', database: { url: 'db.secret' } };
const codes = (value: unknown): readonly string[] => {
  const parsed = parseConfig(value, settings, '/etc/longview');
  return parsed.ok ? [] : parsed.error.map(({ code, path }) => `${code} ${path ?? ''}`.trim());
};

describe('a configuration', () => {
  test('is read with its defaults, and its paths start from its folder', () => {
    const parsed = parseConfig(least, settings, '/etc/longview');
    if (!parsed.ok) throw new Error('refused');
    const { config } = parsed.value;
    // Typed by the description: a wrong type here does not compile.
    const port: number = config.port;
    const level: 'quiet' | 'loud' = config.level;
    const proxy: string | undefined = config.proxy;
    expect([port, level, proxy, config.mode]).toEqual([4000, 'quiet', undefined, 'production']);
    expect(config.federation).toBe('/etc/longview/federation.json');
    expect(config.database.url.path).toBe('/etc/longview/db.secret');
    expect(config.database.poolSize).toBe(10);
    expect(parsed.value.shouts).toEqual([]);
  });

  test('shouts each value that is for development only', () => {
    const parsed = parseConfig({ mode: 'development', database: { url: 'x' }, anyoneMayEnter: true }, settings, '/');
    expect(parsed.ok && parsed.value.shouts).toEqual([
      'publicUrl is http://localhost:4000, a default for development only',
      'anyoneMayEnter is set, which is for development only',
    ]);
  });

  test.each<[string, object, readonly string[]]>([
    ['nothing wrong', {}, []],
    ['no mode means production', { mode: undefined, anyoneMayEnter: true }, ['DEVELOPMENT_ONLY anyoneMayEnter']],
    ['a development switch, even when off', { anyoneMayEnter: false }, ['DEVELOPMENT_ONLY anyoneMayEnter']],
    ['a development default', { publicUrl: undefined }, ['MISSING publicUrl']],
    ['an unknown mode', { mode: 'test' }, ['OUT_OF_RANGE mode']],
    ['an unknown key', { prot: 1 }, ['UNKNOWN_KEY prot']],
    ['an unknown nested key', { database: { url: 'x', pool: 1 } }, ['UNKNOWN_KEY database.pool']],
    ['an unknown key in a list', { centres: [{ id: 'a', name: 'b' }] }, ['UNKNOWN_KEY centres[0].name']],
    ['a key of every object', { constructor: {} }, ['UNKNOWN_KEY constructor']],
    ['a missing member', { database: {} }, ['MISSING database.url']],
    ['a missing object', { database: undefined }, ['MISSING database.url']],
    ['a text for a number', { port: '4000' }, ['WRONG_KIND port']],
    ['a fraction', { port: 1.5 }, ['WRONG_KIND port']],
    ['a port too high', { port: 65_536 }, ['OUT_OF_RANGE port']],
    ['a number for a text', { federation: 1 }, ['WRONG_KIND federation']],
    ['an empty text', { federation: '' }, ['WRONG_KIND federation']],
    ['null', { level: null }, ['WRONG_KIND level']],
    ['a choice that is none', { level: 'medium' }, ['OUT_OF_RANGE level']],
    ['an object for a list', { centres: {} }, ['WRONG_KIND centres']],
    ['a list for an object', { database: [] }, ['WRONG_KIND database']],
    ['a wrong member of a map', { roles: { a: 1 } }, ['WRONG_KIND roles.a']],
    ['no URL', { publicUrl: 'registry.example' }, ['WRONG_KIND publicUrl']],
    ['clear text to the world', { publicUrl: 'http://registry.example' }, ['OUT_OF_RANGE publicUrl']],
    ['clear text where it is allowed', { proxy: 'http://proxy.example:3128' }, []],
    ['a password in a URL', { proxy: 'http://a:b@proxy.example' }, ['OUT_OF_RANGE proxy']],
    [
      'all that is wrong at once',
      { port: 0, level: 'x', y: 1 },
      ['UNKNOWN_KEY y', 'OUT_OF_RANGE port', 'OUT_OF_RANGE level'],
    ],
  ])('%s', (_what, change, expected) => {
    const value = JSON.parse(JSON.stringify({ ...least, ...change })) as unknown;
    expect(codes(value)).toEqual(expected);
  });

  test('says which name was probably meant', () => {
    const parsed = parseConfig({ ...least, databse: {} }, settings, '/');
    expect(parsed.ok || parsed.error[0]?.message).toBe('databse is unknown; did you mean database?');
    expect(nearest('zzzzzzzz', Object.keys(settings))).toBeUndefined();
    expect(nearest('PORT', Object.keys(settings))).toBe('port');
  });

  test('no JSON value is read without its required members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(codes(value).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a configuration file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'longview-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string, mode = 0o600): string => {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), mode);
    return join(folder, name);
  };
  const refusedWith = (path: string): readonly string[] => {
    try {
      readConfig(path, settings);
    } catch (fault) {
      if (fault instanceof ConfigRefused) return fault.refusals.map(({ code }) => code);
      throw fault;
    }
    return [];
  };

  test('its secret is read from the file it names, and shows itself nowhere', () => {
    const secret = file('db.secret', 'postgres://u:hidden@db/registry\n');
    const config = readConfig(file('app.json', JSON.stringify(least)), settings);
    expect(config.database.url.read()).toBe('postgres://u:hidden@db/registry');
    expect(`${config.database.url} ${JSON.stringify(config)}`).not.toContain('hidden');
    chmodSync(secret, 0o604);
    expect(refusedWith(join(folder, 'app.json'))).toEqual(['OPEN_SECRET']);
    rmSync(secret);
    expect(refusedWith(join(folder, 'app.json'))).toEqual(['NO_SECRET']);
  });

  test('what is no JSON is refused, what is not there is a fault', () => {
    expect(refusedWith(file('broken.json', '{'))).toEqual(['NOT_JSON']);
    expect(() => readConfig(join(folder, 'absent.json'), settings)).toThrow(/ENOENT/);
  });

  test('shouts once a line, and only when it is taken', () => {
    file('db.secret', 'x');
    const lines: string[] = [];
    const text = JSON.stringify({ mode: 'development', database: { url: 'db.secret' }, anyoneMayEnter: true });
    readConfig(file('dev.json', text), settings, (line) => lines.push(line));
    expect(lines).toHaveLength(2);
    expect(() => readConfig(file('bad.json', text.replace('true', '1')), settings, () => lines.push('x'))).toThrow(
      ConfigRefused,
    );
    expect(lines).toHaveLength(2);
  });
});

test('the table has a row for every setting', () => {
  const table = describeConfig(settings);
  for (const name of ['mode', 'port', 'database.url', 'database.poolSize', 'centres[].id', 'roles', 'anyoneMayEnter'])
    expect(table).toContain(`| \`${name}\` |`);
  expect(table).toContain('| `port` | integer 1–65535 | `4000` | Where it listens. |');
  expect(table).toContain('| `publicUrl` | https URL | refused (development: `"http://localhost:4000"`) |');
  expect(table).toContain('| `anyoneMayEnter` | boolean | nothing | No login. Development only. |');
});
