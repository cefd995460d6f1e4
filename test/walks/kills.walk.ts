// In: a submission under way, and a power cut for one party at a time. Out: after a restart and nothing else, what an undisturbed run gives:
// nothing acknowledged is missing, nothing is there twice, the log is whole. LONGVIEW_LONG=1 repeats it at other moments.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { type Cohort, hospitalFolder } from '@longview/fixtures';
import { ask, type Hospital, HOSPITALS, poll, runAgent, startAgent } from '@longview/local';
import { fsck } from '@longview/transparency-log';
import { Client } from 'pg';
import { ledgerRows, pseudonymiserRows } from '../support/party-books.ts';
import { storeOutline } from '../support/store-outline.ts';
import { writeSmallExports } from '../support/small-exports.ts';
import { startWalkNetwork, type WalkNetwork, type WalkOptions, WITHOUT_WITNESSES } from '../support/walk-network.ts';
import { longviewVerify, untilWitnessed, wholeLog, withLog } from '../support/whole-log.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
const ROUNDS = LONG ? 8 : 1;
jest.setTimeout(150_000 * (ROUNDS + 1));

/** Patients a submission: enough for a dozen submissions a hospital. */
const BATCH = 4;

let walk: WalkNetwork | undefined;
let cohort: Cohort;
afterEach(async () => {
  await walk?.stop();
  walk = undefined;
});

async function start(options: WalkOptions = {}): Promise<WalkNetwork> {
  const started = (walk = await startWalkNetwork(options));
  ({ cohort } = writeSmallExports(started.network));
  for (const { id } of HOSPITALS) {
    const path = started.network.files.config(id);
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), batch: BATCH }));
  }
  return started;
}

const submitWords = ({ network }: WalkNetwork, { id }: Hospital): string[] => [
  'submit',
  network.files.hospital(id).exports,
];

const submissions = async (of: WalkNetwork, { id }: Hospital): Promise<number> =>
  (await of.rows<{ n: number }>('select count(*)::int as n from registry.submission where centre = $1', [id]))[0]?.n ??
  0;

interface Receipt {
  readonly submission: string;
  readonly receipt: string;
}

/** What the hospital was told, signed by the registry: from then on it may rely on it. */
const receipts = ({ network }: WalkNetwork, hospital: Hospital): Receipt[] =>
  ledgerRows<Receipt>(network, hospital, 'select submission, receipt from receipt');

const evaluated = ({ network }: WalkNetwork, { id }: Hospital): number =>
  pseudonymiserRows(network, 'state.db', 'select id from request where centre = ?', id).length;

async function until(what: string, holds: () => Promise<boolean> | boolean, limit = 60_000): Promise<void> {
  if (!(await poll(limit, async () => ((await holds()) ? true : undefined)))) throw new Error(`never: ${what}`);
}

/** A power cut for one party, when `moment` has come; then that party starts again. */
interface Cut {
  readonly party: string;
  readonly hospital: Hospital;
  readonly moment: (of: WalkNetwork) => Promise<boolean> | boolean;
}

const [first, second, third, fourth] = HOSPITALS as [Hospital, Hospital, Hospital, Hospital];

const cutsOf = (round: number): readonly Cut[] => {
  // Not the first and not the last submission; another one in every round.
  const after = 2 + (round % 5);
  const sent = (hospital: Hospital) => async (of: WalkNetwork) => (await submissions(of, hospital)) >= after;
  return [
    { party: 'agent', hospital: first, moment: sent(first) },
    { party: 'registry', hospital: second, moment: sent(second) },
    { party: 'pseudonymiser', hospital: third, moment: (of) => evaluated(of, third) >= 1 },
    { party: 'postgres', hospital: fourth, moment: sent(fourth) },
  ];
};

async function cut(of: WalkNetwork, { party, hospital, moment }: Cut): Promise<void> {
  const { network } = of;
  const sending = startAgent(network, hospital, submitWords(of, hospital));
  const ended = sending.done.then(
    ({ exit }) => exit,
    () => 'killed' as const,
  );
  await until(`the moment for ${party}`, () => moment(of));
  if (party === 'agent') {
    // The whole machine of the hospital: the command, and the agent that serves beside it.
    sending.kill9();
    await network.services.get(hospital.id)?.kill9();
  } else if (party === 'postgres') await network.postgres?.kill9();
  else await network.services.get(party)?.kill9();
  const told = receipts(of, hospital);
  await network.restart(party === 'agent' ? hospital.id : party);
  // In the middle: some of it was said, and not all.
  const all = Math.ceil(patientsOf(hospital) / BATCH);
  expect({ party, midway: told.length < all }).toEqual({ party, midway: true });

  expect({ party, ended: await ended }).toEqual({ party, ended: party === 'agent' ? 'killed' : expect.any(Number) });
  const again = await runAgent(network, hospital, submitWords(of, hospital));
  expect({ party, exit: again.exit, words: again.exit === 1 ? '' : again.words }).toEqual({
    party,
    exit: 1,
    words: '',
  });
  expect(again.answer['submissions']).toMatchObject({ queued: 0, refused: [] });
  // What was told before the cut is told still.
  expect(receipts(of, hospital)).toEqual(expect.arrayContaining(told));
}

const patientsOf = ({ id }: Hospital): number =>
  new Set(cohort.courses.flatMap(({ patient, hospital }) => (hospitalFolder(hospital) === id ? [patient] : []))).size;

describe('a power cut in the middle of a submission', () => {
  let undisturbed: object[];

  test('(what an undisturbed run gives)', async () => {
    const of = await start({ parts: WITHOUT_WITNESSES });
    for (const hospital of HOSPITALS)
      expect((await runAgent(of.network, hospital, submitWords(of, hospital))).exit).toBe(1);
    undisturbed = await storeOutline(of);
    expect(undisturbed.length).toBeGreaterThan(80);
  });

  test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'leaves nothing out and nothing twice (%i)',
    async (round) => {
      const of = await start();
      const intent = await leaveAnIntentOpen(of);
      for (const one of cutsOf(round)) await cut(of, one);

      expect(await storeOutline(of)).toEqual(undisturbed);
      for (const hospital of HOSPITALS) await everythingAcknowledgedIsThere(of, hospital);

      // It is given a minute. The short run makes the minute pass, where the log keeps only how old what is open has become.
      if (!LONG) await of.rows(`update log.open_intent set at = at - interval '61 seconds'`);
      await until('the intent becomes aborted', async () => (await endOf(of, intent)) !== undefined, 75_000);
      expect(await endOf(of, intent)).toBe('aborted');
      const open = await of.rows(
        `select id from log.entry i where kind = 'intent' and not exists
         (select from log.entry e where e.kind in ('result', 'aborted') and e.body ->> 'intent' = i.id::text)`,
      );
      expect(open).toEqual([]);
      expect(await of.rows('select id from log.pending')).toEqual([]);
      const acts = await of.rows<{ n: number }>(
        `select count(*)::int as n from log.entry where kind = 'act' and body ->> 'operation' = 'submit'`,
      );
      expect(acts).toEqual(await of.rows('select count(*)::int as n from registry.submission'));
      expect(await withLog(of, fsck)).toEqual([]);
      await untilWitnessed(of);
      const verdict = longviewVerify(of, (await wholeLog(of)).join(''));
      expect([verdict.exit, verdict.faults]).toEqual([0, []]);
    },
  );
});

/** Each record of each receipt that a hospital holds, in the store under its key, once, as one current version. */
async function everythingAcknowledgedIsThere(of: WalkNetwork, hospital: Hospital): Promise<void> {
  const held = receipts(of, hospital);
  const kept = await of.rows<Receipt>('select id as submission, receipt from registry.submission where centre = $1', [
    hospital.id,
  ]);
  const answered = new Map(kept.map(({ submission, receipt }) => [submission, receipt]));
  expect(held.length).toBeGreaterThan(5);
  expect(held.filter(({ submission, receipt }) => answered.get(submission) !== receipt)).toEqual([]);
  const landed = held.flatMap(({ receipt }) =>
    (JSON.parse(receipt) as { records: { key: string; outcome: string }[] }).records
      .filter(({ outcome }) => outcome !== 'REFUSED')
      .map(({ key }) => Buffer.from(key, 'base64url').toString('hex')),
  );
  const stored = await of.rows<{ key: string; versions: number; current: number }>(
    `select encode(source_key, 'hex') as key, count(*)::int as versions, count(*) filter (where is_current)::int as current
     from registry.clinical_record where centre = $1 group by 1`,
    [hospital.id],
  );
  expect(new Set(landed)).toEqual(new Set(stored.map(({ key }) => key)));
  expect(stored.filter(({ versions, current }) => versions !== 1 || current !== 1)).toEqual([]);
}

/** Somebody asks, the registry writes down that it is about to look, and is cut off before it has. */
async function leaveAnIntentOpen(of: WalkNetwork): Promise<string> {
  const { network, rows } = of;
  const url = new URL(network.postgres?.url ?? '');
  url.pathname = '/longview';
  const holder = new Client({ connectionString: url.href });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('lock table registry.course_outcome in access exclusive mode');
    const asked = ask(
      network,
      `data-manager@${first.id}`,
      '{ cohort { ... on Cohort { size { ... on CohortSize { patients } } } } }',
    );
    const failed = asked.then(
      () => 'answered',
      () => 'cut off',
    );
    const intents = () =>
      rows<{ id: string }>(
        `select id from log.entry where kind = 'intent' union all select id from log.pending where kind = 'intent'`,
      );
    await until('an intent', async () => (await intents()).length > 0);
    await network.services.get('registry')?.kill9();
    expect(await failed).toBe('cut off');
    await holder.query('rollback');
    await network.restart('registry');
    const [intent] = await intents();
    if (!intent) throw new Error('the intent is gone');
    return intent.id;
  } finally {
    await holder.end();
  }
}

const endOf = async ({ rows }: WalkNetwork, intent: string): Promise<string | undefined> =>
  (await rows<{ kind: string }>(`select kind from log.entry where body ->> 'intent' = $1`, [intent]))[0]?.kind;
