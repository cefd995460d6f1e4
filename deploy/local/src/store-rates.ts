// In: current records of the registry's store. Out: what is derived from them by the same libraries that answer questions, beside the ranges in which
// cohorts lie that were published (clinical reference 3), and the record types that nobody sent. Judges a synthetic cohort and no patient.
import { bestResponseReported, isRecordTypeName, OF_COURSE, RECORD_TYPE_NAMES } from '@longview/clinical';
import type { CourseView, PlacedRecord, RecordTypeName } from '@longview/clinical';
import {
  aalenJohansen,
  countByDay,
  countCauses,
  type CourseOutcome,
  deriveCourseOutcome,
  kaplanMeier,
  type SurvivalFact,
} from '@longview/outcomes';

export interface StoredRecord {
  readonly patient: string;
  readonly course: string | null;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Rate {
  readonly name: string;
  /** A share in percent, or days. */
  readonly unit: '%' | 'd';
  readonly value: number;
  readonly of: number;
  /** Published; both ends belong to it. */
  readonly range: readonly [number, number];
}

export interface StoreRates {
  readonly rates: readonly Rate[];
  readonly outside: readonly string[];
  readonly recordTypes: number;
  readonly missingTypes: readonly RecordTypeName[];
}

interface Followed {
  readonly view: CourseView;
  readonly outcome: CourseOutcome;
  readonly disease: string | undefined;
}

const YEAR = 365;

/** @param today `YYYY-MM-DD`. */
export function storeRates(stored: readonly StoredRecord[], today: string): StoreRates {
  const courses = Map.groupBy(
    stored.filter(({ course }) => course !== null),
    ({ course }) => course,
  );
  const patients = new Map<string, Followed[]>();
  for (const records of courses.values()) {
    const patient = records[0]?.patient ?? '';
    patients.set(patient, [...(patients.get(patient) ?? []), followed(records, today)]);
  }
  // The index course of a patient: the first that was infused, else the first that was begun.
  const index = [...patients.values()].flatMap((own) => own.toSorted(earlier)[0] ?? []);
  const infused = index.filter(({ outcome }) => outcome.day0 !== undefined);
  const types = new Set(stored.map(({ type }) => type));
  const rates = [...toxicity(infused), ...response(infused), ...survival(infused), ...way(index)];
  return {
    rates,
    outside: rates.filter(({ value, range }) => !(value >= range[0] && value <= range[1])).map(({ name }) => name),
    recordTypes: RECORD_TYPE_NAMES.filter((type) => types.has(type)).length,
    missingTypes: RECORD_TYPE_NAMES.filter((type) => !types.has(type)),
  };
}

const earlier = (left: Followed, right: Followed): number => beginning(left).localeCompare(beginning(right));
const beginning = ({ outcome }: Followed): string =>
  outcome.day0 === undefined ? `9999 ${outcome.decisionDate ?? ''}` : outcome.day0;

function followed(stored: readonly StoredRecord[], today: string): Followed {
  const records = stored.flatMap(({ type, body }, at): PlacedRecord[] =>
    isRecordTypeName(type) ? [{ key: String(at), type, record: body }] : [],
  );
  const dates = (type: RecordTypeName, field: string): string[] =>
    records.flatMap((one) => (one.type === type ? (text(one.record[field]) ?? []) : []));
  const product = dates('Product', 'productCode')[0];
  const outcome = deriveCourseOutcome({
    decisionDates: dates('EligibilityDecision', 'decisionDate'),
    apheresisDates: dates('Apheresis', 'apheresisDate'),
    infusionDates: dates('Infusion', 'infusionDate'),
    survival: records.flatMap(({ type, record }) =>
      type === 'SurvivalStatus' ? [record as unknown as SurvivalFact] : [],
    ),
    relapses: dates('RelapseProgression', 'date').map((date) => ({ date })),
    assessments: records.flatMap(({ type, record }) => {
      const date = text(record['assessmentDate']);
      if (type !== 'ResponseAssessment' || date === undefined) return [];
      const told = text(record['responseReported']);
      return [{ date, ...(told !== undefined && { response: told }) }];
    }),
    ...(product !== undefined && { productCode: product }),
  });
  return { view: { records, today }, outcome, disease: dates('Diagnosis', 'primaryDisease')[0] };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const share = (name: string, held: number, of: number, range: readonly [number, number]): Rate => ({
  name,
  unit: '%',
  value: of === 0 ? Number.NaN : (100 * held) / of,
  of,
  range,
});

/** The derived grade where the days allow one; else the highest that a centre reported, none being grade 0. */
function gradesOf(courses: readonly Followed[], type: 'CytokineReleaseSyndrome' | 'Icans'): readonly number[] {
  const derive = type === 'Icans' ? OF_COURSE.icans : OF_COURSE.crs;
  return courses.flatMap(({ view }) => {
    const graded = derive(view);
    if (graded.evaluable) return [(graded.value as { readonly grade: number }).grade];
    const reported = view.records.flatMap(({ type: own, record }) =>
      own !== type
        ? []
        : record['occurred'] === 'no'
          ? [0]
          : typeof record['maximumGradeReported'] === 'number'
            ? [record['maximumGradeReported']]
            : [],
    );
    return reported.length === 0 ? [] : [Math.max(...reported)];
  });
}

function toxicity(infused: readonly Followed[]): readonly Rate[] {
  const crs = gradesOf(infused, 'CytokineReleaseSyndrome');
  const icans = gradesOf(infused, 'Icans');
  const atLeast = (grades: readonly number[], grade: number) => grades.filter((one) => one >= grade).length;
  return [
    share('CRS any', atLeast(crs, 1), crs.length, [40, 95]),
    share('CRS >=3', atLeast(crs, 3), crs.length, [0, 25]),
    // Table 3.1: 9.9 % (tisa-cel, Italy) to 69 % (axi-cel, US).
    share('ICANS any', atLeast(icans, 1), icans.length, [9.9, 69]),
    share('ICANS >=3', atLeast(icans, 3), icans.length, [0, 35]),
  ];
}

function response(infused: readonly Followed[]): readonly Rate[] {
  const best = infused.flatMap(({ view }) => bestResponseReported(view)?.best ?? []);
  return [
    share('ORR', best.filter((one) => one === 'CR' || one === 'PR').length, best.length, [45, 98]),
    share('CR', best.filter((one) => one === 'CR').length, best.length, [20, 85]),
  ];
}

function survival(infused: readonly Followed[]): readonly Rate[] {
  const curve = (days: 'osDays' | 'pfsDays', event: 'osEvent' | 'pfsEvent', name: string, range: Rate['range']) => {
    const told = infused.filter(({ outcome }) => outcome[days] !== undefined);
    const { days: on, survival: left } = kaplanMeier(
      countByDay({
        days: Int32Array.from(told, ({ outcome }) => outcome[days] as number),
        events: Uint8Array.from(told, ({ outcome }) => outcome[event] as number),
      }),
    );
    return share(name, (left[on.findLastIndex((day) => day <= YEAR)] ?? 1) * told.length, told.length, range);
  };
  const both = infused.filter(
    ({ outcome, disease }) => outcome.competingDays !== undefined && (disease === 'LBCL' || disease === 'MM'),
  );
  const { days: on, incidence } = aalenJohansen(
    countCauses(
      {
        days: Int32Array.from(both, ({ outcome }) => outcome.competingDays as number),
        events: Uint8Array.from(both, ({ outcome }) => outcome.competingEvent as number),
      },
      2,
    ),
  );
  const mortality = incidence[1]?.[on.findLastIndex((day) => day <= YEAR)] ?? 0;
  return [
    // Table 3.1, at twelve months: OS 48.8 (tisa-cel, DESCAR-T) to 79.4 % (children, CIBMTR); PFS 30 (Germany) to 68 % (cilta-cel, US).
    curve('osDays', 'osEvent', '1-year OS', [48.8, 79.4]),
    curve('pfsDays', 'pfsEvent', '1-year PFS', [30, 68]),
    share('1-year NRM, LBCL and MM', mortality * both.length, both.length, [3, 12]),
  ];
}

function way(index: readonly Followed[]): readonly Rate[] {
  const collected = index.filter(({ outcome }) => outcome.apheresed);
  const waits = collected
    .flatMap(({ outcome }) => outcome.veinToVeinDays ?? [])
    .toSorted((left, right) => left - right);
  return [
    {
      name: 'vein to vein, median',
      unit: 'd',
      value: waits[Math.floor(waits.length / 2)] ?? Number.NaN,
      of: waits.length,
      range: [25, 60],
    },
    share(
      'infused of apheresed',
      collected.filter(({ outcome }) => outcome.infused).length,
      collected.length,
      [65, 99],
    ),
  ];
}

export const rateText = ({ name, unit, value, range, of }: Rate): string =>
  `${name} ${unit === '%' ? value.toFixed(1) : value} ${unit} (${range.join('-')}, n=${of})`;
