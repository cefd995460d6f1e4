// In: nothing. Out: what is asked of a measured value in any source, by id. The ids stand in every message and never change meaning.

/** All of them ask: a wrong unit never takes a record with it. */
export const UNIT_RULES = {
  U01: 'A quantity comes in a unit that measures it.',
  U02: 'A value that only another unit would explain is asked about, and left as it was reported.',
  U03: 'A temperature in degrees Fahrenheit under the name of Celsius is converted, and marked as repaired.',
  U04: 'A limit ("<0.1") is kept as a limit where the item takes one, and is not taken for the number.',
  U05: 'A word in place of a number is not turned into one.',
} as const;

export type UnitRule = keyof typeof UNIT_RULES;
