// In: the headings of a file or sheet, and a mapping where there is one. Out: both fitted to each other, or why they do not fit.
import { checkFit } from './check-fit.ts';
import { Headings } from './headings.ts';
import type { Mapping } from './mapping/mapping.ts';
import { templateMapping } from './mapping/template-mapping.ts';
import { problem } from './place.ts';
import type { Note, Place, PlacedProblem } from './place.ts';

export interface Fitted {
  readonly headings: Headings;
  readonly mapping: Mapping;
  readonly notes: readonly Note[];
}

export function fitHeadings(
  names: readonly string[],
  options: { readonly mapping?: Mapping; readonly source?: string; readonly file: string },
  place: Place,
): Fitted | { readonly problems: readonly PlacedProblem[] } {
  const headings = new Headings(names);
  const chosen = options.mapping
    ? { ok: true as const, value: options.mapping }
    : templateMapping(headings, options.source ?? 'template');
  if (!chosen.ok)
    return {
      problems: [
        problem(
          'C19',
          place,
          `without a mapping the file must be in the template, and ${chosen.error}`,
          'Use the headings of the template, or give a mapping: --mapping file.yaml.',
        ),
      ],
    };
  const fit = checkFit(headings, chosen.value, options.file);
  if (fit.problems.length > 0) return { problems: fit.problems };
  return { headings, mapping: chosen.value, notes: fit.notes };
}
