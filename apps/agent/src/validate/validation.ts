// In: a source that can be read more than once. Out: per-patient bundles, and a report when they have all been taken. One bad patient
// never stops the others. Of a large source it is first looked where each patient ends, so that he waits no longer; where too many wait at
// once it is read in several passes, each holding only its share of the patients.
import type { OpenedSource, Place, PlacedProblem, SourceEvent, SourceRow } from '@longview/csv';
import { mask, mentionsIdentity } from '@longview/identity';
import { type Language, say } from '../language/index.ts';
import type { PatientBundle } from './patient-bundle.ts';
import { problemText, ReportBuilder } from './report.ts';
import type { Report } from './report.ts';
import { type Plan, Survey } from './survey.ts';
import { validatePatient } from './validate-patient.ts';

/** Takes the rows that were refused, for a file that can be mended and sent again. */
export interface RefusedSink {
  opened(source: OpenedSource): void;
  row(file: string, cells: readonly string[], reasons: readonly string[]): void;
}

export interface ValidationOptions {
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Reads the source at least that many times, a share of the patients each. */
  readonly passes?: number;
  /** Looks through the source once more beforehand: for one that is too large to be held. */
  readonly survey?: boolean;
  readonly refusedRows?: RefusedSink;
  /** In which a refused row says why. */
  readonly language?: Language;
}

/** Waiting rows take many times their bytes; so much of a source is simply held. */
const HELD_WHOLE = 16 * 1024 * 1024;
export const needsSurvey = (bytes: number): boolean => bytes > HELD_WHOLE;

/** What a row takes that does not say it itself. */
const WEIGHT = 2000;

export class Validation {
  readonly #options: ValidationOptions;
  readonly #report = new ReportBuilder();
  #demonstration = false;

  constructor(options: ValidationOptions) {
    this.#options = options;
  }

  /** Complete once `bundles` has ended. */
  get report(): Report {
    return this.#report.report();
  }

  async *bundles(open: () => AsyncIterable<SourceEvent>): AsyncGenerator<PatientBundle> {
    const plan = this.#options.survey === true ? await surveyed(open) : undefined;
    const passes = Math.max(this.#options.passes ?? 1, plan?.passes ?? 1);
    for (let pass = 0; pass < passes; pass++) {
      const patients = new Map<string, SourceRow[]>();
      let known = 0;
      for await (const event of open()) {
        if (event.kind !== 'row') {
          if (pass === 0) this.#tell(event);
          continue;
        }
        if (!event.identity.ok) {
          if (pass === 0) this.#refusePatient(event);
          continue;
        }
        const { key } = event.identity.value.identity;
        known++;
        if (passes > 1 && shareOf(key, passes) !== pass) continue;
        const rows = patients.get(key) ?? [];
        rows.push(event);
        if (plan?.isLast(key, known) !== true) {
          patients.set(key, rows);
          continue;
        }
        patients.delete(key);
        const bundle = this.#validate(rows);
        if (bundle) yield bundle;
      }
      for (const rows of patients.values()) {
        const bundle = this.#validate(rows);
        if (bundle) yield bundle;
      }
    }
  }

  #tell(event: Exclude<SourceEvent, SourceRow>): void {
    if (event.kind === 'note') this.#report.note(event.note);
    else if (event.kind === 'opened') {
      this.#demonstration ||= event.demonstration;
      this.#options.refusedRows?.opened(event);
    } else {
      if (event.problem.severity === 'error') this.#report.linesRefused++;
      this.#report.problem(event.problem);
      if (event.cells)
        this.#options.refusedRows?.row(event.problem.place.file, event.cells, [
          say(event.problem, this.#options.language ?? 'en').message,
        ]);
    }
  }

  /** Who the patient is is not known, so no value of the row is printed in clear; identity columns are masked already. */
  #refusePatient(row: SourceRow): void {
    const { records, refused, problems, mapping } = row.contents();
    for (const line of mapping ?? []) this.#report.mapping(line);
    this.#report.patientsRefused++;
    this.#report.refused += records.length + refused.length;
    for (const problem of problems)
      this.#report.problem(typeof problem.value === 'string' ? { ...problem, value: mask(problem.value) } : problem);
    this.#sink(row, problems);
  }

  #validate(rows: readonly SourceRow[]): PatientBundle | undefined {
    const known = rows.flatMap((row) =>
      row.identity.ok ? [{ row, identity: row.identity.value.identity, place: row.place, ...row.contents() }] : [],
    );
    const {
      bundle,
      problems,
      refused: kept,
    } = validatePatient(known, {
      today: this.#options.today,
      demonstration: this.#demonstration,
    });
    const reasons = new Map<string, PlacedProblem[]>();
    const at = (place: Place): string => `${place.file}:${place.line}`;
    for (const { row, identity, refused, problems: found, mapping } of known) {
      for (const line of mapping ?? []) this.#report.mapping(line);
      const own = found.map((one) =>
        typeof one.value === 'string' && mentionsIdentity(one.value, identity)
          ? { ...one, value: mask(one.value) }
          : one,
      );
      for (const one of own) this.#report.problem(one);
      reasons.set(at(row.place), own);
      this.#report.refused += refused.length;
      for (const note of row.identity.ok ? row.identity.value.findings : [])
        if (note.severity === 'note') this.#report.note({ place: row.place, message: note.message });
    }
    for (const problem of problems) {
      this.#report.problem(problem);
      reasons.get(at(problem.place))?.push(problem);
    }
    this.#report.refused += kept.length;
    for (const { row, records, refused } of known)
      if (refused.length > 0 || records.some((record) => kept.includes(record)))
        this.#sink(row, reasons.get(at(row.place)) ?? []);

    if (!bundle) {
      // A row that holds no record at all is empty, not refused.
      if (kept.length > 0 || known.some(({ refused }) => refused.length > 0)) this.#report.patientsRefused++;
      return undefined;
    }
    this.#report.patients++;
    this.#report.accepted += bundle.records.length;
    for (const record of bundle.records) this.#report.cover(record);
    if (bundle.identity.digits === undefined) this.#report.notLinkable++;
    return bundle;
  }

  #sink(row: SourceRow, problems: readonly PlacedProblem[]): void {
    const errors = problems.filter((one) => one.severity === 'error');
    const reasons = errors.map((one) => problemText(one, this.#options.language));
    if (row.cells.length > 0) this.#options.refusedRows?.row(row.place.file, row.cells, reasons);
  }
}

async function surveyed(open: () => AsyncIterable<SourceEvent>): Promise<Plan> {
  const survey = new Survey();
  let known = 0;
  for await (const event of open())
    if (event.kind === 'row' && event.identity.ok)
      survey.meet(event.identity.value.identity.key, ++known, event.weight ?? WEIGHT);
  return survey.plan();
}

/** Which pass takes this patient: spread, not secrecy. */
function shareOf(key: string, passes: number): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) value = Math.imul(value ^ key.charCodeAt(index), 0x01000193);
  return (value >>> 0) % passes;
}
