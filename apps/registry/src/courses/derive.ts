// In: the current records of one course. Out: its outcome row, from all sources and, with a second source, from the treating centre's alone.
import { OF_COURSE, type RecordTypeName } from '@longview/clinical';
import {
  type CourseOutcome,
  deriveCourseOutcome,
  type Endpoint,
  endpointOf,
  type EndpointValue,
  type History,
  optionsOf,
  type Options,
  type Population,
} from '@longview/outcomes';
import { type DerivedItem, derivedItems, keptItems } from './derived-items.ts';
import { type CurrentRecord, historyOf, text } from './history.ts';
import { AMOUNT_NAMES, AMOUNTS, OUTCOME_VERSION, type ThirdColumns, TIMED, TIMED_NAMES } from './outcome-columns.ts';

export type { CurrentRecord } from './history.ts';

export interface CourseRow {
  readonly id: string;
  readonly patientId: string;
  readonly patientNo: number;
  readonly treatingCentre: string;
  readonly age: number | null;
}

export interface OutcomeRow extends ThirdColumns {
  readonly serves_pool: boolean;
  readonly serves_own: boolean;
  readonly patient_id: string;
  readonly patient_no: number;
  readonly course_id: string;
  readonly treating_centre: string;
  readonly product: string | null;
  readonly disease: string | null;
  readonly status_at_infusion: string | null;
  readonly sex: string | null;
  readonly age: number | null;
  readonly day0: string | null;
  readonly decided: boolean;
  readonly apheresed: boolean;
  readonly released: boolean;
  readonly infused: boolean;
  readonly os_days: number | null;
  readonly os_event: boolean | null;
  readonly pfs_days: number | null;
  readonly pfs_event: boolean | null;
  readonly crs_grade: number | null;
  readonly icans_grade: number | null;
  /** Which derivation made it: a row of an earlier one lacks the later columns. */
  readonly outcome_version: number;
  readonly best_response: 'complete' | 'partial' | 'none' | null;
  readonly competing_days: number | null;
  readonly competing_event: 0 | 1 | 2 | null;
  readonly prior_lines: string | null;
  readonly demonstration: boolean;
  readonly notes: readonly string[];
  /** Null in rows that were derived before it was kept. */
  readonly derived: readonly DerivedItem[] | null;
}

/** An endpoint ready to be derived, with its options looked up once. */
interface Ready {
  readonly endpoint: Endpoint;
  readonly population: Population;
  readonly options: Options;
}

function ready(name: string, population: Population = 'infused', asked?: Options): Ready {
  const endpoint = endpointOf(name, 1);
  if (endpoint === undefined) throw new Error(`there is no endpoint ${name}`);
  return { endpoint, population, options: optionsOf(endpoint, asked) };
}

/** Undefined where the course is not in the population, or what is documented does not settle it. */
function valueOf({ endpoint, population, options }: Ready, history: History): EndpointValue | undefined {
  const value = endpoint.derive(history, population, options);
  return value === 'unsettled' ? undefined : value;
}

const CR = ready('CR');
const ORR = ready('ORR');
const TIMES = TIMED_NAMES.map((name) => [name, ready(TIMED[name].endpoint, TIMED[name].population)] as const);
const SUMS = AMOUNT_NAMES.map((name) => {
  const { endpoint, population, ...more } = AMOUNTS[name];
  return [name, ready(endpoint, population, 'options' in more ? more.options : undefined)] as const;
});

/** An index is a fraction: stored as thousandths, of which it has three. */
const whole = (name: string, amount: number): number => Math.round(name === 'eq_index_change' ? 1000 * amount : amount);

function thirdColumns(history: History, apheresed_on: string | null): ThirdColumns {
  const columns: Record<string, number | string | null> = { apheresed_on };
  const unknown = {
    crs_onset: !history.crsOnsets && !history.noCrs,
    icans_onset: !history.icansOnsets && !history.noIcans,
  };
  for (const [name, endpoint] of TIMES) {
    const value = (unknown as Record<string, boolean>)[name] ? undefined : valueOf(endpoint, history);
    const known = value?.kind === 'time' ? value : undefined;
    columns[`${name}_days`] = known?.days ?? null;
    columns[`${name}_event`] = known?.event ?? null;
  }
  for (const [name, endpoint] of SUMS) {
    const value = valueOf(endpoint, history);
    columns[name] = value?.kind === 'amount' ? whole(name, value.amount) : null;
  }
  for (const [name, grades] of [
    ['icaht_early', history.icahtEarly],
    ['icaht_late', history.icahtLate],
  ] as const)
    columns[name] = grades === undefined || grades.length === 0 ? null : Math.max(...grades);
  return columns as unknown as ThirdColumns;
}

const firstOf = (records: readonly CurrentRecord[], type: RecordTypeName, item: string): string | null =>
  records.flatMap((record) => (record.type === type ? (text(record.body[item]) ?? []) : []))[0] ?? null;

/** The highest ASTCT grade; 0 when the episode is known not to have occurred; null when nothing usable is known. */
function highestGrade(records: readonly CurrentRecord[], type: 'CytokineReleaseSyndrome' | 'Icans'): number | null {
  const grades = records.flatMap((record) => {
    if (record.type !== type) return [];
    if (record.body['occurred'] === 'no') return [0];
    const grade = record.body['maximumGradeReported'];
    const system = record.body['gradingSystem'];
    // Only ASTCT grades are pooled; others are kept and not converted.
    return typeof grade === 'number' && grade >= 0 && grade <= 5 && (system === undefined || system === 'ASTCT')
      ? [grade]
      : [];
  });
  return grades.length > 0 ? Math.max(...grades) : null;
}

/** By the endpoints of that name, of the infused, whenever it came; null where the disease was not looked at, and of who was not infused. */
function bestResponse(history: History): OutcomeRow['best_response'] {
  const [complete, responded] = [valueOf(CR, history), valueOf(ORR, history)];
  if (complete?.kind !== 'share' || responded?.kind !== 'share') return null;
  if (complete.holds) return 'complete';
  if (responded.holds) return 'partial';
  return responded.evaluable ? 'none' : null;
}

const MOST_LINES_APART = 4;

/** By the rule on lines of treatment; null where it cannot tell. Many are one group: few have so many. */
function priorLines(records: readonly CurrentRecord[]): string | null {
  const lines = OF_COURSE.numberOfPriorLines({
    records: records.map(({ type, body }, index) => ({ key: String(index), type, record: body })),
    today: '',
  });
  if (!lines.evaluable) return null;
  return lines.value > MOST_LINES_APART ? `${MOST_LINES_APART + 1}+` : String(lines.value);
}

function outcomeRow(
  course: CourseRow,
  records: readonly CurrentRecord[],
  serves: { pool: boolean; own: boolean },
): OutcomeRow {
  const history = historyOf(records);
  const outcome: CourseOutcome = deriveCourseOutcome(history);
  const sexes = new Set(
    records.flatMap((record) => (record.type === 'Patient' ? (text(record.body['sex']) ?? []) : [])),
  );
  const event = (value: 0 | 1 | undefined): boolean | null => (value === undefined ? null : value === 1);
  return {
    serves_pool: serves.pool,
    serves_own: serves.own,
    patient_id: course.patientId,
    patient_no: course.patientNo,
    course_id: course.id,
    treating_centre: course.treatingCentre,
    product: outcome.productCode ?? null,
    disease: firstOf(records, 'Diagnosis', 'primaryDisease'),
    status_at_infusion: firstOf(records, 'Diagnosis', 'statusAtInfusion'),
    // Two sources that differ settle nothing.
    sex: sexes.size === 1 ? ([...sexes][0] ?? null) : null,
    age: course.age,
    day0: outcome.day0 ?? null,
    decided: outcome.decided,
    apheresed: outcome.apheresed,
    released:
      outcome.infused ||
      records.some((record) => record.type === 'Product' && record.body['manufacturingOutcome'] === 'released'),
    infused: outcome.infused,
    os_days: outcome.osDays ?? null,
    os_event: event(outcome.osEvent),
    pfs_days: outcome.pfsDays ?? null,
    pfs_event: event(outcome.pfsEvent),
    crs_grade: highestGrade(records, 'CytokineReleaseSyndrome'),
    icans_grade: highestGrade(records, 'Icans'),
    outcome_version: OUTCOME_VERSION,
    best_response: bestResponse(history),
    competing_days: outcome.competingDays ?? null,
    competing_event: outcome.competingEvent ?? null,
    prior_lines: priorLines(records),
    ...thirdColumns(history, outcome.apheresisDate ?? null),
    demonstration: records.some((record) => record.demonstration),
    notes: outcome.notes,
    derived: keptItems(derivedItems(records)),
  };
}

/**
 * `records` are the current records of the course and those of its patient (who he is), from every centre.
 * They come in an order that does not hang on when they came (that of their keys): of two that differ the first is told.
 * One row when the treating centre is the only source; two otherwise, so that its own figures rest on what it may read.
 */
export function deriveOutcomeRows(course: CourseRow, records: readonly CurrentRecord[]): OutcomeRow[] {
  const own = records.filter((record) => record.centre === course.treatingCentre);
  if (own.length === records.length) return [outcomeRow(course, records, { pool: true, own: true })];
  // Where they differ in something of which there is one, the centre that treats is asked first.
  const all = [...own, ...records.filter((record) => record.centre !== course.treatingCentre)];
  return [outcomeRow(course, all, { pool: true, own: false }), outcomeRow(course, own, { pool: false, own: true })];
}
