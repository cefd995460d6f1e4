// In: schema/coverage/*.json, which people edit. Out: the tables of what the data set covers, in Markdown. Refuses an item that the dictionary does not
// have, a question that is missing or double, an item of the dictionary that no field of the reference asks for, and a gap without a reason.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import { describe } from '@longview/dictionary';

interface Covered {
  readonly how: 'covered' | 'derivable' | 'leftOut';
  /** `Type.item`; an asterisk at the end stands for all that begin so. */
  readonly items: readonly string[];
  readonly why?: string;
}
interface Question extends Covered {
  readonly question: number;
  readonly about: string;
}
interface Field extends Covered {
  readonly section: string;
  readonly field: string;
}

const QUESTIONS = 193;
const HOW = { covered: 'covered', derivable: 'derivable', leftOut: 'left out' } as const;

const items = RECORD_TYPE_NAMES.flatMap((type) =>
  describe(recordClass(type)).items.map(({ name }) => `${type}.${name}`),
);

const meant = (name: string): readonly string[] =>
  name.endsWith('*')
    ? items.filter((item) => item.startsWith(name.slice(0, -1)))
    : items.filter((item) => item === name);

function sound(entries: readonly Covered[], nameOf: (entry: never) => string): void {
  for (const entry of entries) {
    const name = nameOf(entry as never);
    const unknown = entry.items.filter((item) => meant(item).length === 0);
    if (unknown.length > 0) throw new Error(`coverage of ${name}: the dictionary has no ${unknown.join(', ')}`);
    if (!Object.hasOwn(HOW, entry.how)) throw new Error(`coverage of ${name}: ${entry.how} is no answer`);
    if (entry.how === 'covered' && entry.items.length === 0) throw new Error(`coverage of ${name}: by which item?`);
    if (entry.how === 'leftOut' && entry.items.length > 0)
      throw new Error(`coverage of ${name}: left out, and has an item`);
    if (entry.how !== 'covered' && !entry.why) throw new Error(`coverage of ${name}: why?`);
  }
}

const count = (entries: readonly Covered[]): string =>
  (Object.keys(HOW) as (keyof typeof HOW)[])
    .map((how) => `${entries.filter((entry) => entry.how === how).length} ${HOW[how]}`)
    .join(', ');

const row = ({ how, items: named, why }: Covered, ...first: readonly string[]): string =>
  `| ${[...first, HOW[how], named.map((name) => `\`${name}\``).join(', '), why ?? ''].map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;

/** @param root the folder schema/. */
export function coverageTables(root: string): readonly (readonly [name: string, text: string])[] {
  const read = <T>(name: string): T => JSON.parse(readFileSync(join(root, 'coverage', name), 'utf8')) as T;
  const form = read<{ about: string; questions: readonly Question[] }>('cibmtr-4100.json');
  const reference = read<{ about: string; fields: readonly Field[] }>('reference.json');
  sound(form.questions, ({ question }: Question) => `question ${question}`);
  sound(reference.fields, ({ section, field }: Field) => `${section} ${field}`);
  const numbers = form.questions.map(({ question }) => question);
  if (numbers.length !== QUESTIONS || numbers.some((number, index) => number !== index + 1))
    throw new Error(`coverage: the questions are 1 to ${QUESTIONS}, each once and in their order`);
  const asked = new Set(reference.fields.flatMap(({ items: named }) => named.flatMap(meant)));
  const unasked = items.filter((item) => !asked.has(item));
  if (unasked.length > 0) throw new Error(`coverage: no field of the reference asks for ${unasked.join(', ')}`);
  const all = RECORD_TYPE_NAMES.flatMap((type) => describe(recordClass(type)).items);
  const required = all.filter((item) => item.required === true).length;
  const conditional = all.filter((item) => item.askedWhen !== undefined).length;
  return [
    [
      'coverage/cibmtr-4100.md',
      [
        '# Coverage of form CIBMTR 4100, revision 4',
        '',
        `${form.about} ${QUESTIONS} questions: ${count(form.questions)}.`,
        '',
        '| question | about | how | items | reason or derivation |',
        '|---|---|---|---|---|',
        ...form.questions.map((question) => row(question, `${question.question}`, question.about)),
        '',
      ].join('\n'),
    ],
    [
      'coverage/reference.md',
      [
        '# Coverage of the clinical reference',
        '',
        `${reference.about} ${reference.fields.length} entries: ${count(reference.fields)}; ${RECORD_TYPE_NAMES.length} record types with ${items.length} items, each of which an entry asks for. ${required} items are mandatory: a value or a coded absence, and of ${conditional} of them only where they apply.`,
        '',
        '| section | field | how | items | reason or derivation |',
        '|---|---|---|---|---|',
        ...reference.fields.map((field) => row(field, field.section, field.field)),
        '',
      ].join('\n'),
    ],
  ];
}
