// In: measurements. Out: their median and spread, percentiles, and lines of a table. A figure says what it is a figure of.

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Smallest and largest of the runs of which `value` is the median. */
  readonly spread?: readonly [number, number];
  /** What else must be known to read it. */
  readonly note?: string;
}

export interface Table {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** What was checked before anything was timed, and what the figures rest on. */
  readonly notes?: readonly string[];
}

/** @param part 0.5 is the median. @throws RangeError when nothing was measured. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  if (found === undefined) throw new RangeError('nothing was measured');
  return found;
}

/** The median of several runs, with the smallest and the largest. */
export const overRuns = (name: string, runs: readonly number[], unit: string, note?: string): Figure => ({
  name,
  value: quantile(runs, 0.5),
  unit,
  ...(runs.length > 1 && { spread: [Math.min(...runs), Math.max(...runs)] as const }),
  ...(note !== undefined && { note }),
});

const shown = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3).replace(/\.?0+$/, '');

/** A table of GitHub's Markdown, so that it can be read in a terminal and kept in a file. */
export function markdown({ title, figures, notes = [] }: Table): string {
  const rows = figures.map(({ name, value, unit, spread, note }) => [
    name,
    shown(value),
    spread ? `${shown(spread[0])} to ${shown(spread[1])}` : '',
    unit,
    note ?? '',
  ]);
  const lines = [['figure', 'median', 'spread', 'unit', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(3, ...lines.map((line) => (line[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 1 || column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 1 || column === 2 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  const [head = [], ...body] = lines;
  return [
    `### ${title}`,
    '',
    line(head),
    rule,
    ...body.map(line),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${note}`)] : []),
    '',
  ].join('\n');
}
