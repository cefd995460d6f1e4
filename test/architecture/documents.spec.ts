// What the documents say exists, exists: each path and command that they name, and the question that they show.
import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { workedQuestion } from '../support/worked-question.ts';
import { readText, repositoryFiles, ROOT } from './repository.ts';

const documents = repositoryFiles(
  /^(README|CONTRIBUTING|CHANGELOG)\.md$|^test\/README\.md$|^schema\/(life-of-a-case|glossary)\.md$|^schema\/decisions\/.*\.md$/,
);

/** Paths in backticks from the root of the repository, and links from where the document stands. */
function pathsIn(document: string, text: string): string[] {
  const quoted = [...text.matchAll(/`((?:apps|libs|schema|deploy|test)(?:\/[\w./-]*)?)`/g)].map(
    ([, path]) => path as string,
  );
  const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) =>
    posix.join(dirname(document), path as string),
  );
  return [...new Set([...quoted, ...linked])];
}

const commandsIn = (text: string): string[] =>
  [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name as string);

describe.each(documents)('%s', (document) => {
  const text = readText(document);

  it('names only paths that exist', () => {
    expect(pathsIn(document, text).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names only commands that exist', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    expect(commandsIn(text).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

it('a path that is not there would be found', () => {
  const text = 'see `libs/nowhere/src/index.ts` and [it](schema/nowhere.md), by `npm run nothing`';
  expect(pathsIn('README.md', text)).toEqual(['libs/nowhere/src/index.ts', 'schema/nowhere.md']);
  expect(commandsIn(text)).toEqual(['nothing']);
});

describe('schema/decisions', () => {
  const decisions = documents.filter((path) => path.startsWith('schema/decisions/'));

  it('have a number each', () => {
    const numbers = decisions.map((path) => Number(posix.basename(path).slice(0, 4)));
    expect(numbers.filter((number, index) => !(number > (numbers[index - 1] ?? 0)))).toEqual([]);
  });

  it.each(decisions)('%s has its number and its date', (path) => {
    const number = Number(posix.basename(path).slice(0, 4));
    expect(readText(path)).toMatch(new RegExp(`^# ${number}\\. .+\\n\\n\\d{4}-\\d{2}-\\d{2}\\n`));
  });
});

describe('the worked question of the README', () => {
  it('is one that the schema answers', () => {
    expect(validate(buildSchema(readText('schema/registry.graphql')), parse(workedQuestion())).map(String)).toEqual([]);
  });
});
