// In: the current records of one course. Out: its outcome row, from all sources and, with a second source, from the treating centre's alone.
import { OF_COURSE, type RecordTypeName } from '@longview/clinical';
import {
  type CourseFacts,
  type CourseOutcome,
  deriveCourseOutcome,
  type Endpoint,
  endpointOf,
  optionsOf,
  type SurvivalFact,
} from '@longview/outcomes';
import { type DerivedItem, derivedItems } from './derived-items.ts';

export interface CurrentRecord {
  /** Of this version. */
  readonly id?: string;
  readonly type: RecordTypeName;
  readonly centre: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly demonstration: boolean;
}

export interface CourseRow {
  readonly id: string;
  readonly patientId: string;
  readonly patientNo: number;
  readonly treatingCentre: string;
  readonly age: number | null;
}

export interface OutcomeRow {
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
  /** Of the columns below; rows of version 1 do not have them. */
  readonly outcome_version: 1 | 2;
  readonly best_response: 'complete' | 'partial' | 'none' | null;
  readonly competing_days: number | null;
  readonly competing_event: 0 | 1 | 2 | null;
  readonly prior_lines: string | null;
  readonly demonstration: boolean;
  readonly notes: readonly string[];
  /** Null in rows that were derived before it was kept. */
  readonly derived: readonly DerivedItem[] | null;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const STATUSES: readonly string[] = ['alive', 'dead', 'lostToFollowUp'] satisfies SurvivalFact['status'][];

/** The facts that the endpoints are derived from; what a record does not say is left out, never filled in. */
export function factsOf(records: readonly CurrentRecord[]): CourseFacts {
  const dates = (type: RecordTypeName, item: string) =>
    records.flatMap((record) => (record.type === type ? (text(record.body[item]) ?? []) : []));
  const product = records.find((record) => record.type === 'Product');
  return {
    decisionDates: dates('EligibilityDecision', 'decisionDate'),
    apheresisDates: dates('Apheresis', 'apheresisDate'),
    infusionDates: dates('Infusion', 'infusionDate'),
    relapses: dates('RelapseProgression', 'date').map((date) => ({ date })),
    assessments: records.flatMap((record) => {
      const date = record.type === 'ResponseAssessment' ? text(record.body['assessmentDate']) : undefined;
      const response = text(record.body['responseReported']);
      return date === undefined ? [] : [{ date, ...(response !== undefined && { response }) }];
    }),
    survival: records.flatMap((record): SurvivalFact[] => {
      if (record.type !== 'SurvivalStatus') return [];
      const status = text(record.body['status']);
      if (status === undefined || !STATUSES.includes(status)) return [];
      const [lastContactDate, deathDate, causePrimary] = ['lastContactDate', 'deathDate', 'causePrimary'].map((item) =>
        text(record.body[item]),
      );
      // A death without its own date happened on the day of last contact, which is how the field reports it.
      const died = status === 'dead' ? (deathDate ?? lastContactDate) : deathDate;
      return [
        {
          status: status as SurvivalFact['status'],
          ...(lastContactDate !== undefined && { lastContactDate }),
          ...(died !== undefined && { deathDate: died }),
          ...(causePrimary !== undefined && { causePrimary }),
        },
      ];
    }),
    ...(typeof product?.body['productCode'] === 'string' && { productCode: product.body['productCode'] }),
  };
}

const CR = endpointOf('CR', 1) as Endpoint;
const ORR = endpointOf('ORR', 1) as Endpoint;

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
function bestResponse(facts: CourseFacts): OutcomeRow['best_response'] {
  const [complete, responded] = [CR, ORR].map((endpoint) => endpoint.derive(facts, 'infused', optionsOf(endpoint)));
  if (typeof complete !== 'object' || complete.kind !== 'share') return null;
  if (typeof responded !== 'object' || responded.kind !== 'share') return null;
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
  const facts = factsOf(records);
  const outcome: CourseOutcome = deriveCourseOutcome(facts);
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
    outcome_version: 2,
    best_response: bestResponse(facts),
    competing_days: outcome.competingDays ?? null,
    competing_event: outcome.competingEvent ?? null,
    prior_lines: priorLines(records),
    demonstration: records.some((record) => record.demonstration),
    notes: outcome.notes,
    derived: derivedItems(records),
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
