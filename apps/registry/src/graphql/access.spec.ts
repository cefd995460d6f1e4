import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { Access, type AccessDeclaration, assertEveryRootFieldDeclared } from './access.ts';

const activities = new Set(['research']);
const declare = (field: string, declaration: AccessDeclaration) => Access(declaration)({}, field, {});
const check = (fields: string, kind = 'Query') =>
  assertEveryRootFieldDeclared(
    buildSchema(`${kind === 'Query' ? '' : 'type Query { sound: Int }'} type ${kind} { ${fields} }`),
    activities,
  );

describe('a root field without its declaration does not start the registry', () => {
  declare('sound', { action: 'askPermit', activity: 'research' });
  declare('method', { action: 'askPermit', activity: 'research', field: 'renamed' });
  declare('strange', { action: 'askPermit', activity: 'marketing' });
  declare('open', { action: null, activity: 'research' });
  declare('reasoned', { action: null, activity: 'research', why: 'public knowledge' });

  test('all declared', () => expect(() => check('sound: Int renamed: Int reasoned: Int')).not.toThrow());

  test.each([
    ['nothing declared', 'forgotten: Int', /forgotten declares no action/],
    ['a declaration of another name', 'method: Int', /method declares no action/],
    ['an activity nobody keeps', 'strange: Int', /strange belongs to the unknown activity marketing/],
    ['open without a reason', 'open: Int', /open is open to everybody without a reason/],
    ['a name that every object has', 'constructor: Int', /constructor declares no action/],
  ])('%s', (_what, fields, complaint) => {
    for (const kind of ['Query', 'Mutation', 'Subscription']) expect(() => check(fields, kind)).toThrow(complaint);
  });

  test('all that is wrong is said at once', () =>
    expect(() => check('forgotten: Int open: Int')).toThrow(/forgotten.*; open/));
});
