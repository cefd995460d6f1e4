// The public door of the cohort library: rows to a frame, a frame to selections, selections to groups, columns and bitmaps.
export * from './frame.ts';
export * from './selection.ts';
export * from './grouping.ts';
export * from './bitmap.ts';
export * from './survival-columns.ts';
export * from './flow.ts';
