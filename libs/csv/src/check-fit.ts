// In: the headings of a file and its mapping. Out: what is missing or double, with the heading that was likely meant; and what no one reads.
import type { Headings } from './headings.ts';
import { sameHeading } from './headings.ts';
import { columnsOf } from './mapping/mapping.ts';
import type { Mapping } from './mapping/mapping.ts';
import { nearest } from './nearest.ts';
import { problem } from './place.ts';
import type { Note, PlacedProblem } from './place.ts';

export function checkFit(
  headings: Headings,
  mapping: Mapping,
  file: string,
): { readonly problems: readonly PlacedProblem[]; readonly notes: readonly Note[] } {
  const place = { file, line: 1 };
  const mapped = columnsOf(mapping);
  const wanted = new Set(mapped.map(sameHeading));
  const unread = headings.names.filter((name) => name !== '' && !wanted.has(sameHeading(name)));
  const missing = mapped
    .filter((name) => headings.indexOf(name) === undefined)
    .map((name) => {
      const meant = nearest(name, unread);
      return problem(
        'C05',
        place,
        `the mapping reads a column "${name}", which the file does not have`,
        meant === undefined
          ? 'Add the column, or take it out of the mapping.'
          : `Did you mean "${meant}"? Correct the mapping or the heading.`,
      );
    });
  const doubled = headings.doubled.filter(({ name }) => wanted.has(sameHeading(name)));
  const double = doubled.map(({ name, columns }) =>
    problem(
      'C06',
      { ...place, column: columns[1] ?? 1, heading: name },
      `the heading "${name}" stands ${columns.length} times (columns ${columns.join(', ')})`,
      'Rename one of them: which is meant would be a guess.',
    ),
  );
  const notes: Note[] = [];
  if (unread.length > 0)
    notes.push({ place, message: `not read, as the mapping does not name them: ${[...new Set(unread)].join(', ')}` });
  return { problems: [...missing, ...double], notes };
}
