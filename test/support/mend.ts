// In: a planted error, and the row that it spoilt. Out: the cells as somebody at the hospital would write them anew.
import type { Manifest, PlantedError } from '@longview/fixtures';

export function mend(
  manifest: Manifest,
  error: PlantedError,
  headings: readonly string[],
  cells: readonly string[],
): readonly string[] {
  const change = (heading: string | undefined, to: (cell: string) => string): readonly string[] =>
    cells.map((cell, index) => (headings[index] === heading ? to(cell) : cell));
  const identity = manifest.identities.find(({ fileNumbers }) => cells.includes(fileNumbers[error.hospital] ?? '-'));
  switch (error.kind) {
    case 'mistypedNumber':
      return change(error.heading, () => identity?.nationalNumber ?? '');
    case 'impossibleDate':
      return change(error.heading, (cell) => cell.replace(/^31\/02/u, '28/02').replace(/-02-31$/u, '-02-28'));
    case 'twoDigitYear':
      return change(error.heading, (cell) => (cell.includes('/') ? cell.replace(/\/(\d\d)$/u, '/20$1') : `20${cell}`));
    case 'missingDate':
      return change(error.heading, () => (error.hospital === 3 ? '2026-05-04' : '04/05/2026'));
    case 'doubledKey':
      return cells.map((cell, index) => (index === 0 ? `${cell}-2` : cell));
    default:
      throw new Error(`${error.kind} refuses nothing`);
  }
}
