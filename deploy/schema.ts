// In: the code, and the reference lists under schema/reference. Out: every derived file under schema/: SDL, JSON Schemas, CSV templates, codebook, SQL views,
// and the lists as the code holds them. With --check it writes nothing and fails when a file differs from what the code says.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { TEMPLATE_LEADING, visitTemplate } from '@longview/csv';
import { fhirFiles } from '@longview/fhir';
import { codebookPage, csvTemplateOf, describe, jsonSchemaOf, sqlFoundation, sqlViewOf } from '@longview/dictionary';
import { asksAbout, codeLabelIn, LANGUAGES, labelIn, RECORD_TYPE_NAMES, recordClass, RULES } from '@longview/clinical';
import { submissionSchema } from '@longview/wire';
import { coverageTables } from './coverage.ts';
import { readActivities } from '../apps/registry/src/governance/activities.ts';
import { emitSdl } from '../apps/registry/src/graphql/emit-sdl.ts';

const root = join(import.meta.dirname, '..', 'schema');

const activities = readActivities(readFileSync(join(root, 'activities.json'), 'utf8'));
if (!activities.ok) throw new Error(activities.error.message);

/** The rules between items: what must hold, and what is said in each language when it does not. */
function rulesPage(): string {
  const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);
  return [
    '# Rules between items',
    '',
    'Each asks; none refuses. Agent and registry run the same code (`libs/clinical/src/rules`). Words in braces are those of the finding.',
    '',
    '- V26 (one infusion at two centres on one day) needs no rule: such records join one course when they are placed.',
    '- V30 (consent at the moment of submission) is decided by the registry where it takes records in.',
    '',
    ...RULES.flatMap((rule) => [
      `## ${rule.id}`,
      '',
      rule.statement,
      '',
      `Severity: ${rule.severity}. Asks about ${rule.about.map((name) => `\`${name}\``).join(', ')}.`,
      '',
      '| case | language | what is said | how it is mended |',
      '|---|---|---|---|',
      ...Object.entries(rule.wordings).flatMap(([name, { message, mend }]) =>
        LANGUAGES.map((language) => `| ${name} | ${language} | ${cell(message[language])} | ${cell(mend[language])} |`),
      ),
      '',
    ]),
  ].join('\n');
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const emitted = new Map<string, string>([
  ['registry.graphql', await emitSdl(new Set(activities.value.keys()))],
  ['wire/submission.v1.json', json(submissionSchema())],
  ['dictionary/Visit.csv', visitTemplate()],
  ['sql/00-schema.sql', sqlFoundation()],
  ...[...fhirFiles()].map(([name, resource]): [string, string] => [`fhir/${name}`, json(resource)]),
  ...RECORD_TYPE_NAMES.flatMap((name): [string, string][] => {
    const description = describe(recordClass(name));
    return [
      [
        `dictionary/${name}.md`,
        codebookPage(description, {
          languages: LANGUAGES.filter((language) => language !== 'en').map((language) => ({
            name: language,
            of: (label) => labelIn(language, label),
            ofCode: (item, code) => codeLabelIn(language, name, item, code),
          })),
          rulesOf: (item) => RULES.filter((rule) => asksAbout(rule, name, item)).map(({ id }) => id),
        }),
      ],
      [
        `dictionary/${name}.schema.json`,
        json({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...jsonSchemaOf(description) }),
      ],
      [`dictionary/${name}.csv`, csvTemplateOf(description, TEMPLATE_LEADING)],
      [`sql/${name}.sql`, sqlViewOf(description)],
    ];
  }),
]);

emitted.set('dictionary/rules.md', rulesPage());
for (const [name, text] of coverageTables(root)) emitted.set(name, text);

/** Lists that people edit are data; the code holds a copy that cannot differ. */
const LISTS = {
  PRODUCT_DATA: 'products',
  MORPHOLOGY_DATA: 'morphology',
  ICD10_DATA: 'icd10',
  LABEL_DATA: 'labels',
  CODE_LABEL_DATA: 'code-labels',
} as const;
const lists = Object.entries(LISTS).map(([name, file]) => {
  const list = JSON.stringify(JSON.parse(readFileSync(join(root, 'reference', `${file}.json`), 'utf8')));
  return `export const ${name}: unknown = JSON.parse(${JSON.stringify(list)});`;
});
emitted.set(
  '../libs/clinical/src/reference/embedded.ts',
  await format(
    `// Emitted from schema/reference by npm run schema: change the lists there.\n\n${lists.join('\n\n')}\n`,
    { parser: 'typescript', printWidth: 120, singleQuote: true, trailingComma: 'all' },
  ),
);

const stale = ['wire', 'dictionary', 'sql', 'fhir/questionnaires', 'fhir/terminology'].flatMap((folder) =>
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
