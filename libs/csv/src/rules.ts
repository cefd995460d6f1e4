// In: nothing. Out: the rules that a file from a hospital must meet, by id. The ids stand in every message and never change meaning.

/** `C` for CSV. The rules of a value's meaning are the dictionary's (D) and the data set's (V). */
export const CSV_RULES = {
  C01: 'A file has a heading line.',
  C02: 'A file is text: no workbook, no archive, no zero bytes.',
  C03: 'A file is written in the encoding that was declared or found.',
  C04: 'The delimiter separates the headings.',
  C05: 'Every column that the mapping names is in the file.',
  C06: 'A column that the mapping names is there once.',
  C07: 'A row is at most one mebibyte long.',
  C08: 'A quoted cell is closed.',
  C09: 'A row has as many cells as there are headings.',
  C10: 'The last line is whole.',
  C11: 'A row has its key.',
  C12: 'A row key stands once in a file.',
  C13: 'A value of a coded field is in the value map or in the list of codes.',
  C14: 'A date is written in the declared format and exists.',
  C15: 'A number is written with the declared decimal sign.',
  C16: 'A number with < or > is not taken for the number where an item takes no limit.',
  C17: 'A quantity comes in one of its units.',
  C18: 'A file has rows.',
  C19: 'A file in the template names its record types.',
  C20: 'A workbook opens, is no larger than it says, and has one sheet that fits.',
} as const;

export type CsvRule = keyof typeof CSV_RULES;
