// In: a selection and what to stratify by. Out: strata of distinct patients with their counts by day: the input of both the exact and the
// protected answer, so that both speak of the same people.
import {
  bitmap,
  type Frame,
  groupBy,
  type GroupColumn,
  keepWhere,
  type Selection,
  survivalColumns,
} from '@longview/cohort';
import { countByDay, type DayCounts } from '@longview/outcomes';
import { type Endpoint, FIELD_OF_BY, type SurvivalArguments } from './question.ts';

export interface Stratum {
  readonly label: string;
  readonly patients: Uint8Array;
  readonly counts: DayCounts;
  /** Without the rows that the asker's own organisation contributed; absent when there are none. */
  readonly foreign?: DayCounts;
  /** Selected patients whose endpoint could not be derived. */
  readonly missing: number;
}

/** What a stratum is called whose value is not known. */
export const UNKNOWN_LABEL = 'unknown';

const column: Readonly<Record<Endpoint, 'os' | 'pfs'>> = { OVERALL: 'os', PROGRESSION_FREE: 'pfs' };

export function strataOf(selection: Selection, question: SurvivalArguments, own?: Uint8Array): Stratum[] {
  if (!question.by) return [stratum('all', selection, question.endpoint, own)];
  const groups = groupBy(selection, FIELD_OF_BY[question.by] as GroupColumn);
  return (
    groups.members
      .flatMap((members, code) => (members.rows.length === 0 ? [] : [{ label: groups.labels[code] ?? '', members }]))
      // By label, the unknown last: the order in which rows were met would differ from release to release.
      .sort(
        (left, right) => Number(left.label === '') - Number(right.label === '') || (left.label < right.label ? -1 : 1),
      )
      .map(({ label, members }) => stratum(label || UNKNOWN_LABEL, members, question.endpoint, own))
  );
}

function stratum(label: string, selection: Selection, endpoint: Endpoint, own: Uint8Array | undefined): Stratum {
  const columns = survivalColumns(selection, column[endpoint]);
  const foreign = own && keepWhere(columns.counted, (row) => !has(own, columns.counted.frame, row));
  return {
    label,
    patients: bitmap(columns.counted),
    counts: countByDay(columns),
    ...(foreign && { foreign: countByDay({ days: columns.days, events: columns.events, rows: foreign.rows }) }),
    missing: columns.missing,
  };
}

const has = (bits: Uint8Array, frame: Frame, row: number): boolean => {
  const patient = frame.patient[row] as number;
  return (((bits[patient >> 3] ?? 0) >> (patient & 7)) & 1) === 1;
};
