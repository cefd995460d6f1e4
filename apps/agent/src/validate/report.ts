// In: what became of rows and records. Out: one report, with counts, and its text for a tired person. Bounded, however bad the file.
import type { Note, Place, PlacedProblem } from '@longview/csv';

export interface Report {
  /** Records. */
  readonly accepted: number;
  readonly refused: number;
  readonly queries: number;
  readonly patients: number;
  readonly patientsRefused: number;
  /** Lines or files that gave no row. */
  readonly linesRefused: number;
  /** Patients known to this centre alone. */
  readonly notLinkable: number;
  /** By file and line; at most `MOST_PROBLEMS`, errors before queries when there are more. */
  readonly problems: readonly PlacedProblem[];
  readonly problemsNotShown: number;
  readonly notes: readonly RepeatedNote[];
}

/** A note that was made `times` times in the same words, first at `place`. */
export interface RepeatedNote extends Note {
  readonly times: number;
  /** The other places, fewer than `MOST_PLACES`, by file and line. */
  readonly again: readonly Place[];
}

export const MOST_PROBLEMS = 10_000;
export const MOST_PLACES = 1_000;
const PLACES_SHOWN = 10;

const byPlace = (left: Place, right: Place): number => left.file.localeCompare(right.file) || left.line - right.line;

export class ReportBuilder {
  readonly #errors: PlacedProblem[] = [];
  readonly #queries: PlacedProblem[] = [];
  readonly #notes = new Map<string, { note: Note; times: number; places: Place[] }>();
  #count = 0;
  #queryCount = 0;
  accepted = 0;
  refused = 0;
  patients = 0;
  patientsRefused = 0;
  linesRefused = 0;
  notLinkable = 0;

  problem(problem: PlacedProblem): void {
    this.#count++;
    if (problem.severity === 'query') this.#queryCount++;
    const list = problem.severity === 'error' ? this.#errors : this.#queries;
    if (list.length < MOST_PROBLEMS) list.push(problem);
  }

  /** The same words on many lines are one note. */
  note(note: Note): void {
    const same = this.#notes.get(note.message);
    if (same) {
      same.times++;
      if (same.places.length < MOST_PLACES) same.places.push(note.place);
    } else if (this.#notes.size < 1000) this.#notes.set(note.message, { note, times: 1, places: [note.place] });
  }

  report(): Report {
    const problems = [...this.#errors, ...this.#queries]
      .slice(0, MOST_PROBLEMS)
      .sort((left, right) => byPlace(left.place, right.place));
    return {
      accepted: this.accepted,
      refused: this.refused,
      queries: this.#queryCount,
      patients: this.patients,
      patientsRefused: this.patientsRefused,
      linesRefused: this.linesRefused,
      notLinkable: this.notLinkable,
      problems,
      problemsNotShown: this.#count - problems.length,
      notes: [...this.#notes.values()].map(({ note, times, places }) => {
        const [place = note.place, ...again] = places.sort(byPlace);
        return { ...note, place, times, again };
      }),
    };
  }
}

/** `file:line column "heading" = value — rule: message. Mend: …` */
export function problemText({ place, rule, severity, field, value, message, mend }: PlacedProblem): string {
  const where = `${place.file}:${place.line}`;
  const column =
    place.column === undefined
      ? field === undefined
        ? ''
        : ` ${field}`
      : ` column ${place.column} "${place.heading ?? ''}"`;
  const found = value === undefined || value === null ? '' : ` = ${shown(value)}`;
  return `${where}${column}${found} — ${rule} (${severity}): ${message}. Mend: ${mend}`;
}

/** One line, at most 60 characters, no control characters: a cell can hold anything. */
const shown = (value: unknown): string => {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/[\p{C}\s]+/gu, ' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

function noteText({ place, message, times, again }: RepeatedNote): string {
  const shownAgain = again.slice(0, PLACES_SHOWN).map(({ file, line }) => `${file}:${line}`);
  const more = times - 1 - shownAgain.length;
  const also = [...shownAgain, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `${place.file}:${place.line} — note: ${message}${also === '' ? '' : ` (also ${also})`}`;
}

export function reportText(report: Report): string {
  const more = report.problemsNotShown;
  return [
    ...report.problems.map(problemText),
    ...(more > 0 ? [`… and ${more} more`] : []),
    ...report.notes.map(noteText),
    `${report.accepted} records of ${report.patients} patients accepted, ${report.queries} queries; ` +
      `${report.refused} records, ${report.patientsRefused} patients and ${report.linesRefused} lines refused.`,
    ...(report.notLinkable > 0 ? [`${report.notLinkable} patients have no national number and cannot be linked.`] : []),
    '',
  ].join('\n');
}
