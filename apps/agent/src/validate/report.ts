// In: what became of rows and records. Out: one report, with counts, and its text for a tired person. Bounded, however bad the file.
import { recordClass, type RecordTypeName } from '@longview/clinical';
import type { MappingLine, Note, Place, PlacedProblem } from '@longview/csv';
import { describe } from '@longview/dictionary';
import { FRAME, framed, type Language, say } from '../language/index.ts';
import type { BundleRecord } from './patient-bundle.ts';

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
  /** What became of what the source holds beside records (resources of FHIR): the same in the same words is one line. */
  readonly mapping: readonly RepeatedMapping[];
  /** How many of the accepted records of each type have a value, by field, in the order of the dictionary. */
  readonly coverage: readonly Coverage[];
}

export interface RepeatedMapping extends MappingLine {
  readonly times: number;
}

export interface Coverage {
  readonly type: RecordTypeName;
  readonly records: number;
  readonly withdrawn: number;
  readonly fields: Readonly<Record<string, number>>;
}

/** A note that was made `times` times in the same words, first at `place`. */
export interface RepeatedNote extends Note {
  readonly times: number;
  /** The other places, fewer than `MOST_PLACES`, by file and line. */
  readonly again: readonly Place[];
}

export const MOST_PROBLEMS = 10_000;
export const MOST_PLACES = 1_000;
const MOST_MAPPINGS = 2_000;
const PLACES_SHOWN = 10;

const byPlace = (left: Place, right: Place): number => left.file.localeCompare(right.file) || left.line - right.line;

export class ReportBuilder {
  readonly #errors: PlacedProblem[] = [];
  readonly #queries: PlacedProblem[] = [];
  readonly #notes = new Map<string, { note: Note; times: number; places: Place[] }>();
  readonly #mapping = new Map<string, { line: MappingLine; times: number }>();
  readonly #coverage = new Map<RecordTypeName, { records: number; withdrawn: number; fields: Map<string, number> }>();
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

  mapping(line: MappingLine): void {
    const key = `${line.resource} ${line.code ?? ''} ${line.outcome} ${line.because ?? ''}`;
    const same = this.#mapping.get(key);
    if (same) same.times++;
    else if (this.#mapping.size < MOST_MAPPINGS) this.#mapping.set(key, { line, times: 1 });
  }

  cover({ type, record, withdraw }: BundleRecord): void {
    const seen = this.#coverage.get(type) ?? { records: 0, withdrawn: 0, fields: new Map<string, number>() };
    this.#coverage.set(type, seen);
    if (withdraw) {
      seen.withdrawn++;
      return;
    }
    seen.records++;
    for (const name of Object.keys(record))
      if (name !== 'absent') seen.fields.set(name, (seen.fields.get(name) ?? 0) + 1);
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
      mapping: [...this.#mapping.values()].map(({ line, times }) => ({ ...line, times })),
      coverage: [...this.#coverage].map(([type, { records, withdrawn, fields }]) => ({
        type,
        records,
        withdrawn,
        fields: Object.fromEntries(describe(recordClass(type)).items.map(({ name }) => [name, fields.get(name) ?? 0])),
      })),
    };
  }
}

/** `file:line column "heading" = value — rule: message. Mend: …` */
export function problemText(problem: PlacedProblem, language: Language = 'en'): string {
  const { place, rule, severity, field, value, message, mend } = say(problem, language);
  const where = `${place.file}:${place.line}`;
  const heading = place.heading === undefined ? '' : ` "${place.heading}"`;
  const column =
    place.column === undefined
      ? `${heading}${field === undefined ? '' : ` ${field}`}`
      : ` column ${place.column}${heading}`;
  const found = value === undefined || value === null ? '' : ` = ${shown(value)}`;
  return `${where}${column}${found} — ${rule} (${framed(severity === 'error' ? FRAME.error : FRAME.query, language)}): ${message}. ${framed(FRAME.mend, language)}: ${mend}`;
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

/** What was read of FHIR: first what was left, and why; then how full the records are. A CSV says itself what it holds. */
function mappingText({ mapping, coverage }: Report): readonly string[] {
  if (mapping.length === 0) return [];
  const order = ['ignored', 'held', 'withdrawn', 'used'] as const;
  const lines = mapping
    .toSorted((left, right) => order.indexOf(left.outcome) - order.indexOf(right.outcome) || right.times - left.times)
    .map(
      ({ resource, code, outcome, because, times }) =>
        `${times} ${resource}${code === undefined ? '' : ` ${code}`} ${outcome}${because === undefined ? '' : `: ${because}`}`,
    );
  const more = lines.length - MAPPINGS_SHOWN;
  return [
    ...lines.slice(0, MAPPINGS_SHOWN),
    ...(more > 0 ? [`… and ${more} more kinds; --json lists them all`] : []),
    ...coverage.map(({ type, records, withdrawn, fields }) => {
      const filled = Object.entries(fields).filter(([, count]) => count > 0);
      const told = filled.map(([name, count]) => (count === records ? name : `${name} ${count}`)).join(', ');
      return `${type}: ${records} records${withdrawn > 0 ? `, ${withdrawn} taken back` : ''}${told === '' ? '' : `; with ${told}`}; ${Object.keys(fields).length - filled.length} fields never`;
    }),
  ];
}

const MAPPINGS_SHOWN = 60;

export function reportText(report: Report, language: Language = 'en'): string {
  const more = report.problemsNotShown;
  return [
    ...report.problems.map((one) => problemText(one, language)),
    ...(more > 0 ? [framed(FRAME.more, language, { more })] : []),
    ...report.notes.map(noteText),
    ...mappingText(report),
    framed(FRAME.counts, language, { ...report, problems: '', notes: '', mapping: '', coverage: '' }),
    ...(report.notLinkable > 0 ? [framed(FRAME.notLinkable, language, { notLinkable: report.notLinkable })] : []),
    '',
  ].join('\n');
}
