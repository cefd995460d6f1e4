// In: a description, its labels in other languages and the rules that ask about each item. Out: its page of the codebook, in Markdown.
import { checksOf } from '../checks.ts';
import type { Item, RecordDescription } from '../item.ts';

type Coded = Extract<Item, { readonly values: unknown }>;

const isCoded = (item: Item): item is Coded => item.kind === 'code' || item.kind === 'codes';

const valuesOf = (item: Item): string => {
  switch (item.kind) {
    case 'code':
    case 'codes':
      // What they mean stands below, in every language.
      return [
        ...Object.keys(item.values).map((code) => `\`${code}\``),
        ...(item.shape ? [`any code of ${item.system ?? 'its system'}`] : []),
      ].join('; ');
    case 'integer':
    case 'decimal':
      return `${item.min} to ${item.max}`;
    case 'quantity':
      return `${item.min} to ${item.max}; reported in ${Object.keys(item.accepts).join(', ')}; may be < or >`;
    case 'text':
      return `up to ${item.maxLength} characters`;
    case 'date':
      return 'YYYY-MM-DD';
    case 'partialDate':
      return 'YYYY-MM-DD, YYYY-MM or YYYY';
  }
};

const requiredOf = ({ places, required, askedWhen }: Item): string => {
  if (places) return 'yes, it places the record';
  if (!required) return 'no';
  if (!askedWhen) return 'value or absence';
  const { item } = askedWhen;
  if ('isNot' in askedWhen) return `value or absence, unless \`${item}\` is ${askedWhen.isNot.join(', ')}`;
  if (askedWhen.is === 'given') return `value or absence, with \`${item}\``;
  if (askedWhen.is === 'missing') return `value or absence, without \`${item}\``;
  return `value or absence, when \`${item}\` is ${askedWhen.is.join(', ')}`;
};

const seenBy = (item: Item): string => {
  if (item.seenBy === 'centre') return 'its centre alone';
  return item.kind === 'date' || item.kind === 'partialDate'
    ? 'its centre; with a permit as days since day 0'
    : 'its centre; with a permit that lists it';
};

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);
const row = (cells: readonly string[]): string => ['', ...cells, ''].map(cell).join(' | ').trim();

export interface CodebookLanguage {
  readonly name: string;
  /** The label of a record type or an item. */
  of(label: string): string | undefined;
  /** What a code of an item means. */
  ofCode?(item: Item, code: string): string | undefined;
}

export interface CodebookOptions {
  /** What stands beside the English. */
  readonly languages?: readonly CodebookLanguage[];
  /** Ids of the rules between items that may ask about this one. */
  readonly rulesOf?: (item: Item) => readonly string[];
}

/** What every code means: one table a list, with the items that take it. */
function codeTables(items: readonly Item[], languages: readonly CodebookLanguage[]): readonly string[] {
  const tables = new Map<string, { readonly names: string[]; readonly rows: readonly string[] }>();
  for (const item of items) {
    if (!isCoded(item) || Object.keys(item.values).length === 0) continue;
    const rows = Object.entries(item.values).map(([code, label]) =>
      row([`\`${code}\``, label, ...languages.map(({ ofCode }) => ofCode?.(item, code) ?? '')]),
    );
    const table = tables.get(rows.join('\n'));
    if (table) table.names.push(item.name);
    else tables.set(rows.join('\n'), { names: [item.name], rows });
  }
  if (tables.size === 0) return [];
  const headings = ['code', 'meaning', ...languages.map(({ name }) => name)];
  return [
    '## Codes',
    '',
    ...[...tables.values()].flatMap(({ names, rows }) => [
      `${names.map((name) => `\`${name}\``).join(', ')}:`,
      '',
      `| ${headings.join(' | ')} |`,
      `|${'---|'.repeat(headings.length)}`,
      ...rows,
      '',
    ]),
  ];
}

export function codebookPage(
  description: RecordDescription,
  { languages = [], rulesOf }: CodebookOptions = {},
): string {
  const headings = [
    'item',
    'meaning',
    ...languages.map(({ name }) => name),
    'kind',
    'unit',
    'values',
    'level',
    'required',
    'rules',
    'source',
    'who may see it',
    'why it is collected',
    'points at a person',
  ];
  const names = languages.flatMap(({ name, of }) => of(description.label) ?? `(${name})`);
  const lines = [
    `# ${description.name}`,
    '',
    `${description.label}. ${description.purpose}`,
    ...(names.length > 0 ? ['', `${names.join(' · ')}.`] : []),
    '',
    `Belongs to the ${description.belongsTo}. Source: ${description.source}.${description.alwaysLands ? ' Always lands, whatever the queries.' : ''}${description.mayPrecede ? ' May lie before its course.' : ''}`,
    '',
    `| ${headings.join(' | ')} |`,
    `|${'---|'.repeat(headings.length)}`,
    ...description.items.map((item) =>
      row([
        `\`${item.name}\``,
        item.label + (item.concept ? ` (${item.concept})` : ''),
        ...languages.map(({ of }) => of(item.label) ?? ''),
        item.kind,
        'unit' in item ? item.unit : '',
        valuesOf(item),
        item.level,
        requiredOf(item),
        [...new Set(checksOf(item).map((check) => check.rule)), ...(rulesOf?.(item) ?? [])].join(', '),
        item.source,
        seenBy(item),
        item.purpose,
        item.identifiability === 'none' ? 'no' : 'with others',
      ]),
    ),
    '',
    ...codeTables(description.items, languages),
  ];
  return lines.join('\n');
}
