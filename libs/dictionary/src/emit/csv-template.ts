// In: a description. Out: the headings of the CSV template of that record type.
import type { RecordDescription } from '../item.ts';

/** Item names in order; a quantity takes two columns, its reported value and unit; each required item has a column for its absence. */
export function templateColumns(description: RecordDescription): string[] {
  return description.items.flatMap((item) => [
    ...(item.kind === 'quantity' ? [`${item.name}.value`, `${item.name}.unit`] : [item.name]),
    ...(item.required && !item.places ? [`absent.${item.name}`] : []),
  ]);
}

/** One heading line; `leading` are the columns that stand before the items (who, which row, which course). */
export const csvTemplateOf = (description: RecordDescription, leading: readonly string[]): string =>
  `${[...leading, ...templateColumns(description)].join(';')}\r\n`;
