// In: the schema as Nest makes it. Out: the same, in which a field that only hands out a member has no resolver: a compiled query then reads the member
// itself instead of calling a function with its arguments for each of the thousand values of a page. Refuses nothing.
import { type GraphQLSchema, isObjectType } from 'graphql';

/** What Nest calls the function that it gives to every field without one of our own. */
const PLAIN = 'rootFieldResolver';

/** @returns how many fields are now read plainly. */
export function readPlainly(schema: GraphQLSchema): number {
  let plain = 0;
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.resolve?.name !== PLAIN) continue;
      delete field.resolve;
      plain += 1;
    }
  }
  return plain;
}
