// In: a seed. Out: what four hospitals will send in the next minutes, and what is true of their patients: who is whom, which infusion is which.
// Patients overlap; values are corrected, withdrawn and sent again; people consent, withdraw and consent anew; files come twice.
import { createHash } from 'node:crypto';
import { toHex } from '@longview/foundation';
import type { SubmittedPatient, SubmittedRecord } from '@longview/wire';
import { Chance } from './chance.ts';

export interface FilePatient {
  readonly person: string;
  readonly age: SubmittedPatient['age'];
  readonly records: readonly SubmittedRecord[];
}
export interface HospitalFile {
  /** Virtual milliseconds after the start. */
  readonly at: number;
  /** Counts the files of one hospital: what a later one says is newer. */
  readonly generation: number;
  readonly patients: readonly FilePatient[];
}
export interface Hospital {
  readonly centre: string;
  readonly files: readonly HospitalFile[];
  /** When its key is revoked, in virtual milliseconds; most are not. */
  readonly revokedAt: number | undefined;
}
export interface Workload {
  readonly hospitals: readonly Hospital[];
  readonly epochs: readonly number[];
  /** Which true course an Infusion record is of: `person|course`, by the record's key in hexadecimal. */
  readonly infusions: ReadonlyMap<string, string>;
  readonly people: readonly string[];
}

export const ACTIVE_MS = 150_000;
const PRODUCTS = ['L01XL03', 'L01XL04', 'L01XL08'];

const digest = (algorithm: 'sha256' | 'sha512', text: string) => createHash(algorithm).update(text).digest();

/** The token of a person under a key epoch: equal for whoever asks. */
export const tokenOf = (person: string, epoch: number): string =>
  digest('sha512', `token ${epoch} ${person}`).toString('base64url');
export const whoOf = (centre: string, person: string): string =>
  digest('sha256', `${centre} ${person}`).toString('hex');
const keyOf = (centre: string, text: string): Uint8Array => new Uint8Array(digest('sha256', `${centre}|${text}`));
const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Hospitals send at full and half quarters of a minute: so they meet. */
const roundTo = (ms: number): number => Math.round(ms / 7_500) * 7_500;

/** Day n of 2024 as `YYYY-MM-DD`. */
const day = (number: number): string => new Date(Date.UTC(2024, 0, 1 + number)).toISOString().slice(0, 10);

interface TrueCourse {
  readonly product: string;
  readonly day0: number;
}

/** What one hospital holds of one person: by the name of a record its content now. */
class Chart {
  readonly records = new Map<string, SubmittedRecord>();
  #consents = 0;
  #followUps = 0;
  #consentDay = 0;

  constructor(
    private readonly chance: Chance,
    private readonly centre: string,
    private readonly person: string,
    private readonly courses: readonly TrueCourse[],
    /** Treats, or only follows up. */
    private readonly treats: boolean,
    private readonly infusions: Map<string, string>,
  ) {
    // Some hospitals forget: without a consent of their own nothing of theirs may land, whoever else brought one.
    if (chance.yes(0.88)) this.consent('given');
    if (chance.yes(0.4))
      this.#put('patient', { patient: { sex: chance.yes(0.5) ? 'female' : 'male', countryOfResidence: 'BE' } });
    if (treats) this.#infuse(0);
    this.followUp();
  }

  #put(name: string, content: object, course?: number): string {
    const key = base64Url(keyOf(this.centre, `${this.person} ${name}`));
    this.records.set(name, {
      key,
      system: 'ehr',
      ...(course !== undefined &&
        this.treats && { course: base64Url(keyOf(this.centre, `${this.person} course ${course}`)) }),
      ...content,
    });
    return key;
  }

  #infuse(course: number): void {
    const truth = this.courses[course];
    if (!truth) return;
    const infusionDate = day(truth.day0 + this.chance.between(0, 2));
    const key = this.#put(`infusion ${course}`, { infusion: { infusionDate, infusionType: 'initial' } }, course);
    this.infusions.set(toHex(Buffer.from(key, 'base64url')), `${this.person}|${course}`);
    this.#put(
      `product ${course}`,
      { product: { productCode: truth.product, manufacturingOutcome: 'released' } },
      course,
    );
  }

  consent(eventType: 'given' | 'withdrawn'): void {
    this.#consentDay += this.chance.between(1, 9);
    const answers = { registry: 'permit', academicResearch: this.chance.yes(0.9) ? 'permit' : 'deny' };
    this.#put(`consent ${this.#consents++}`, {
      consent: {
        eventType,
        eventDate: day(-400 + this.#consentDay),
        legalBasis: 'consent',
        ...(eventType === 'given' && answers),
      },
    });
  }

  followUp(): void {
    const course = this.chance.below(this.courses.length);
    const date = day((this.courses[course]?.day0 ?? 0) + this.chance.between(20, 300));
    const name = `follow-up ${this.#followUps++}`;
    if (this.chance.yes(0.3))
      this.#put(name, { responseAssessment: { assessmentDate: date, responseReported: 'CR' } }, course);
    else if (this.chance.yes(0.2)) this.#put(name, { relapseProgression: { date, type: 'relapse' } }, course);
    else this.#put(name, { survivalStatus: { status: 'alive', lastContactDate: date } }, course);
  }

  /** One thing that happens between two exports of a hospital. */
  change(): void {
    const { chance } = this;
    const names = [...this.records.keys()];
    const followUps = names.filter((name) => name.startsWith('follow-up'));
    const kind = chance.below(10);
    if (kind < 3) this.followUp();
    else if (kind < 5) {
      const name = chance.pick(followUps);
      const held = this.records.get(name) as SubmittedRecord;
      const { key, system, course } = held;
      const stripped = { key, system, ...(course != null && { course }) };
      const lastContactDate = day(chance.between(300, 600));
      if (held.withdraw == null && 'survivalStatus' in held)
        this.records.set(name, { ...stripped, survivalStatus: { status: 'alive', lastContactDate } });
    } else if (kind < 6) {
      const name = chance.pick(followUps);
      const { key, system } = this.records.get(name) as SubmittedRecord;
      this.records.set(name, { key, system, withdraw: { reason: 'enteredInError' } });
    } else if (kind < 7 && this.treats) this.#infuse(chance.below(this.courses.length));
    else if (kind < 9) this.consent(chance.yes(0.6) ? 'withdrawn' : 'given');
  }

  export(): SubmittedRecord[] {
    const all = [...this.records.entries()];
    // Most files bring everything again; some bring a part, and what is not there is not deleted by that.
    const whole = this.chance.yes(0.8);
    return all
      .filter(([name]) => whole || !name.startsWith('follow-up') || this.chance.yes(0.5))
      .map(([, record]) => record);
  }
}

export function workloadOf(seed: number): Workload {
  const chance = new Chance(seed, 2);
  const people = Array.from({ length: chance.between(1, 3) }, (_, n) => `person ${n}`);
  const courses = new Map(
    people.map((person) => {
      const first = { product: chance.pick(PRODUCTS), day0: chance.between(0, 60) };
      const second = { product: chance.pick(PRODUCTS), day0: first.day0 + chance.between(120, 200) };
      return [person, chance.yes(0.3) ? [first, second] : [first]] as const;
    }),
  );
  const infusions = new Map<string, string>();
  const hospitals = Array.from({ length: chance.yes(0.35) ? 3 : 2 }, (_, number): Hospital => {
    const centre = `centre-${'abcd'[number]}`;
    const known = people.filter(() => chance.yes(0.7));
    const charts = new Map(
      (known.length > 0 ? known : [people[0] as string]).map(
        (person) =>
          [person, new Chart(chance, centre, person, courses.get(person) ?? [], chance.yes(0.6), infusions)] as const,
      ),
    );
    const files: HospitalFile[] = [];
    let at = roundTo(chance.between(0, 20_000));
    for (let generation = 0; generation < chance.between(2, 3); generation++) {
      const patients = [...charts].flatMap(([person, chart]): FilePatient[] => {
        if (generation > 0) for (let changes = chance.below(3); changes > 0; changes--) chart.change();
        if (generation > 0 && chance.yes(0.3)) return [];
        const age = chance.yes(0.8) ? { value: 61, on: day(0) } : null;
        return [{ person, age, records: chart.export() }];
      });
      if (patients.length > 0) files.push({ at, generation, patients });
      at = roundTo(at + chance.between(5_000, 60_000));
    }
    const revokedAt = chance.yes(0.12) ? chance.between(10_000, 90_000) : undefined;
    return { centre, files, revokedAt };
  });
  return { hospitals, epochs: chance.yes(0.3) ? [1, 2] : [1], infusions, people };
}
