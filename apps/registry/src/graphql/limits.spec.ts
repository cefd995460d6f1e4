import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { limitRule } from './limits.ts';

const schema = buildSchema('type Query { me: Query name: String }');
const refused = (document: string) => validate(schema, parse(document), [limitRule()]).length > 0;

describe('limits of a document', () => {
  test('an ordinary document passes', () => expect(refused('{ me { me { name } } a: name b: name }')).toBe(false));
  test('too deep', () => expect(refused(`{ ${'me { '.repeat(12)} name ${'}'.repeat(12)} }`)).toBe(true));
  test('too deep through fragments', () => {
    const fragments = Array.from(
      { length: 13 },
      (_, n) => `fragment F${n} on Query { me { ${n === 12 ? 'name' : `...F${n + 1}`} } }`,
    );
    expect(refused(`{ ...F0 } ${fragments.join(' ')}`)).toBe(true);
  });
  test('too deep through a fragment that is called __schema', () =>
    expect(refused(`{ ...__schema } fragment __schema on Query { ${'me { '.repeat(12)} name ${'}'.repeat(12)} }`)).toBe(
      true,
    ));
  test('too many aliases, also when a fragment repeats them', () => {
    expect(refused(`{ ${Array.from({ length: 31 }, (_, n) => `a${n}: me { name }`).join(' ')} }`)).toBe(true);
    expect(
      refused(
        `{ me { ...F } x: me { ...F } } fragment F on Query { ${Array.from({ length: 16 }, (_, n) => `a${n}: name`).join(' ')} }`,
      ),
    ).toBe(true);
  });
  test('fields multiply through fragments of fragments', () => {
    const fragments = Array.from(
      { length: 12 },
      (_, n) => `fragment F${n} on Query { ${n === 11 ? 'name' : `...F${n + 1} ... on Query { ...F${n + 1} }`} }`,
    );
    expect(refused(`{ ...F0 } ${fragments.join(' ')}`)).toBe(true);
  });
  test('too many directives', () => expect(refused(`{ name ${'@skip(if: false) '.repeat(21)} }`)).toBe(true));
  test('too many directives at a fragment that is used', () => {
    const at = (n: number) => `{ ...F } fragment F on Query ${'@skip(if: false) '.repeat(n)} { name }`;
    expect(refused(at(20))).toBe(false);
    expect(refused(at(21))).toBe(true);
  });
  test('too many root fields', () => expect(refused(`{ ${'name '.repeat(11)} }`)).toBe(true));
  test('a fragment inside itself ends', () =>
    expect(refused('{ ...F } fragment F on Query { me { ...F } }')).toBe(false));
  test('one name too often in one place, also through fragments and under different parents', () => {
    expect(refused(`{ me { ${'name '.repeat(20)} } }`)).toBe(false);
    expect(refused(`{ me { ${'name '.repeat(21)} } }`)).toBe(true);
    expect(refused(`{ ${'me { ...F } '.repeat(7)} } fragment F on Query { name name name }`)).toBe(true);
  });
  test('what is asked of the schema may be deep, but not without end', () => {
    const types = (n: number) => `{ __schema { types { ${'ofType { '.repeat(n)} name ${'}'.repeat(n)} } } }`;
    expect(refused(types(18))).toBe(false);
    expect(refused(types(19))).toBe(true);
  });
  test('too many uses of fragments', () =>
    expect(refused(`{ me { ${'...F '.repeat(201)} } } fragment F on Query { me { name } }`)).toBe(true));
  test('what nothing uses counts as well', () => {
    expect(refused(`{ name } fragment F on Query { me { ${'name '.repeat(20)} } }`)).toBe(false);
    expect(refused(`{ name } fragment F on Query { me { ${'name '.repeat(21)} } }`)).toBe(true);
    expect(refused(`{ name } fragment F on Query { ${'me { '.repeat(12)} name ${'}'.repeat(12)} }`)).toBe(true);
  });
  test('too many arguments, also of directives and through fragments', () => {
    const given = (n: number) => `me(${Array.from({ length: n }, (_, i) => `a${i}: 1`).join(' ')}) { name }`;
    expect(refused(`{ ${given(200)} }`)).toBe(false);
    expect(refused(`{ ${given(201)} }`)).toBe(true);
    expect(refused(`{ ...F me { ...F } } fragment F on Query { ${given(101)} }`)).toBe(true);
    expect(refused(`{ ${given(200)} name @skip(if: false) }`)).toBe(true);
  });
  test('too many variables, too many definitions', () => {
    const declares = (n: number) => `query (${Array.from({ length: n }, (_, i) => `$v${i}: Int`).join(' ')}) { name }`;
    expect(refused(declares(50))).toBe(false);
    expect(refused(declares(51))).toBe(true);
    const fragments = (n: number) =>
      `{ name } ${Array.from({ length: n }, (_, i) => `fragment F${i} on Query { name }`).join(' ')}`;
    expect(refused(fragments(59))).toBe(false);
    expect(refused(fragments(60))).toBe(true);
  });
  test('too many operations', () => {
    const operations = (n: number) => Array.from({ length: n }, (_, i) => `query Q${i} { name }`).join(' ');
    expect(refused(operations(10))).toBe(false);
    expect(refused(operations(11))).toBe(true);
  });
});
