import { describe, expect, test } from '@jest/globals';
import { wayOut } from './way-out.ts';

const REGISTRY = 'https://registry.example/graphql';

describe('the way out', () => {
  test('without a proxy is direct', () => {
    const way = wayOut(undefined, {});
    expect([way.from, way.proxy, way.proxyFor(REGISTRY)]).toEqual(['nowhere', undefined, undefined]);
  });

  test('is the configured proxy, whatever the environment says', () => {
    const way = wayOut('http://proxy:3128', { HTTPS_PROXY: 'http://other:1', NO_PROXY: '*' });
    expect([way.from, way.proxyFor(REGISTRY)]).toEqual(['configuration', 'http://proxy:3128']);
  });

  test('is the environment’s otherwise, one for each scheme', () => {
    const way = wayOut(undefined, { https_proxy: 'http://secure:1', HTTP_PROXY: 'http://plain:2' });
    expect(way.from).toBe('environment');
    expect([way.proxyFor(REGISTRY), way.proxyFor('http://registry.example/')]).toEqual([
      'http://secure:1',
      'http://plain:2',
    ]);
  });

  test.each([
    ['registry.example', true],
    ['example', true],
    ['.example', true],
    ['*.example', true],
    ['*', true],
    ['registry.example:8443', false],
    ['gistry.example', false],
    ['example.org, registry.example', true],
    ['', false],
  ])('NO_PROXY=%s spares the registry: %s', (NO_PROXY, spared) => {
    const way = wayOut(undefined, { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY });
    expect(way.proxyFor(REGISTRY) === undefined).toBe(spared);
  });

  test.each(['http://localhost:4000/', 'http://127.0.0.1:4000/', 'http://[::1]:4000/', 'http://registry.localhost/'])(
    'never goes through a proxy to this machine: %s',
    (url) => expect(wayOut('http://proxy:3128', {}).proxyFor(url)).toBeUndefined(),
  );
});
