// A hospital's CSV file through a mapping to identity and records, with the place of everything that does not fit. Site only.
export * from './rules.ts';
export * from './place.ts';
export * from './source-row.ts';
export { ENCODINGS, type Encoding } from './text/byte-text.ts';
export { readTable, type Table } from './text/table.ts';
export { linesOf, LONGEST_LINE, type Line } from './text/lines.ts';
export * from './mapping/mapping.ts';
export { openMapping, readMapping, type MappingOptions } from './mapping/read-mapping.ts';
export { csvTemplate, EXACT_COLUMNS, TEMPLATE_LEADING, visitTemplate } from './mapping/template-mapping.ts';
export type { MappingCode, MappingRefusal } from './mapping/yaml-node.ts';
export { readCsv, type CsvOptions } from './read-csv.ts';
export { readWorkbook } from './workbook/read-workbook.ts';
export { RefusedRows } from './refused-rows.ts';
export { identityProblems } from './row-identity.ts';
