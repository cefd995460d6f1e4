// In: a name or an id. Out: a patient to place, a record, an outcome, a receipt, an entry: the least that the store of the intake takes; and
// transactions that can be held open.
import type { NewRecord, OutcomeRow, PlaceInput, Written } from '@longview/registry';
import { makeEntry } from '@longview/transparency-proof';

let numbers = 0;
export const hex = (text: string): string => Buffer.from(text.padEnd(32, '.')).toString('hex');
export const uuid = (): string => `00000000-0000-4000-8000-${String(++numbers).padStart(12, '0')}`;

export const person = (name: string, more: Partial<PlaceInput> = {}): PlaceInput => ({
  pseudonyms: [{ epoch: 1, value: hex(name) }],
  linkable: true,
  age: 61,
  ageOn: '2024-03-01',
  basis: true,
  courses: [],
  ...more,
});
export type Group = PlaceInput['courses'][number];
export const group = (more: Partial<Group>): Group => ({
  key: null,
  product: null,
  day0: null,
  begun: null,
  latest: null,
  ...more,
});
export const infused = (key: string, day0: string, product = 'L01XL03'): Group =>
  group({ key: hex(key), product, day0, begun: day0, latest: day0 });

export function record(patient: string, more: Partial<NewRecord> = {}): NewRecord {
  return {
    id: uuid(),
    patient_id: patient,
    course_id: null,
    type: 'SurvivalStatus',
    centre: 'a',
    system: 'ehr',
    source_key: hex('key'),
    course_key: null,
    version: 1,
    withdrawn: null,
    content_hash: hex('content'),
    body: { status: 'alive' },
    demonstration: true,
    problems: [],
    submission_id: uuid(),
    ...more,
  };
}
export const nothing: Written = { insert: [], courses: [], outcomeCourses: [], outcomes: [], consents: [] };
export const inserting = (...insert: NewRecord[]): Written => ({ ...nothing, insert });
export const outcome = (patient_id: string, course_id: string, pool: boolean): OutcomeRow => ({
  serves_pool: pool,
  serves_own: !pool,
  patient_id,
  patient_no: 1,
  course_id,
  treating_centre: 'a',
  product: 'L01XL03',
  disease: null,
  status_at_infusion: null,
  sex: null,
  age: 61,
  day0: '2024-03-01',
  decided: false,
  apheresed: false,
  released: false,
  infused: true,
  os_days: 10,
  os_event: false,
  pfs_days: null,
  pfs_event: null,
  crs_grade: null,
  icans_grade: null,
  outcome_version: 3,
  best_response: null,
  competing_days: null,
  competing_event: null,
  prior_lines: null,
  apheresed_on: null,
  efs_days: null,
  efs_event: null,
  dor_days: null,
  dor_event: null,
  rfs_days: null,
  rfs_event: null,
  spm_days: null,
  spm_event: null,
  aplasia_days: null,
  aplasia_event: null,
  crs_onset_days: null,
  crs_onset_event: null,
  icans_onset_days: null,
  icans_onset_event: null,
  apheresed_os_days: null,
  apheresed_os_event: null,
  infusion_days: null,
  infusion_event: null,
  waiting: null,
  hospital_days: null,
  intensive_days: null,
  home_days: null,
  eq_vas_change: null,
  eq_index_change: null,
  icaht_early: null,
  icaht_late: null,
  demonstration: true,
  notes: [],
  derived: [],
});
export const receipt = (id: string, centre: string, text = 'receipt') => ({
  id,
  centre,
  bodyHash: hex('body'),
  receipt: text,
  signature: 'signature',
});
export const entry = (id: string) =>
  makeEntry({
    envelope: {
      v: 1,
      id,
      at: '2025-03-01T09:00:00.000Z',
      kind: 'act',
      actor: 'x',
      org: 'x',
      role: 'x',
      operation: 'x',
      activity: 'x',
    },
  });

/** A transaction that can be held open: `here` resolves when it has come to `hold`, `go` lets it end. */
export function pausing() {
  let [arrive, leave] = [(): void => undefined, (): void => undefined];
  const here = new Promise<void>((resolve) => (arrive = resolve));
  const gone = new Promise<void>((resolve) => (leave = resolve));
  return { here, go: () => leave(), hold: () => (arrive(), gone) };
}
/** Long enough that whoever does not wait would have come through. */
const aWhile = () => new Promise<void>((resolve) => setTimeout(resolve, 60));
export const stateOf = async (promise: Promise<unknown>): Promise<'waits' | 'done'> =>
  Promise.race([promise.then(() => 'done' as const), aWhile().then(() => 'waits' as const)]);
