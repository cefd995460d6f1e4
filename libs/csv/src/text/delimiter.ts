// In: the start of a file. Out: its delimiter, or why none fits.

export const DELIMITERS = [';', ',', '\t', '|'] as const;
const NAMES: Readonly<Record<string, string>> = { ';': '";"', ',': '","', '\t': 'a tab', '|': '"|"' };

export const nameOfDelimiter = (delimiter: string): string => NAMES[delimiter] ?? JSON.stringify(delimiter);

/** The heading line: up to the first line end outside quotes. */
export function headingLine(head: string): string {
  let quoted = false;
  for (let index = 0; index < head.length; index++) {
    if (head[index] === '"') quoted = !quoted;
    else if (head[index] === '\n' && !quoted) return head.slice(0, index).replace(/\r$/u, '');
  }
  return head;
}

/** How many columns the heading line has with this delimiter. */
export function columnsWith(line: string, delimiter: string): number {
  let quoted = false;
  let count = 1;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) count++;
  }
  return count;
}

/** The delimiter that gives the most columns; a file of one column takes `;`. */
export const findDelimiter = (line: string): string =>
  [...DELIMITERS].sort((left, right) => columnsWith(line, right) - columnsWith(line, left))[0] ?? ';';
