// In: a description. Out: its page of the codebook, in Markdown.
import type { Item, RecordDescription } from '../item.ts';

const valuesOf = (item: Item): string => {
  switch (item.kind) {
    case 'code':
    case 'codes':
      return Object.entries(item.values)
        .map(([code, label]) => (code === label ? `\`${code}\`` : `\`${code}\` ${label}`))
        .join('; ');
    case 'integer':
    case 'decimal':
      return `${item.min} to ${item.max}`;
    case 'quantity':
      return `${item.min} to ${item.max}; reported in ${Object.keys(item.accepts).join(', ')}`;
    case 'text':
      return `up to ${item.maxLength} characters`;
    case 'date':
      return 'YYYY-MM-DD';
    case 'partialDate':
      return 'YYYY-MM-DD, YYYY-MM or YYYY';
  }
};

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);

export function codebookPage(description: RecordDescription): string {
  const lines = [
    `# ${description.name}`,
    '',
    `${description.label}. ${description.purpose}`,
    '',
    `Belongs to the ${description.belongsTo}. Source: ${description.source}.${description.alwaysLands ? ' Always lands, whatever the queries.' : ''}`,
    '',
    '| item | meaning | kind | unit | values | level | required | source | why it is collected | points at a person |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...description.items.map((item) =>
      [
        '',
        `\`${item.name}\``,
        item.label + (item.concept ? ` (${item.concept})` : ''),
        item.kind,
        'unit' in item ? item.unit : '',
        valuesOf(item),
        item.level,
        item.places ? 'yes, it places the record' : item.required ? 'value or absence' : 'no',
        item.source,
        item.purpose,
        item.identifiability === 'none' ? 'no' : 'with others',
        '',
      ]
        .map(cell)
        .join(' | ')
        .trim(),
    ),
    '',
  ];
  return lines.join('\n');
}
