// The repository speaks of the project alone, and runs every test that it holds: words that betray a machine, a tool or a test set aside.
import { describe, expect, it } from '@jest/globals';
import { readText, repositoryFiles } from './repository.ts';

/** Patterns are put together from pieces, so that this file does not hold what it looks for. */
const pattern = (...pieces: string[]): RegExp => new RegExp(pieces.join(''));
const anyCase = (word: RegExp): RegExp => new RegExp(word.source, 'i');

const ANYWHERE = {
  'a folder of one machine': pattern('(^|[\\s\'"`(=:])', '/(', 'ro', 'ot|wo', 'rk|ho', 'me/\\w+|Us', 'ers/\\w+)/'),
  'a folder of one Windows machine': pattern('[A-Z]:', '\\\\', 'Us', 'ers\\\\'),
  'a folder outside the repository': pattern('\\.\\./', 'sha', 'red/'),
  'a host of a package registry': pattern(
    'registry\\.',
    '(npm',
    'js|yarn',
    'pkg)|npm',
    'mirror|npm\\.pkg\\.git',
    'hub',
  ),
  'a private key': pattern('BEGIN ', '[A-Z ]*PRI', 'VATE KEY-----\\s*[A-Za-z0-9+/=]{40}'),
  'who or what wrote it': pattern('co-', 'auth', 'ored-by|generated (by|with) (an? )?', '(AI|LLM|lang', 'uage model)'),
};

const IN_CODE = {
  'a test run alone or set aside': pattern(
    '\\b(it|test|describe|suite)\\.',
    '(on',
    'ly|sk',
    'ip|to',
    'do|fail',
    'ing)\\b',
  ),
  'a test set aside by its name': pattern('(^|\\s)(x(it|test|describe)|f(it|describe))', '\\('),
  'work left for later': pattern('\\b(TO', 'DO|FIX', 'ME|XX', 'X|HA', 'CK)\\b'),
  'a check turned off': pattern(
    '(es|ox)lint-',
    'disable|@ts-',
    '(ignore|nocheck|expect-error)|prettier-',
    'ignore|istanbul ',
    'ignore',
  ),
};

const PLANTED: Record<string, string> = {
  'a folder of one machine': ['cd ', '/wo', 'rk/longview'].join(''),
  'a folder of one Windows machine': ['C:', '\\Us', 'ers\\someone'].join(''),
  'a folder outside the repository': ['see ../', 'sha', 'red/notes.md'].join(''),
  'a host of a package registry': ['https://registry.', 'npm', 'js.org/pg'].join(''),
  'a private key': ['-----BEGIN PRI', 'VATE KEY-----\n', 'MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8Q'].join(''),
  'who or what wrote it': ['Co-', 'Auth', 'ored-By: someone'].join(''),
  'a test run alone or set aside': ['describe.', 'sk', 'ip(1)'].join(''),
  'a test set aside by its name': ['  x', 'it("later")'].join(''),
  'work left for later': ['// TO', 'DO later'].join(''),
  'a check turned off': ['// @ts-', 'ignore'].join(''),
};

const TEXT =
  /\.(ts|mjs|js|json|md|cedar|cedarschema|sql|yaml|yml|sh|R|graphql|csv|html|css)$|^\.[^/]+$|^\.ci\/|(^|\/)LICENSE$/;
const texts = repositoryFiles(TEXT).map((path) => [path, readText(path)] as const);

const holding = (word: RegExp, files: readonly (readonly [string, string])[]): string[] =>
  files.filter(([, text]) => word.test(text)).map(([path, text]) => `${path}: ${word.exec(text)?.[0].trim()}`);

describe('no file holds', () => {
  it.each(Object.entries(ANYWHERE))('%s', (_name, word) => expect(holding(anyCase(word), texts)).toEqual([]));

  const code = texts.filter(([path]) => /\.(ts|mjs)$/.test(path));
  it.each(Object.entries(IN_CODE))('%s', (_name, word) => expect(holding(word, code)).toEqual([]));
});

describe('is found where it is planted:', () => {
  it.each(Object.entries({ ...ANYWHERE, ...IN_CODE }))('%s', (name, word) => {
    expect(holding(anyCase(word), [['planted', PLANTED[name] ?? '']])).toHaveLength(1);
  });
});

it('looks at the whole repository', () => {
  for (const path of ['package.json', 'README.md', '.ci/run', 'libs/foundation/src/result.ts', 'package-lock.json']) {
    expect(texts.map(([each]) => each)).toContain(path);
  }
});
