// In: a description, its labels in other languages and the rules that ask about each item. Out: its page of the codebook, in Markdown.
import { checksOf } from '../checks.ts';
import type { Item, RecordDescription } from '../item.ts';

const valuesOf = (item: Item): string => {
  switch (item.kind) {
    case 'code':
    case 'codes':
      return [
        ...Object.entries(item.values).map(([code, label]) =>
          code === label ? `\`${code}\`` : `\`${code}\` ${label}`,
        ),
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

const seenBy = (item: Item): string => {
  if (item.seenBy === 'centre') return 'its centre alone';
  return item.kind === 'date' || item.kind === 'partialDate'
    ? 'its centre; with a permit as days since day 0'
    : 'its centre; with a permit that lists it';
};

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);
const row = (cells: readonly string[]): string => ['', ...cells, ''].map(cell).join(' | ').trim();

export interface CodebookOptions {
  /** What stands beside the English label: a language's name and the label in it. */
  readonly languages?: readonly { readonly name: string; readonly of: (label: string) => string | undefined }[];
  /** Ids of the rules between items that may ask about this one. */
  readonly rulesOf?: (item: Item) => readonly string[];
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
        item.places ? 'yes, it places the record' : item.required ? 'value or absence' : 'no',
        [...new Set(checksOf(item).map((check) => check.rule)), ...(rulesOf?.(item) ?? [])].join(', '),
        item.source,
        seenBy(item),
        item.purpose,
        item.identifiability === 'none' ? 'no' : 'with others',
      ]),
    ),
    '',
  ];
  return lines.join('\n');
}
