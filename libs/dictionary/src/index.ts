// How a record type is described once, and what comes from the description.
export * from './problem.ts';
export * from './item.ts';
export { checksOf, conditionHolds, type Check } from './checks.ts';
export * from './units.ts';
export * from './sharing.ts';
export * from './describe.ts';
export * from './validate.ts';
export * from './emit/json-schema.ts';
export * from './emit/csv-template.ts';
export * from './emit/codebook.ts';
export * from './emit/sql-view.ts';
