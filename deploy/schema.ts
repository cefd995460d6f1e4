// In: the code. Out: every derived file under schema/: SDL, JSON Schemas, CSV templates, codebook. With --check it writes nothing and
// fails when a file differs from what the code says.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TEMPLATE_LEADING, visitTemplate } from '@longview/csv';
import { fhirFiles } from '@longview/fhir';
import { codebookPage, csvTemplateOf, describe, jsonSchemaOf } from '@longview/dictionary';
import { RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import { submissionSchema } from '@longview/wire';
import { readActivities } from '../apps/registry/src/governance/activities.ts';
import { emitSdl } from '../apps/registry/src/graphql/emit-sdl.ts';

const root = join(import.meta.dirname, '..', 'schema');

const activities = readActivities(readFileSync(join(root, 'activities.json'), 'utf8'));
if (!activities.ok) throw new Error(activities.error.message);

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const emitted = new Map<string, string>([
  ['registry.graphql', await emitSdl(new Set(activities.value.keys()))],
  ['wire/submission.v1.json', json(submissionSchema())],
  ['dictionary/Visit.csv', visitTemplate()],
  ...[...fhirFiles()].map(([name, resource]): [string, string] => [`fhir/${name}`, json(resource)]),
  ...RECORD_TYPE_NAMES.flatMap((name): [string, string][] => {
    const description = describe(recordClass(name));
    return [
      [`dictionary/${name}.md`, codebookPage(description)],
      [
        `dictionary/${name}.schema.json`,
        json({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...jsonSchemaOf(description) }),
      ],
      [`dictionary/${name}.csv`, csvTemplateOf(description, TEMPLATE_LEADING)],
    ];
  }),
]);

const stale = ['wire', 'dictionary', 'fhir/questionnaires', 'fhir/terminology'].flatMap((folder) =>
  (existsSync(join(root, folder)) ? readdirSync(join(root, folder), { withFileTypes: true }) : [])
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
