// In: clients who correct the same records at once and read them, while connections are cut. Out: their history is strictly serialisable; and
// however often a submission is sent, by however many at once, it has one effect and one answer. LONGVIEW_LONG=1: more of both.
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { systemIds } from '@longview/foundation';
import { patientOf, type TrialRegistry } from '../../support/trial-registry.ts';
import { type Disturbed, startDisturbed } from '../concurrency-registry.ts';
import { Senders } from '../concurrency-senders.ts';
import { otherBody } from '../concurrency-story.ts';
import { checkHistory } from './check-history.ts';
import { runRecordClients } from './record-lists.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
jest.setTimeout(LONG ? 1_500_000 : 180_000);

const chance = { below: (below: number) => randomInt(below) };
let disturbed: Disturbed;
let trial: TrialRegistry;
beforeAll(async () => {
  disturbed = await startDisturbed();
  ({ trial } = disturbed);
}, 120_000);
afterAll(() => trial?.stop());

const count = async (sql: string): Promise<number> =>
  Number((await trial.asAdmin((client) => client.query<{ n: string }>(sql))).rows[0]?.n);

test('writers and readers of the same records see one order of events, the one in which they were answered', async () => {
  const senders = new Senders(trial, chance);
  const size = { people: 4, writers: 8, readers: 4, submissions: LONG ? 60 : 6 };
  let done = false;
  const running = runRecordClients({ trial, senders, chance, ...size }).finally(() => (done = true));
  let [cuts, before] = [0, 0];
  while (!done) {
    await sleep(300);
    // Only where something came through since the last one: a slow machine is cut more seldom, not for ever.
    if (senders.sent.done <= before) continue;
    before = senders.sent.done;
    cuts += await disturbed.cutConnections(2);
  }
  const { history, reads } = await running;
  senders.close();
  expect(disturbed.ended).toEqual([]);
  expect(reads).toBeGreaterThan(4);
  expect(checkHistory(history)).toEqual([]);

  // The same history with one read that lags by one version behind what its reader could know would not pass.
  const last = history.at(-1) as (typeof history)[number];
  const lagging = {
    ...last,
    id: 'lagging',
    operations: last.operations.map((one) => ('read' in one ? { ...one, values: one.values.slice(0, -1) } : one)),
  };
  expect(checkHistory([...history, lagging]).map(({ kind }) => kind)).toContain('G-single');
  process.stderr.write(
    `histories: ${history.length} transactions, ${reads} of them reads, ${cuts} connections cut; no circle\n`,
  );
});

describe('a submission that is sent many times', () => {
  test('has one effect and one answer; another body under its id has none', async () => {
    const [keys, attempts] = LONG ? [400, 50] : [20, 15];
    const senders = new Senders(trial, chance);
    const acts = Array.from({ length: keys }, (_, number) => ({
      delivery: 'once' as const,
      submission: {
        version: 1 as const,
        id: systemIds.uuid(),
        centre: 'centre-b' as const,
        demonstration: true,
        patients: [patientOf(trial, 'centre-b', `often ${number}`, { infused: '2024-03-01', product: 'L01XL03' })],
      },
    }));
    const bodies = await Promise.all(
      acts.map(async (act) => [await senders.body(act.submission), await senders.body(otherBody(act))] as const),
    );
    // Sixteen at once, and all sixteen at the same few ids: every fifth attempt brings another body.
    const left = acts.flatMap((_, key) =>
      Array.from({ length: attempts }, (_, attempt) => ({ key, other: attempt % 5 === 4 })),
    );
    const total = left.length;
    const started = performance.now();
    const answers = Array.from({ length: keys }, () => ({
      receipts: new Set<string>(),
      refused: new Set<string>(),
      same: 0,
    }));
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let one = left.shift(); one; one = left.shift()) {
          const act = acts[one.key] as (typeof acts)[number];
          const [body, other] = bodies[one.key] as (typeof bodies)[number];
          const told = await (one.other
            ? senders.untilAnswered(otherBody(act), other)
            : senders.untilAnswered(act.submission, body));
          const of = answers[one.key] as (typeof answers)[number];
          if (told.receipt !== undefined) of.receipts.add(`${told.receipt} ${told.signature}`);
          if (told.refused !== undefined) of.refused.add(told.refused);
          of.same++;
        }
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    senders.close();
    expect(answers.filter(({ receipts, same }) => receipts.size !== 1 || same !== attempts)).toEqual([]);
    expect(answers.filter(({ refused }) => [...refused].join() !== 'SUBMISSION_ID_USED')).toEqual([]);
    expect(await count(`select count(*) as n from registry.submission where centre = 'centre-b'`)).toBe(keys);
    expect(
      await count(`select count(*) as n from registry.clinical_record where centre = 'centre-b' and version > 1`),
    ).toBe(0);
    expect(await count(`select count(*) as n from registry.course where treating_centre = 'centre-b'`)).toBe(keys);
    process.stderr.write(
      `attempts: ${total} of ${keys} submissions in ${seconds.toFixed(0)} s, each with one effect and one answer\n`,
    );
  });

  test('one person in sixteen submissions at once is one patient, one course, one version a record (starter#459)', async () => {
    const person = patientOf(trial, 'centre-c', 'at once', {
      infused: '2024-03-01',
      product: 'L01XL03',
      alive: '2024-09-01',
    });
    const sent = await Promise.all(Array.from({ length: 16 }, () => trial.submit('centre-c', [person])));
    const outcomes = sent.map(({ outcomes: of }) => [...new Set(of)].join());
    expect(outcomes.toSorted()).toEqual(['ACCEPTED', ...Array.from({ length: 15 }, () => 'UNCHANGED')]);
    expect(await count(`select count(*) as n from registry.course where treating_centre = 'centre-c'`)).toBe(1);
  });

  test('one person or one record twice in one submission is refused aloud and whole (hapi-fhir#2933, #8183)', async () => {
    const person = patientOf(trial, 'centre-d', 'twice', { infused: '2024-03-01', product: 'L01XL03' });
    const [first] = person.records;
    const codes = [];
    for (const patients of [
      [person, person],
      [{ ...person, records: [...person.records, first as (typeof person.records)[0]] }],
    ])
      codes.push((await trial.submit('centre-d', patients)).answer.data.submit.code);
    expect(codes).toEqual(['PATIENT_TWICE', 'KEY_TWICE']);
    expect(await count(`select count(*) as n from registry.clinical_record where centre = 'centre-d'`)).toBe(0);
  });
});
