// In: the records that stand after a submission. Out: what the rules between records ask about those of one centre, by its own courses, and which were
// looked at. Pure. Neither a record of another centre nor whether a course was found decides anything here.
import { checkCourse, type Finding, type PlacedRecord, type RecordTypeName, recordClass } from '@longview/clinical';
import { describe, type Problem } from '@longview/dictionary';

export interface OwnRecord {
  readonly id: string;
  readonly patientId: string;
  readonly centre: string;
  /** The centre's own blinded key of the course, hexadecimal. */
  readonly courseKey: string | null;
  readonly type: RecordTypeName;
  readonly body: Readonly<Record<string, unknown>>;
  /** Its place in this submission, or undefined when it stood before. */
  readonly order: number | undefined;
}

type Asked = Problem & Partial<Finding>;

/**
 * The cross-field rules, over what this very centre sent under one of its own course keys: neither a record of another centre nor whether
 * a course was found can show in an answer.
 */
export function askOwn<Own extends OwnRecord>(
  { centre, today }: { readonly centre: string; readonly today: string },
  standing: readonly Own[],
  /** Patient and course key of records that were taken back: what stays behind them is asked anew. */
  left: ReadonlySet<string>,
): {
  /** By the place of the record in the submission: what its receipt tells. */
  readonly asked: ReadonlyMap<number, readonly Problem[]>;
  /** Every record that was looked at, those that stood before included. */
  readonly among: readonly { readonly record: Own; readonly problems: readonly Asked[] }[];
} {
  const asked = new Map<number, Problem[]>();
  const among = new Map<string, { readonly record: Own; readonly problems: Asked[] }>();
  const own = standing.filter((record) => record.centre === centre);
  const groups = Map.groupBy(own, (record) => `${record.patientId}|${record.courseKey}`);
  const ofPatients = Map.groupBy(
    own.filter((record) => describe(recordClass(record.type)).belongsTo === 'patient'),
    ({ patientId }) => patientId,
  );
  const placed = (record: Own): PlacedRecord => ({ key: record.id, type: record.type, record: record.body });
  const told = new Set<string>();
  for (const [group, records] of groups) {
    if (!left.has(group) && records.every((record) => record.order === undefined)) continue;
    const here = new Set(records.map(({ id }) => id));
    const patient = (ofPatients.get(records[0]?.patientId ?? '') ?? []).filter(({ id }) => !here.has(id));
    const view = { records: records.map(placed), patient: patient.map(placed), today };
    for (const record of records) among.set(record.id, { record, problems: [] });
    for (const { key, ...problem } of checkCourse(view)) {
      const found = among.get(key);
      if (!found) continue;
      const name = `${key} ${problem.rule} ${problem.field} ${problem.wording}`;
      if (told.has(name)) continue;
      told.add(name);
      found.problems.push(problem);
      const { order } = found.record;
      if (order !== undefined) asked.set(order, [...(asked.get(order) ?? []), problem]);
    }
  }
  return { asked, among: [...among.values()] };
}
