// In: patients as a submission names them, an open transaction. Out: where each was found or made, as registry.place in the database has it;
// two who turn out to be one are merged. What the simulation runs in place of the SQL; one contract suite holds for both.
import type { Placed, PlaceInput } from '@longview/registry';
import type { CourseRow, MemoryRegistry, PatientRow } from './memory-registry.ts';
import { SqlFault, type Transaction } from './memory-rows.ts';

export async function place(
  registry: MemoryRegistry,
  tx: Transaction,
  asker: string,
  input: readonly PlaceInput[],
): Promise<Placed[]> {
  const placing = new Placing(registry, tx, asker);
  await placing.lockFirst(input);
  const placed: Placed[] = [];
  const ordered = input
    .map((item, no) => ({ item, no }))
    .sort((left, right) => order(left.item.pseudonyms[0]?.value ?? '', right.item.pseudonyms[0]?.value ?? ''));
  for (const { item, no } of ordered) {
    const { patient, relinked } = await placing.patient(item);
    placed.push({ patient_no: no, course_no: null, patient_id: patient ?? null, course_id: null, relinked });
    if (patient === undefined) continue;
    const groups = item.courses
      .map((group, g) => ({ group, g }))
      .sort((left, right) => nullsLast(left.group.begun, right.group.begun) || left.g - right.g);
    for (const { group, g } of groups) {
      const course = await placing.course(patient, group);
      placed.push({ patient_no: no, course_no: g, patient_id: patient, course_id: course ?? null, relinked: null });
    }
  }
  return placed;
}

class Placing {
  readonly #held = new Set<string>();

  constructor(
    private readonly registry: MemoryRegistry,
    private readonly tx: Transaction,
    private readonly asker: string,
  ) {}

  /** Whom this submission may open, in the order of the ids: so that two submissions wait for each other and not crosswise. */
  async lockFirst(input: readonly PlaceInput[]): Promise<void> {
    const ids = input.flatMap((item) => {
      const known = this.#known(item);
      return item.basis ? known : known.filter((id) => this.#brought([id]));
    });
    await this.#hold(ids);
  }

  async patient(item: PlaceInput): Promise<{ patient: string | undefined; relinked: Placed['relinked'] }> {
    let known: string[];
    for (;;) {
      known = this.#known(item);
      if (!item.basis && !this.#brought(known)) return { patient: undefined, relinked: null };
      if (known.length === 0) {
        await this.#make(item);
        continue;
      }
      if (!this.registry.guards.patientLock || known.every((id) => this.#held.has(id))) break;
      await this.#hold(known);
    }
    let patient = known[0] as string;
    let relinked: Placed['relinked'] = null;
    const named = item.pseudonyms.map(({ value }) => value);
    const learned = this.#names().filter(({ value }) => named.includes(value)).length;
    if (learned < named.length || known.length > 1) {
      if (this.#contradicts(known, item)) {
        relinked = 'contradicted';
        patient =
          this.#names()
            .filter(({ value }) => named.includes(value))
            .sort((left, right) => right.epoch - left.epoch)[0]?.patient_id ?? patient;
      } else {
        if (known.length > 1) {
          relinked = 'merged';
          const rows = known
            .map((id) => this.registry.patients.get(this.tx, id) as PatientRow)
            .sort((left, right) => left.no - right.no);
          patient = (rows[0] as PatientRow).id;
          for (const gone of rows.slice(1)) await this.#merge(patient, gone);
        }
        for (const { epoch, value } of item.pseudonyms.toSorted((left, right) => order(left.value, right.value)))
          if (
            !(await this.registry.pseudonyms.insert(this.tx, value, { epoch, value, patient_id: patient })) &&
            this.registry.pseudonyms.get(this.tx, value)?.patient_id !== patient
          )
            throw new SqlFault('40001', 'somebody else was given this pseudonym meanwhile');
      }
    }
    const row = this.registry.patients.get(this.tx, patient);
    // The first age stays.
    if (item.basis && row && row.age === null && item.age !== null)
      await this.registry.patients.put(this.tx, patient, { ...row, age: item.age, ageOn: item.ageOn });
    return { patient, relinked };
  }

  async course(patient: string, group: PlaceInput['courses'][number]): Promise<string | undefined> {
    const { registry, tx, asker } = this;
    const source = `${patient}|${asker}|${group.key}`;
    const own = (): CourseRow[] => registry.courses.all(tx).filter((course) => course.patient_id === patient);
    const { key, day0, product, begun, latest } = group;
    let found = key === null ? undefined : registry.sources.get(tx, source)?.course_id;
    if (found === undefined && day0 !== null && product !== null && registry.guards.secondSource)
      found = nearest(own(), product, day0)?.id;
    if (found === undefined && begun !== null) {
      found = registry.nextId();
      const course = { id: found, patient_id: patient, treating_centre: asker, product, day0, begun };
      await registry.courses.insert(tx, found, course);
    }
    if (found === undefined && latest !== null)
      return own()
        .filter((course) => course.begun !== null && course.begun <= latest)
        .sort((left, right) => nullsLast(right.begun, left.begun) || order(left.id, right.id))[0]?.id;
    if (found !== undefined && key !== null)
      await registry.sources.insert(tx, source, { patient_id: patient, centre: asker, key, course_id: found });
    return found;
  }

  #names = () => this.registry.pseudonyms.all(this.tx);

  #known(item: PlaceInput): string[] {
    const ids = item.pseudonyms.flatMap(({ value }) => this.registry.pseudonyms.get(this.tx, value)?.patient_id ?? []);
    return [...new Set(ids)].sort(order);
  }

  #brought = (patients: readonly string[]): boolean =>
    this.registry.records
      .all(this.tx)
      .some(
        (record) =>
          patients.includes(record.patient_id) &&
          (record.centre === this.asker || !this.registry.guards.ownBasisOnly) &&
          record.type === 'Consent' &&
          record.is_current,
      );

  async #hold(ids: readonly string[]): Promise<void> {
    for (const id of [...new Set(ids)].sort(order)) {
      if (this.registry.guards.patientLock) await this.registry.patients.lock(this.tx, id);
      this.#held.add(id);
    }
  }

  /** Of two who make the same patient at the same moment one waits, and then finds. */
  async #make({ pseudonyms, linkable, age, ageOn }: PlaceInput): Promise<void> {
    const [first] = pseudonyms;
    if (!first) throw new SqlFault('22023', 'a patient has a pseudonym');
    const id = this.registry.nextId();
    if (!(await this.registry.pseudonyms.insert(this.tx, first.value, { ...first, patient_id: id }))) return;
    await this.registry.patients.insert(this.tx, id, { id, no: this.registry.nextNumber(), linkable, age, ageOn });
    this.#held.add(id);
  }

  /** One key epoch gives one person one pseudonym. */
  #contradicts(known: readonly string[], item: PlaceInput): boolean {
    const byEpoch = new Map<number, string>();
    for (const { epoch, value } of [
      ...this.#names().filter(({ patient_id }) => known.includes(patient_id)),
      ...item.pseudonyms,
    ]) {
      if ((byEpoch.get(epoch) ?? value) !== value) return true;
      byEpoch.set(epoch, value);
    }
    return false;
  }

  async #merge(keep: string, gone: PatientRow): Promise<void> {
    const { registry, tx } = this;
    for (const name of this.#names())
      if (name.patient_id === gone.id) await registry.pseudonyms.put(tx, name.value, { ...name, patient_id: keep });
    const courses = registry.courses.all(tx).sort((left, right) => order(left.id, right.id));
    for (const course of courses) if (course.patient_id === gone.id) await this.#mergeCourse(keep, course);
    for (const source of registry.sources.all(tx)) {
      if (source.patient_id !== gone.id) continue;
      await registry.sources.put(tx, `${gone.id}|${source.centre}|${source.key}`, undefined);
      await registry.sources.insert(tx, `${keep}|${source.centre}|${source.key}`, { ...source, patient_id: keep });
    }
    for (const record of registry.records.all(tx))
      if (record.patient_id === gone.id) await registry.records.put(tx, record.id, { ...record, patient_id: keep });
    const kept = registry.patients.get(tx, keep) as PatientRow;
    for (const row of registry.outcomes.all(tx))
      if (row.patient_id === gone.id)
        await registry.outcomes.put(tx, `${row.course_id}|${row.serves_pool}`, {
          ...row,
          patient_id: keep,
          patient_no: kept.no,
        });
    // The strictest of both: what either did not allow stays closed.
    const other = registry.consents.get(tx, gone.id)?.granted ?? [];
    const both = (registry.consents.get(tx, keep)?.granted ?? []).filter((code) => other.includes(code)).sort(order);
    await registry.consents.put(tx, gone.id, undefined);
    await registry.consents.put(tx, keep, { patient_id: keep, granted: both, ceiling: both });
    for (const merged of registry.merged.all(tx))
      if (merged.kept === gone.id) await registry.merged.put(tx, merged.gone, { ...merged, kept: keep });
    await registry.merged.put(tx, gone.id, { gone: gone.id, kept: keep });
    await registry.patients.put(tx, gone.id, undefined);
    await registry.patients.put(tx, keep, {
      ...kept,
      linkable: kept.linkable || gone.linkable,
      ...(kept.age === null && { age: gone.age, ageOn: gone.ageOn }),
    });
  }

  /** One infusion told under two names is one course: one centre's own key for both says so, or product and day 0 within 7 days. */
  async #mergeCourse(keep: string, course: CourseRow): Promise<void> {
    const { registry, tx } = this;
    const sources = registry.sources.all(tx);
    const keys = (id: string) =>
      sources.filter(({ course_id }) => course_id === id).map(({ centre, key }) => `${centre}|${key}`);
    const own = registry.courses.all(tx).filter(({ patient_id }) => patient_id === keep);
    const sameKey = own
      .filter(({ id }) => keys(id).some((key) => keys(course.id).includes(key)))
      .sort((left, right) => apart(left, course) - apart(right, course) || order(left.id, right.id))[0];
    const twin = sameKey ?? (course.day0 === null ? undefined : nearest(own, course.product, course.day0));
    if (!twin) return registry.courses.put(tx, course.id, { ...course, patient_id: keep });
    const [stays, goes] = twin.id < course.id ? [twin, course] : [course, twin];
    for (const source of sources)
      if (source.course_id === goes.id)
        await registry.sources.put(tx, `${source.patient_id}|${source.centre}|${source.key}`, {
          ...source,
          course_id: stays.id,
        });
    for (const record of registry.records.all(tx))
      if (record.course_id === goes.id) await registry.records.put(tx, record.id, { ...record, course_id: stays.id });
    for (const pool of [true, false])
      if (registry.outcomes.get(tx, `${goes.id}|${pool}`))
        await registry.outcomes.put(tx, `${goes.id}|${pool}`, undefined);
    const [begun = null] = [stays.begun, goes.begun].filter((day) => day !== null).sort();
    await registry.courses.put(tx, stays.id, { ...stays, patient_id: keep, begun });
    await registry.courses.put(tx, goes.id, undefined);
  }
}

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const nullsLast = (left: string | null, right: string | null): number =>
  left === right ? 0 : left === null ? 1 : right === null ? -1 : order(left, right);

const daysBetween = (left: string, right: string): number =>
  Math.abs(Date.parse(left) - Date.parse(right)) / 86_400_000;

const apart = (left: CourseRow, right: CourseRow): number =>
  left.day0 === null || right.day0 === null ? Infinity : daysBetween(left.day0, right.day0);

/** The course of this product whose day 0 is nearest, within 7 days. */
const nearest = (courses: readonly CourseRow[], product: string | null, day0: string): CourseRow | undefined =>
  courses
    .filter((course) => course.product === product && course.day0 !== null && daysBetween(course.day0, day0) <= 7)
    .sort(
      (left, right) =>
        daysBetween(left.day0 ?? '', day0) - daysBetween(right.day0 ?? '', day0) || order(left.id, right.id),
    )[0];
