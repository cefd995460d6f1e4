// In: the code. Out: every derived file under schema/: SDL, JSON Schemas, CSV templates, codebook. With --check it writes nothing and
// fails when a file differs from what the code says.
import 'reflect-metadata';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codebookPage, csvTemplateOf, describe, jsonSchemaOf } from '@longview/dictionary';
import { RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import { submissionSchema } from '@longview/wire';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { readActivities } from '../apps/registry/src/governance/activities.ts';
import { assertEveryRootFieldDeclared } from '../apps/registry/src/graphql/access.ts';
import { RESOLVERS } from '../apps/registry/src/registry.module.ts';

const root = join(import.meta.dirname, '..', 'schema');

/** Columns that stand before the items in a template: who, which row, which course. They stay in the hospital. */
const LEADING = ['nationalNumber', 'numberType', 'birthDate', 'sex', 'fileNumber', 'key', 'course'];

async function sdl(): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: ['error'] });
  const schema = await app.get(GraphQLSchemaFactory).create([...RESOLVERS]);
  const activities = readActivities(readFileSync(join(root, 'activities.json'), 'utf8'));
  if (!activities.ok) throw new Error(activities.error.message);
  assertEveryRootFieldDeclared(schema, new Set(activities.value.keys()));
  await app.close();
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const emitted = new Map<string, string>([
  ['registry.graphql', await sdl()],
  ['wire/submission.v1.json', json(submissionSchema())],
  ...RECORD_TYPE_NAMES.flatMap((name): [string, string][] => {
    const description = describe(recordClass(name));
    return [
      [`dictionary/${name}.md`, codebookPage(description)],
      [`dictionary/${name}.schema.json`, json({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...jsonSchemaOf(description) })],
      [`dictionary/${name}.csv`, csvTemplateOf(description, LEADING)],
    ];
  }),
]);

const stale = ['wire', 'dictionary'].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .map((file) => `${folder}/${file.name}`)
    .filter((name) => !emitted.has(name)),
);

if (process.argv.includes('--check')) {
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(join(root, name), 'utf8');
    } catch {
      return undefined;
    }
  };
  const wrong = [...[...emitted].filter(([name, text]) => read(name) !== text).map(([name]) => name), ...stale];
  if (wrong.length > 0) {
    process.stderr.write(`schema/ differs from the code; run npm run schema: ${wrong.join(', ')}\n`);
    process.exit(1);
  }
  process.stdout.write(`schema: ${emitted.size} files as the code says\n`);
} else {
  for (const [name, text] of emitted) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  for (const name of stale) rmSync(join(root, name));
  process.stdout.write(`schema: ${emitted.size} files written\n`);
}
