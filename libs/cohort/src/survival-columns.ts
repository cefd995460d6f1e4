// In: a selection and an endpoint. Out: the columns that the estimators read, and how many rows have no value.
import { MISSING } from './frame.ts';
import type { Endpoint } from './frame.ts';
import type { Selection } from './selection.ts';
import { keepWhere } from './selection.ts';

/** Readable by the estimators of the outcomes library as it stands. */
export interface SurvivalColumns {
  readonly days: Int32Array;
  readonly events: Uint8Array;
  readonly rows: Int32Array;
  /** The rows that count: those with a value. */
  readonly counted: Selection;
  /** Selected rows whose endpoint could not be derived. */
  readonly missing: number;
}

export function survivalColumns(
  selection: Selection,
  endpoint: Exclude<Endpoint, 'competing' | 'spm' | 'aplasia' | 'infusion'>,
): SurvivalColumns {
  const { days, events } = selection.frame.endpoints[endpoint];
  const counted = keepWhere(selection, (row) => days[row] !== MISSING);
  return { days, events, rows: counted.rows, counted, missing: selection.rows.length - counted.rows.length };
}
