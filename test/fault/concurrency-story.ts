// In: a seed's draws, a trial for its keys, how many people. Out: submissions that touch the same patients and courses from several centres:
// who treats, a second source of the same infusion some days off, follow-ups that may come before their course, corrections of one record
// that differ, withdrawals of records and of consent. In what order they arrive is nobody's plan.
import { systemIds } from '@longview/foundation';
import type { Submission, SubmittedPatient, SubmittedRecord } from '@longview/wire';
import { CENTRES, type CentreId, patientOf, type TrialRegistry } from '../support/trial-registry.ts';

/** How the senders deliver it. */
export type Delivery = 'once' | 'replyLost' | 'several' | 'otherBody';

export interface Act {
  readonly submission: Submission & { readonly centre: CentreId };
  readonly delivery: Delivery;
}

export interface Chance {
  /** A whole number from 0 up to, not including, `below`. */
  readonly below: (below: number) => number;
}

const PRODUCTS = ['L01XL03', 'L01XL04', 'L01XL06'];
const DELIVERIES: readonly Delivery[] = [
  'once',
  'once',
  'once',
  'replyLost',
  'replyLost',
  'several',
  'several',
  'otherBody',
];

export function tellStory(trial: TrialRegistry, chance: Chance, people: number): Act[] {
  const pick = <T>(from: readonly T[]): T => from[chance.below(from.length)] as T;
  const day = (offset: number): string => new Date(Date.UTC(2023, 0, 1 + offset)).toISOString().slice(0, 10);
  const acts: Act[] = [];
  const send = (centre: CentreId, patients: readonly SubmittedPatient[]) =>
    acts.push({
      submission: { version: 1, id: systemIds.uuid(), centre, demonstration: true, patients },
      delivery: pick(DELIVERIES),
    });
  /** Only these of a patient's records, and his consent unless it is left out. */
  const only = (patient: SubmittedPatient, records: readonly SubmittedRecord[], consent = true): SubmittedPatient => ({
    ...patient,
    records: [...patient.records.filter((record) => consent && record['consent'] !== undefined), ...records],
  });
  const inCourse = (centre: CentreId, person: string, name: string, body: object): SubmittedRecord => ({
    key: trial.key(centre, `${person} 1 ${name}`),
    course: trial.key(centre, `course ${person} 1`),
    system: 'ehr',
    ...body,
  });

  const together = new Map<CentreId, SubmittedPatient[]>();
  for (let number = 0; number < people; number++) {
    const person = `person ${number}`;
    const [treats, second, follows] = shuffled(CENTRES, chance) as [CentreId, CentreId, CentreId];
    const [infused, product] = [chance.below(600), pick(PRODUCTS)];
    const of = (centre: CentreId, sketch: Parameters<typeof patientOf>[3]) => patientOf(trial, centre, person, sketch);
    const first = of(treats, {
      infused: day(infused),
      product,
      disease: 'LBCL',
      assessed: day(infused + 90),
      alive: day(infused + 100 + chance.below(200)),
    });
    send(treats, [first]);
    // The same infusion in another hospital's books, some days off, and a little more about it.
    const off = chance.below(9) - 4;
    const source = of(second, { infused: day(infused + off), product, disease: 'MM', relapsed: day(infused + 150) });
    send(second, [source]);
    // A hospital that only follows: it may come before anybody told it of a course.
    const followed = of(follows, { alive: day(infused + 200 + chance.below(200)) });
    send(follows, [followed]);
    send(follows, [of(follows, { died: day(infused + 500), consent: pick(['all', 'none'] as const) })]);
    // Corrections of one record, each other than the others; one moves day 0; one takes the record back.
    for (let correction = 0; correction < 4; correction++) {
      const assessed = {
        responseAssessment: { assessmentDate: day(infused + 60 + correction), responseReported: 'PR' },
      };
      send(treats, [only(first, [inCourse(treats, person, 'assessment', assessed)])]);
    }
    send(treats, [
      only(first, [
        inCourse(treats, person, 'infusion', { infusion: { infusionDate: day(infused + chance.below(5)) } }),
      ]),
    ]);
    const back = { withdraw: { reason: 'enteredInError' } };
    send(treats, [only(first, [inCourse(treats, person, 'assessment', back)])]);
    if (number % 2 === 0) send(second, [only(source, [inCourse(second, person, 'infusion', back)])]);
    // A wish that closes, a later one that opens again.
    const wish = (eventType: string, at: number): SubmittedRecord => ({
      key: trial.key(treats, `${person} ${eventType}`),
      system: 'ehr',
      consent: {
        eventType,
        eventDate: day(infused + at),
        legalBasis: 'consent',
        ...(eventType === 'given' && { registry: 'permit', academicResearch: 'permit', companyResearch: 'deny' }),
      },
    });
    if (number % 3 === 0) send(treats, [only(first, [wish('withdrawn', 300)], false)]);
    if (number % 6 === 0) send(treats, [only(first, [wish('given', 400)], false)]);
    for (const [centre, patient] of [
      [treats, first],
      [second, source],
      [follows, followed],
    ] as const)
      together.set(centre, [...(together.get(centre) ?? []), patient]);
  }
  // Many patients in one submission, in any order: they are locked in one.
  for (const [centre, patients] of together)
    for (let number = 0; number < Math.ceil(people / 4); number++)
      send(centre, shuffled(patients, chance).slice(0, 2 + chance.below(6)));
  return shuffled(acts, chance);
}

/** The same id over other content, as a careless program might send it. */
export const otherBody = ({ submission }: Act): Act['submission'] => ({
  ...submission,
  patients: submission.patients.map((patient) => ({ ...patient, linkable: !patient.linkable })),
});

export function shuffled<T>(from: readonly T[], { below }: Chance): T[] {
  const list = [...from];
  for (let last = list.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}
