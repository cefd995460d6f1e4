// In: a description. Out: JSON Schema (draft 2020-12) of the record as it travels.
import type { Item, RecordDescription } from '../item.ts';
import { ABSENCES, CODE, COMPARATORS, MOST_CODES, TEXT } from '../item.ts';

const schemaOf = (item: Item): Record<string, unknown> => {
  const title = { title: item.label };
  switch (item.kind) {
    case 'code':
      return { ...title, type: 'string', pattern: CODE.source, examples: Object.keys(item.values) };
    case 'codes':
      return {
        ...title,
        type: 'array',
        items: { type: 'string', pattern: CODE.source, examples: Object.keys(item.values) },
        uniqueItems: true,
        maxItems: MOST_CODES,
      };
    case 'text':
      return { ...title, type: 'string', maxLength: item.maxLength, pattern: TEXT.source };
    case 'date':
      return { ...title, type: 'string', format: 'date' };
    case 'partialDate':
      return { ...title, type: 'string', pattern: String.raw`^\d{4}(-\d{2}(-\d{2})?)?$` };
    case 'integer':
      return {
        ...title,
        type: 'integer',
        description: `unit ${item.unit}; asked about outside ${item.min} to ${item.max}`,
      };
    case 'decimal':
      return {
        ...title,
        type: 'number',
        description: `unit ${item.unit}; asked about outside ${item.min} to ${item.max}`,
      };
    case 'quantity':
      return {
        ...title,
        type: 'object',
        description: `value in ${item.unit}; asked about outside ${item.min} to ${item.max}`,
        properties: {
          value: { type: 'number' },
          reported: {
            type: 'object',
            properties: { value: { type: 'number' }, unit: { type: 'string', examples: Object.keys(item.accepts) } },
            required: ['value', 'unit'],
            additionalProperties: false,
          },
          comparator: { enum: [...COMPARATORS, null] },
        },
        required: ['value', 'reported'],
        additionalProperties: false,
      };
  }
};

export function jsonSchemaOf(description: RecordDescription): Record<string, unknown> {
  const required = description.items.filter((item) => item.required);
  return {
    title: description.name,
    description: `${description.label}. ${description.purpose}`,
    type: 'object',
    properties: {
      ...Object.fromEntries(description.items.map((item) => [item.name, schemaOf(item)])),
      ...(required.length > 0 && {
        absent: {
          title: 'why a required value is not there',
          type: 'object',
          properties: Object.fromEntries(
            required.map((item) => [item.name, { type: 'string', enum: Object.keys(ABSENCES) }]),
          ),
          additionalProperties: false,
        },
      }),
    },
    additionalProperties: false,
  };
}
