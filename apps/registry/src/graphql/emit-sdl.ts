// In: the resolvers. Out: the SDL of the registry, without a database. Refuses a root field without its declaration.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { RESOLVERS } from '../registry.module.ts';
import { assertEveryRootFieldDeclared } from './access.ts';

export async function emitSdl(activities: ReadonlySet<string>): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    const schema = await app.get(GraphQLSchemaFactory).create([...RESOLVERS]);
    assertEveryRootFieldDeclared(schema, activities);
    return `${printSchema(lexicographicSortSchema(schema))}\n`;
  } finally {
    await app.close();
  }
}
