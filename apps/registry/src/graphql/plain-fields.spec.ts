import { expect, test } from '@jest/globals';
import { GraphQLInt, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { readPlainly } from './plain-fields.ts';

test('a field that hands out a member has no resolver, one that we wrote keeps it', () => {
  const rootFieldResolver = (root: { plain: number }) => root.plain;
  const ours = () => 2;
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: {
      plain: { type: GraphQLInt, resolve: rootFieldResolver },
      ours: { type: GraphQLInt, resolve: ours },
      bare: { type: GraphQLInt },
    },
  });
  expect(readPlainly(new GraphQLSchema({ query }))).toBe(1);
  const fields = query.getFields();
  expect([fields['plain']?.resolve, fields['ours']?.resolve, fields['bare']?.resolve]).toEqual([
    undefined,
    ours,
    undefined,
  ]);
});
