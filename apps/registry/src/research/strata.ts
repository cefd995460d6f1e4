// In: a selection and what to stratify by. Out: strata of distinct patients with their counts by day: the input of both the exact and the
// protected answer, so that both speak of the same people.
import {
  bitmap,
  type Frame,
  groupBy,
  indexCourses,
  type GroupColumn,
  keepWhere,
  MISSING,
  NO_AMOUNT,
  type Selection,
  STAGES,
  survivalColumns,
} from '@longview/cohort';
import { type CompetingCounts, countByDay, countCauses, type DayCounts } from '@longview/outcomes';
import {
  amongOf,
  type By,
  type CompetingEvent,
  DISTRIBUTIONS,
  type DistributionOf,
  FIELD_OF_BY,
  INCIDENCES,
  MARK_OF_SHARE,
  type Measure,
  ofApheresed,
  type Share,
  type SurvivalColumn,
} from './question.ts';

export interface Stratum {
  readonly label: string;
  readonly patients: Uint8Array;
  readonly counts: DayCounts;
  /** Without the rows that the asker's own organisation contributed; absent when there are none. */
  readonly foreign?: DayCounts;
  /** Selected patients whose endpoint could not be derived; and those of them who are not the asker's own. */
  readonly missing: number;
  readonly foreignMissing?: number;
  /** The courses of all of them. */
  readonly all: Selection;
}

/** What a stratum is called whose value is not known. */
export const UNKNOWN_LABEL = 'unknown';

/** Of each patient the course that the measure speaks of: the first infusion, or the first apheresis; of some measures those alone who had it. */
export function indexOf(selection: Selection, measure: Measure): Selection {
  if (ofApheresed(measure)) return indexCourses(selection, 'apheresisDay');
  const index = indexCourses(selection);
  const among = amongOf(measure);
  return among === undefined ? index : markedIn(index, among);
}

/** @param of the coarser group of a label, where groups are merged. */
export function strataOf(
  selection: Selection,
  question: { readonly by?: By | null | undefined; readonly column: SurvivalColumn },
  own?: Uint8Array,
  of: (label: string) => string = (label) => label,
): Stratum[] {
  if (!question.by) return [stratum('all', selection, question.column, own)];
  const groups = groupBy(selection, FIELD_OF_BY[question.by] as GroupColumn);
  const merged = new Map<string, Int32Array>();
  groups.members.forEach(({ rows }, code) => {
    const label = of(groups.labels[code] ?? '');
    const before = merged.get(label);
    merged.set(label, before === undefined ? rows : together(before, rows));
  });
  return (
    [...merged]
      .flatMap(([label, rows]) => (rows.length === 0 ? [] : [{ label, members: { frame: selection.frame, rows } }]))
      // By label, the unknown last: the order in which rows were met would differ from release to release.
      .sort(
        (left, right) => Number(left.label === '') - Number(right.label === '') || (left.label < right.label ? -1 : 1),
      )
      .map(({ label, members }) => stratum(label || UNKNOWN_LABEL, members, question.column, own))
  );
}

/** Ascending, as every selection is. */
function together(some: Int32Array, more: Int32Array): Int32Array {
  const all = new Int32Array(some.length + more.length);
  all.set(some);
  all.set(more, some.length);
  return all.sort();
}

function stratum(label: string, selection: Selection, column: SurvivalColumn, own: Uint8Array | undefined): Stratum {
  const columns = survivalColumns(selection, column);
  const foreign = own && keepWhere(columns.counted, (row) => !has(own, columns.counted.frame, row));
  return {
    label,
    patients: bitmap(columns.counted),
    counts: countByDay(columns),
    ...(foreign && { foreign: countByDay({ days: columns.days, events: columns.events, rows: foreign.rows }) }),
    missing: columns.missing,
    ...(own && {
      foreignMissing:
        keepWhere(selection, (row) => !has(own, selection.frame, row)).rows.length - (foreign?.rows.length ?? 0),
    }),
    all: selection,
  };
}

/**
 * Who has no value is counted as censored on day 0: at risk at no event, so that no estimate changes, and every endpoint speaks of the same
 * patients. The few whose one endpoint is not known would else be the difference of two answers.
 */
export function everybodyCounted({ all, ...known }: Stratum): Stratum {
  if (known.missing === 0) return { all, ...known };
  const with0 = (counts: DayCounts, more: number): DayCounts => {
    const censored = counts.censored.slice();
    censored[0] = (censored[0] as number) + more;
    return { ...counts, size: counts.size + more, censored };
  };
  return {
    ...known,
    all,
    patients: bitmap(all),
    counts: with0(known.counts, known.missing),
    ...(known.foreign && { foreign: with0(known.foreign, known.foreignMissing ?? 0) }),
    missing: 0,
  };
}

const has = (bits: Uint8Array, frame: Frame, row: number): boolean => {
  const patient = frame.patient[row] as number;
  return (((bits[patient >> 3] ?? 0) >> (patient & 7)) & 1) === 1;
};

/** What is asked for and what competes with it, of everybody in the stratum; who has no value is censored on day 0. */
export function competingCounts(
  { all }: Stratum,
  event: CompetingEvent,
  own?: Uint8Array,
): {
  readonly counts: CompetingCounts;
  readonly foreign?: CompetingCounts;
} {
  const { column, cause: asked } = INCIDENCES[event];
  const { days, events } = all.frame.endpoints[column];
  const known = (row: number): boolean => days[row] !== MISSING;
  const counted = (rows: Int32Array): CompetingCounts =>
    countCauses(
      {
        days: rows.map((row) => (known(row) ? (days[row] as number) : 0)),
        events: Uint8Array.from(rows, (row) => {
          const cause = known(row) ? (events[row] as number) : 0;
          // The first cause is the one that is asked for.
          return cause === 0 || asked === 1 ? cause : 3 - cause;
        }),
      },
      2,
    );
  return {
    counts: counted(all.rows),
    ...(own && { foreign: counted(foreignRows(all, own)) }),
  };
}

export const foreignRows = ({ frame, rows }: Selection, own: Uint8Array): Int32Array =>
  rows.filter((row) => !has(own, frame, row));

/** How many of the stratum are not the asker's own. */
export const foreignSize = ({ all }: Stratum, own?: Uint8Array): number =>
  own === undefined ? all.rows.length : foreignRows(all, own).length;

/** How many of the stratum have no value for it. */
export const withoutValue = ({ all }: Stratum, event: CompetingEvent): number => {
  const { days } = all.frame.endpoints[INCIDENCES[event].column];
  return all.rows.reduce((count, row) => count + (days[row] === MISSING ? 1 : 0), 0);
};

function markedIn(selection: Selection, share: Exclude<Share, 'INFUSED'>): Selection {
  const { mark, from } = MARK_OF_SHARE[share];
  const values = selection.frame.marks[mark];
  return keepWhere(selection, (row) => (values[row] as number) >= from);
}

/** Those of the stratum who had it; of whom it is not known are not among them. Of the apheresed: those who were infused. */
export const marked = ({ all }: Stratum, share: Share): Selection =>
  share === 'INFUSED'
    ? keepWhere(all, (row) => ((all.frame.stages[row] as number) & INFUSED_BIT) !== 0)
    : markedIn(all, share);

const INFUSED_BIT = 1 << STAGES.indexOf('infused');

/** How many nobody looked at, or of whom nobody wrote it down. */
export const unmarked = ({ all }: Stratum, share: Share): number => {
  if (share === 'INFUSED') return 0;
  const values = all.frame.marks[MARK_OF_SHARE[share].mark];
  return keepWhere(all, (row) => values[row] === 0).rows.length;
};

/** The values of the stratum, the patients who have none, and the same without the asker's own. */
export function amountsOf(
  { all }: Stratum,
  of: DistributionOf,
  own?: Uint8Array,
): {
  readonly values: readonly number[];
  readonly foreign?: readonly number[];
  /** Those who have a value. */
  readonly known: Selection;
} {
  const column = all.frame.amounts[DISTRIBUTIONS[of].amount];
  const known = keepWhere(all, (row) => column[row] !== NO_AMOUNT);
  const read = (rows: Int32Array): number[] => Array.from(rows, (row) => column[row] as number);
  return { values: read(known.rows), known, ...(own && { foreign: read(foreignRows(known, own)) }) };
}
