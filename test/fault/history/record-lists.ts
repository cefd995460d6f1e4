// In: a registry that may be disturbed, and how many clients. Out: what they did and saw, as a history of lists: a record is the list of its
// versions, a correction appends to it, a page of the centre's own courses reads all lists in one statement. Several records, also of several
// patients, are corrected in one submission. Values are days since day 0, each used once a list.
import { systemIds } from '@longview/foundation';
import type { SubmittedPatient, SubmittedRecord } from '@longview/wire';
import { patientOf, type TrialRegistry } from '../../support/trial-registry.ts';
import type { Senders } from '../concurrency-senders.ts';
import type { Chance, Delivery } from '../concurrency-story.ts';
import type { Transaction } from './history.ts';

const CENTRE = 'centre-a';
const PAGE = `query P { cohort { ... on Cohort { courses(first: 100, records: 9) { ... on CoursePage { nodes { id records { type version
  body { __typename ... on SurvivalStatus { lastContactDate } ... on ResponseAssessment { assessmentDate } } } } } } } } }`;
const DELIVERIES: readonly Delivery[] = ['once', 'replyLost', 'several'];
const DAY0 = Date.UTC(2015, 0, 1);
const dayOf = (offset: number): string => new Date(DAY0 + offset * 86_400_000).toISOString().slice(0, 10);

const LISTS = {
  SurvivalStatus: {
    member: 'survivalStatus',
    name: 'status',
    body: (at: string) => ({ status: 'alive', lastContactDate: at }),
  },
  ResponseAssessment: {
    member: 'responseAssessment',
    name: 'assessment',
    body: (at: string) => ({ assessmentDate: at, responseReported: 'CR' }),
  },
} as const;
type ListType = keyof typeof LISTS;
const TYPES = Object.keys(LISTS) as ListType[];

interface Shown {
  readonly list: string;
  readonly version: number;
  readonly value: string;
}

export interface ListClients {
  readonly trial: TrialRegistry;
  readonly senders: Senders;
  readonly chance: Chance;
  readonly people: number;
  readonly writers: number;
  readonly readers: number;
  /** Submissions a writer. */
  readonly submissions: number;
}

export async function runRecordClients(how: ListClients): Promise<{ history: Transaction[]; reads: number }> {
  const { trial, senders, chance, people, writers, readers, submissions } = how;
  const persons = Array.from({ length: people }, (_, number) => `list ${number}`);
  const used = new Map<string, number>();
  const next = (list: string): number => {
    const value = (used.get(list) ?? 0) + 1;
    used.set(list, value);
    return value;
  };
  const history: Transaction[] = [];
  const record = (person: string, type: ListType, value: number): SubmittedRecord => ({
    key: trial.key(CENTRE, `${person} 1 ${LISTS[type].name}`),
    course: trial.key(CENTRE, `course ${person} 1`),
    system: 'ehr',
    [LISTS[type].member]: LISTS[type].body(dayOf(value)),
  });
  const write = async (
    id: string,
    patients: readonly SubmittedPatient[],
    appends: Transaction['operations'],
    delivery: Delivery,
  ) => {
    const invoked = performance.now();
    const submission = { version: 1, id: systemIds.uuid(), centre: CENTRE, demonstration: true, patients } as const;
    await senders.deliverOne({ submission, delivery });
    history.push({ id, invoked, completed: performance.now(), outcome: 'committed', operations: appends });
  };

  for (const person of persons) {
    const values = TYPES.map((type) => [type, next(`${person} ${type}`)] as const);
    const sketch = patientOf(trial, CENTRE, person, { infused: dayOf(0), product: 'L01XL03', disease: 'LBCL' });
    const records = [...sketch.records, ...values.map(([type, value]) => record(person, type, value))];
    const appends = values.map(([type, value]) => ({ append: `${person} ${type}`, value: String(value) }));
    await write(`first of ${person}`, [{ ...sketch, records }], appends, 'once');
  }
  const personOf = await coursesOf(trial, persons);

  let left = writers;
  const writing = Array.from({ length: writers }, async (_, writer) => {
    for (let number = 0; number < submissions; number++) {
      const appends: { append: string; value: string }[] = [];
      const patients = new Map<string, SubmittedRecord[]>();
      for (let choice = 0; choice <= chance.below(3); choice++) {
        const [person, type] = [persons[chance.below(people)] as string, TYPES[chance.below(TYPES.length)] as ListType];
        if (appends.some(({ append }) => append === `${person} ${type}`)) continue;
        const value = next(`${person} ${type}`);
        appends.push({ append: `${person} ${type}`, value: String(value) });
        patients.set(person, [...(patients.get(person) ?? []), record(person, type, value)]);
      }
      const sent = [...patients].map(([person, records]): SubmittedPatient => ({
        ...patientOf(trial, CENTRE, person, {}),
        records,
      }));
      await write(`${writer}.${number}`, sent, appends, DELIVERIES[chance.below(DELIVERIES.length)] as Delivery);
    }
  }).map((writer) => writer.finally(() => left--));
  const seen: { id: string; invoked: number; completed: number; shown: Shown[] }[] = [];
  const reading = Array.from({ length: readers }, async (_, reader) => {
    for (let number = 0; left > 0; number++) {
      const invoked = performance.now();
      const shown = await page(trial, personOf).catch(() => undefined);
      if (shown) seen.push({ id: `reader ${reader}.${number}`, invoked, completed: performance.now(), shown });
    }
  });
  await Promise.all([...writing, ...reading]);

  const invoked = performance.now();
  const chains = await storedChains(trial, personOf);
  const completed = performance.now();
  for (const { shown, ...at } of seen)
    history.push({
      ...at,
      outcome: 'committed',
      operations: shown.map(({ list, version, value }) => ({
        read: list,
        values: [...(chains.get(list) ?? []).slice(0, version - 1), value],
      })),
    });
  const operations = [...chains].map(([read, values]) => ({ read, values }));
  history.push({ id: 'at the end', invoked, completed, outcome: 'committed', operations });
  return { history, reads: seen.length };
}

/** The person of each course, by the course's id in the database. */
async function coursesOf(trial: TrialRegistry, persons: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const keys = persons.map((person) => Buffer.from(trial.key(CENTRE, `course ${person} 1`), 'base64url'));
  const { rows } = await trial.asAdmin((client) =>
    client.query<{ course_id: string; key: string }>(
      `select course_id, encode(course_key, 'hex') as key from registry.course_source where course_key = any($1)`,
      [keys],
    ),
  );
  return new Map(
    rows.map(({ course_id, key }) => [
      course_id,
      persons[keys.findIndex((one) => one.toString('hex') === key)] as string,
    ]),
  );
}

const opaque = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

/** All lists as one page of the centre's own courses shows them. @throws when there is no answer now. */
async function page(trial: TrialRegistry, personOf: ReadonlyMap<string, string>): Promise<Shown[]> {
  const people = new Map([...personOf].map(([id, person]) => [opaque(id), person]));
  const { data } = await trial.ask(`manager@${CENTRE}`, PAGE);
  const nodes = data.cohort.courses.nodes as {
    id: string;
    records: { type: string; version: number; body: { lastContactDate?: number; assessmentDate?: number } }[];
  }[];
  return nodes.flatMap(({ id, records }) =>
    records.flatMap(({ type, version, body }) => {
      const value = body.lastContactDate ?? body.assessmentDate;
      const person = people.get(id);
      return person === undefined || value === undefined
        ? []
        : [{ list: `${person} ${type}`, version, value: String(value) }];
    }),
  );
}

/** Every version of every list, in the order of the versions, as the store keeps them. */
async function storedChains(
  trial: TrialRegistry,
  personOf: ReadonlyMap<string, string>,
): Promise<Map<string, string[]>> {
  const { rows } = await trial.asAdmin((client) =>
    client.query<{ course_id: string; type: string; at: string }>(
      `select course_id, type, coalesce(body ->> 'lastContactDate', body ->> 'assessmentDate') as at from registry.clinical_record
       where type = any($1) and course_id = any($2) order by version`,
      [TYPES, [...personOf.keys()]],
    ),
  );
  const chains = new Map<string, string[]>();
  for (const { course_id, type, at } of rows) {
    const list = `${personOf.get(course_id)} ${type}`;
    chains.set(list, [...(chains.get(list) ?? []), String((Date.parse(at) - DAY0) / 86_400_000)]);
  }
  return chains;
}
