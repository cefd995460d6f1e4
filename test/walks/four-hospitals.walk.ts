// In: the exports of four hospitals with errors in them. Out: what each agent says of them, what the registry then holds, and that none of
// it says who anybody is. The tests are one walk: each goes on where the one before it ended.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  DEFAULT_SEED,
  FHIR_HOSPITALS,
  generateCohort,
  type Manifest,
  type PlantedError,
  writeFhir,
  writeHospitals,
} from '@longview/fixtures';
import { type AgentAnswer, ask, HOSPITALS, PERMIT, runAgent } from '@longview/local';
import type { Answer, Place, Report, Submitted, Trouble } from '../support/agent-report.ts';
import { changedSince, filesBelow, readIfThere } from '../support/files-below.ts';
import { type HospitalFile, readHospitalFile, writeHospitalFile } from '../support/hospital-file.ts';
import { type IdentifierKind, IdentifierSearch, type Hit } from '../support/identifier-search.ts';
import { pseudonymiserRows } from '../support/party-books.ts';
import { mend } from '../support/mend.ts';
import { queriesAsked } from '../support/queries-asked.ts';
import { ratesInRange } from '../support/rates-in-range.ts';
import { birthDaysLeft } from '../support/store-birth-days.ts';
import { dumpOf, planting, storeDigests } from '../support/store-contents.ts';
import { startWalkNetwork, type WalkNetwork } from '../support/walk-network.ts';
import { workedQuestion } from '../support/worked-question.ts';

// The exports of four hospitals are read, sent and checked before the first test: minutes on a machine in full use.
jest.setTimeout(600_000);

const LONG = process.env['LONGVIEW_LONG'] === '1';

let walk: WalkNetwork;
let manifest: Manifest;
let search: IdentifierSearch;
/** Everything that an agent's command printed. */
const printed: AgentAnswer[] = [];
const checked: Report[] = [];
const submitted: Submitted[] = [];
/** Lines with an error, by hospital: `file:line` and the rules. */
const refused: Map<string, string[]>[] = [];

const at = ({ file, line }: Place): string => `${file}:${line}`;
const folderOf = (hospital: number): string => walk.network.files.hospital(`hospital-${hospital}`).exports;
const fileOf = (hospital: number, name: string): HospitalFile =>
  readHospitalFile(readFileSync(join(folderOf(hospital), name)), hospital);

async function agent(hospital: number, exit: number, ...words: string[]): Promise<Record<string, unknown>> {
  const party = HOSPITALS[hospital - 1];
  if (!party) throw new RangeError(`there is no hospital ${hospital}`);
  const answer = await runAgent(walk.network, party, words);
  printed.push(answer);
  expect({ words: answer.exit === exit ? '' : answer.words, exit: answer.exit }).toEqual({ words: '', exit });
  return answer.answer;
}

const EACH = [1, 2, 3, 4] as const;
const byServer = (hospital: number): boolean => (FHIR_HOSPITALS as readonly number[]).includes(hospital);
const TABLES = EACH.filter((hospital) => !byServer(hospital));
const ONE_OF_EACH = [TABLES[0] ?? 0, FHIR_HOSPITALS[0] ?? 0];

beforeAll(async () => {
  walk = await startWalkNetwork({ recorded: true });
  ({ manifest } = await writeHospitals(walk.network.files.exports, DEFAULT_SEED));
  search = new IdentifierSearch(manifest);
  for (const hospital of EACH) {
    checked.push((await agent(hospital, 1, 'check', folderOf(hospital)))['read'] as Report);
    submitted.push((await agent(hospital, 1, 'submit', folderOf(hospital))) as unknown as Submitted);
    const { problems } = (await agent(hospital, 1, 'problems')) as unknown as { problems: Trouble[] };
    const lines = new Map<string, string[]>();
    for (const one of problems)
      if (one.severity === 'error') lines.set(at(one), [...(lines.get(at(one)) ?? []), one.rule]);
    refused.push(lines);
  }
  // Four hospitals read twice: on a busy machine that takes longer than one test may.
}, 300_000);
afterAll(() => walk?.stop());

describe.each(EACH)('hospital %i', (hospital) => {
  const planted = (): PlantedError[] => manifest.errors.filter((error) => error.hospital === hospital);

  test('is told of every planted error, at its file and line, by its rule', () => {
    const { problems, notes } = checked[hospital - 1] as Report;
    const told = new Set([
      ...problems.map(({ place, rule }) => `${at(place)} ${rule}`),
      ...notes.flatMap(({ place, again, message }) => {
        const rule = message.includes('read once')
          ? 'read-once'
          : message.includes('restored')
            ? 'number-zero-restored'
            : '';
        return [place, ...again].map((one) => `${at(one)} ${rule}`);
      }),
    ]);
    const wanted = planted().map((error) => `${at(error)} ${error.rule}`);
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((one) => !told.has(one))).toEqual([]);
    for (const { message, mend } of problems) expect([message, mend]).not.toContain('');
  });

  test('has refused what is spoilt and nothing else', () => {
    const { read, submissions, refusedByRegistry } = submitted[hospital - 1] as Submitted;
    expect(read.problems).toEqual((checked[hospital - 1] as Report).problems);
    expect(submissions).toMatchObject({ queued: 0, refused: [] });
    const spoilt = new Map(planted().map((error) => [at(error), error]));
    const others: string[] = [];
    let registryRefused = 0;
    for (const [line, rules] of refused[hospital - 1] ?? []) {
      const error = spoilt.get(line);
      if (error && rules.every((rule) => rule === error.rule)) continue;
      expect([line, new Set(rules)]).toEqual([line, new Set(['R01'])]);
      registryRefused += rules.length;
      others.push(line);
    }
    // The registry may keep nothing of a patient whose row with the consent waits to be mended.
    const waiting = planted().filter(({ kind, file }) => kind === 'mistypedNumber' && CONSENTS.test(file));
    // Nor anything of a patient who withdrew: what came before it is sent after it.
    const patients = new Set([...waiting.map((error) => fileNumberOf(hospital, error)), ...withdrew(hospital)]);
    expect(others.filter((line) => !patients.has(fileNumberOf(hospital, placeOf(line))))).toEqual([]);
    expect(registryRefused).toBe(refusedByRegistry);
    const notRefused = planted().filter(
      (error) => error.effect.endsWith('Refused') && !refused[hospital - 1]?.has(at(error)),
    );
    expect(notRefused).toEqual([]);
  });

  test('finds the refused rows, and only those, beside its files, with the reason; of FHIR there are no rows', () => {
    const { refusedRows } = submitted[hospital - 1] as Submitted;
    if (byServer(hospital)) return expect(refusedRows).toEqual([]);
    const lines = [...(refused[hospital - 1]?.keys() ?? [])].map(placeOf);
    expect(refusedRows.map((path) => relative(folderOf(hospital), path)).sort()).toEqual(
      [...new Set(lines.map(({ file }) => `${file}.refused.csv`))].sort(),
    );
    for (const path of refusedRows) {
      const name = relative(folderOf(hospital), path);
      const beside = fileOf(hospital, name);
      const original = fileOf(hospital, name.replace('.refused.csv', ''));
      expect(beside.headings).toEqual([...original.headings, 'refused because']);
      const wanted = original.rows.filter(({ line }) =>
        lines.some((one) => one.line === line && `${one.file}.refused.csv` === name),
      );
      const cells = (file: HospitalFile['rows']): string[] => file.map((row) => JSON.stringify(row.cells)).sort();
      expect(cells(beside.rows.map((row) => ({ ...row, cells: row.cells.slice(0, -1) })))).toEqual(cells(wanted));
      expect(beside.rows.filter((row) => row.cells.at(-1) === '')).toEqual([]);
      expect(statSync(path).mode & 0o077).toBe(0);
    }
  });
});

test('the registry holds exactly what was accepted', async () => {
  const stored = await walk.rows<{ centre: string; n: number }>(
    'select centre, count(*)::int as n from registry.clinical_record where is_current and version = 1 group by 1 order by 1',
  );
  expect(stored).toEqual(
    EACH.map((hospital) => {
      const { read, refusedByRegistry } = submitted[hospital - 1] as Submitted;
      return { centre: `hospital-${hospital}`, n: read.accepted - refusedByRegistry };
    }),
  );
  const [{ n } = { n: -1 }] = await walk.rows<{ n: number }>('select count(*)::int as n from registry.clinical_record');
  expect(n).toBe(stored.reduce((sum, one) => sum + one.n, 0));
});

test('what the rules asked is listed by file and line, answered from the list, and not asked again', async () => {
  // One that reads tables and one that reads FHIR answer.
  for (const hospital of EACH)
    await queriesAsked((exit, ...words) => agent(hospital, exit, ...words), {
      planted: manifest.errors.filter((error) => error.hospital === hospital),
      list: hospital % 2 === 1 ? join(walk.stateDir, `queries-${hospital}.csv`) : undefined,
    });
});

test('the same files again add no record and no version, and nothing is evaluated', async () => {
  const [before, evaluations, entries] = [await storeDigests(walk), evaluationsSoFar(), await logEntries()];
  let sent = 0;
  for (const hospital of LONG ? EACH : ONE_OF_EACH) {
    const again = (await agent(hospital, 1, 'submit', folderOf(hospital))) as unknown as Submitted;
    expect(again.evaluated).toBe(0);
    sent += again.submissions.acknowledged;
  }
  // Equal to the last byte, not only in number.
  expect(await storeDigests(walk)).toEqual(before);
  expect(evaluationsSoFar()).toEqual(evaluations);
  const added = (await logEntries()).filter(({ id }) => !entries.some((entry) => entry.id === id));
  expect(added).toHaveLength(sent);
  expect(new Set(added.map(({ kind }) => kind))).toEqual(new Set(['act']));
});

test('the refused rows and resources, mended, land', async () => {
  await writeFhir(walk.network.files.exports, generateCohort({ seed: DEFAULT_SEED }), { errors: 'asked' });
  for (const hospital of FHIR_HOSPITALS) {
    const sent = (await agent(hospital, 0, 'submit', folderOf(hospital))) as unknown as Submitted;
    expect(sent).toMatchObject({ refusedByRegistry: 0, submissions: { queued: 0, refused: [] } });
    expect(sent.read).toMatchObject({ refused: 0, linesRefused: 0, patientsRefused: 0 });
  }
  for (const hospital of TABLES) {
    const files = (submitted[hospital - 1] as Submitted).refusedRows;
    for (const path of files) {
      const name = relative(folderOf(hospital), path);
      const { headings, rows } = fileOf(hospital, name);
      const original = fileOf(hospital, name.replace('.refused.csv', ''));
      // As the reason says, nothing is to be done with the rows of who withdrew.
      const gone = withdrew(hospital);
      const open = rows.filter(({ cells }) => !cells.some((cell) => gone.has(cell)));
      const mended = open.map(({ line, cells }) => {
        const same = original.rows.filter((row) => row.cells.every((cell, index) => cell === cells[index]));
        const error = manifest.errors.find(
          (one) =>
            one.hospital === hospital &&
            `${one.file}.refused.csv` === name &&
            same.some((row) => row.line === one.line),
        );
        return { line, cells: error ? mend(manifest, error, headings, cells) : cells };
      });
      writeFileSync(path, writeHospitalFile({ headings, rows: mended }, hospital));
    }
    const sent = (await agent(hospital, 0, 'submit', ...files)) as unknown as Submitted;
    expect(sent).toMatchObject({ refusedByRegistry: 0, refusedRows: [], submissions: { queued: 0, refused: [] } });
    expect(sent.read).toMatchObject({ refused: 0, linesRefused: 0, patientsRefused: 0 });
  }
  const rows = await walk.rows<{ version: number; n: number }>(
    'select version, count(*)::int as n from registry.clinical_record group by 1 order by 1',
  );
  expect(rows.map(({ version }) => version)).toEqual([1]);
});

test('every record type is in the store, as FHIR too, and what is derived lies where published cohorts lie', () =>
  ratesInRange(
    walk.rows,
    FHIR_HOSPITALS.map((hospital) => `hospital-${hospital}`),
  ));

test('one patient in two hospitals is one, one infusion told twice is one course, a second course is a second one', async () => {
  const cohort = generateCohort({ seed: DEFAULT_SEED });
  const followedElsewhere = cohort.courses.filter(({ sharedCare }) => sharedCare);
  const toldTwice = cohort.courses.filter(({ alsoReportedBy }) => alsoReportedBy);
  const second = cohort.courses.filter(({ ordinal }) => ordinal === 2);
  const secondElsewhere = second.filter(
    ({ patient, hospital }) => cohort.courses.find((one) => one.patient === patient)?.hospital !== hospital,
  );
  expect([followedElsewhere.length, toldTwice.length, second.length]).toEqual([34, 5, 8]);
  const [counts] = await walk.rows(
    `select (select count(*) from registry.patient)::int as patients,
       (select count(*) from registry.course)::int as courses,
       (select count(*) from (select from registry.clinical_record group by patient_id having count(distinct centre) > 1) t)::int as in_two_hospitals,
       (select count(*) from (select from registry.course_source group by course_id having count(distinct centre) > 1) t)::int as told_twice,
       (select count(*) from (select from registry.course group by patient_id having count(*) = 2) t)::int as with_second,
       (select count(*) from (select from registry.clinical_record r join registry.course c on c.id = r.course_id
          where r.centre <> c.treating_centre and not exists (select from registry.course_source s where s.course_id = c.id and s.centre = r.centre)
          group by c.id) t)::int as followed_elsewhere`,
  );
  expect(counts).toEqual({
    patients: cohort.patients.length,
    courses: cohort.courses.filter(({ patient }) => !WITHDREW.has(patient)).length,
    in_two_hospitals: followedElsewhere.length + toldTwice.length + secondElsewhere.length,
    told_twice: toldTwice.length,
    with_second: second.length,
    followed_elsewhere: followedElsewhere.length,
  });
});

test('the question of the README is answered', async () => {
  const cut = await ask<{ cutRelease: { id?: string; message?: string } }>(
    walk.network,
    'steward@registry',
    'mutation { cutRelease { ... on Release { id } ... on Refusal { message } } }',
  );
  expect(cut).toEqual({ cutRelease: { id: expect.any(String) } });
  const { cohort } = await ask<{ cohort: Answer }>(walk.network, PERMIT.persons[0], workedQuestion(), {
    permit: PERMIT.id,
    purpose: PERMIT.purpose,
  });
  expect(cohort).toMatchObject({ release: cut.cutRelease.id, exact: false });
  const { k = 0, rule } = cohort.size.protection ?? {};
  expect(rule).toEqual(expect.any(String));
  expect(k).toBeGreaterThanOrEqual(5);
  expect(cohort.size.patients).toBeGreaterThan(400);
  expect(cohort.survival.strata.length).toBeGreaterThan(4);
  for (const { n, events, at: points } of cohort.survival.strata) {
    expect(events).toBeLessThanOrEqual(n);
    for (const { survival, exactWithin } of points) {
      expect(exactWithin?.[0]).toBeLessThanOrEqual(survival);
      expect(exactWithin?.[1]).toBeGreaterThanOrEqual(survival);
    }
  }
  expect(cohort.survival.protection?.statement).not.toBe('');

  const own = await ask<{ cohort: Answer }>(walk.network, 'data-manager@hospital-1', workedQuestion());
  const [{ n } = { n: -1 }] = await walk.rows<{ n: number }>(
    `select count(distinct patient_id)::int as n from registry.course where treating_centre = 'hospital-1'`,
  );
  expect(own.cohort).toMatchObject({ exact: true, size: { patients: n } });
});

describe('nothing that identifies', () => {
  const hitsIn = (where: string, bytes: Uint8Array): string[] => search.find(where, bytes).map(shown);
  const shown = ({ where, reading, kind, patient, around }: Hit): string =>
    `${where} (${reading}): ${kind} of patient ${patient}: ${around}`;

  test('the search finds every planted identifier in the exports', () => {
    const found = new Set<string>();
    for (const path of filesBelow(walk.network.files.exports))
      if (!path.endsWith('manifest.json'))
        for (const { kind, patient } of search.find(path, readFileSync(path))) found.add(`${kind} ${patient}`);
    const wanted = new Set(search.needles.map(({ kind, patient }) => `${kind} ${patient}`));
    expect([...wanted].filter((one) => !found.has(one))).toEqual([]);
    expect(wanted.size).toBeGreaterThan(2_500);
  });

  test('in any table', async () => {
    const dump = await dumpOf(walk);
    expect(dump.length).toBeGreaterThan(5_000_000);
    expect(hitsIn('dump', dump)).toEqual([]);
  });

  test('in any file of any party but the exports, the files of PostgreSQL and its log included', async () => {
    await walk.rows('checkpoint');
    const paths = filesBelow(walk.stateDir, await databaseFolder()).filter(
      (path) => !path.startsWith(walk.network.files.exports),
    );
    const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
    for (const part of [
      'pg_wal',
      'registry.log',
      'hospital-4.log',
      'log.db',
      'state.db',
      'ledger.sqlite',
      'cluster.log',
    ])
      expect([part, paths.some((path) => path.includes(part))]).toEqual([part, true]);
    expect(bytes).toBeGreaterThan(40_000_000);
    expect(paths.flatMap((path) => hitsIn(path, readIfThere(path)))).toEqual([]);
  });

  test('in anything that an agent said to the registry or the pseudonymiser, or they to it', () => {
    for (const party of ['registry', 'pseudonymiser'] as const) {
      const streams = walk.relays[party]?.streams() ?? [];
      const bytes = streams.reduce((sum, stream) => sum + stream.length, 0);
      expect(bytes).toBeGreaterThan(party === 'registry' ? 5_000_000 : 50_000);
      expect(streams.some((stream) => stream.includes('HTTP/1.1 200'))).toBe(true);
      expect(streams.some((stream) => /content-encoding/iu.test(stream.toString('latin1')))).toBe(false);
      expect(streams.flatMap((stream) => hitsIn(`wire of the ${party}`, stream))).toEqual([]);
    }
  });

  test('in what the commands print', () => {
    expect(printed.length).toBeGreaterThan(15);
    expect(hitsIn('printed', Buffer.from(JSON.stringify(printed)))).toEqual([]);
  });

  test('and one number in one row of the database would have been found, in the dump and in its files', async () => {
    const planted = search.needles.find(({ kind }) => kind === 'nationalNumber');
    // Only files that change from here on can hold it; the others were just read whole.
    const since = Date.now() - 1_000;
    await walk.rows('create table public.control (told text)');
    await walk.rows('insert into public.control values ($1)', [`niss ${planted?.text}`]);
    await walk.rows('checkpoint');
    const kinds = (hits: readonly Hit[]): IdentifierKind[] => [...new Set(hits.map(({ kind }) => kind))];
    expect(kinds(search.find('dump', await dumpOf(walk)))).toEqual(['nationalNumber']);
    const folder = await databaseFolder();
    const changed = filesBelow(folder).filter((path) => changedSince(path, since));
    const where = changed.flatMap((path) => search.find(relative(folder, path), readIfThere(path)));
    expect(where.some((hit) => hit.where.startsWith('base/'))).toBe(true);
    expect(where.some((hit) => hit.where.startsWith('pg_wal/'))).toBe(true);
    await walk.rows('drop table public.control');
  });
});

describe('birth days', () => {
  let untouched: Awaited<ReturnType<typeof birthDaysLeft>> | undefined;
  test('at least 180 are left for each patient, from all rows together', async () => {
    const left = (untouched = await birthDaysLeft(walk.rows));
    const few = left.filter((one) => one.left !== undefined && one.left < 180);
    expect(few).toEqual([]);
    expect(left.filter((one) => one.left !== undefined).length).toBeGreaterThan(550);
    expect(left.filter((one) => one.left !== undefined && one.courses > 1)).toHaveLength(8);
    expect(left.filter((one) => one.left !== undefined && one.centres > 1).length).toBeGreaterThan(30);
    // Children who were diagnosed in their first weeks: without this rule they would be the few.
    const held = checked.flatMap(({ problems }) => problems.filter(({ rule }) => rule === 'P07'));
    expect(held.length).toBeGreaterThan(0);
  });

  test.each([
    [
      'in a record',
      `update registry.clinical_record set body = body || '{"ageAtInfusion": 500}' where id =
        (select id from registry.clinical_record r where type = 'Infusion' and body ? 'infusionDate' order by id limit 1)`,
    ],
    [
      'beside an outcome',
      `update registry.course_outcome set age = age + 1 where (course_id, serves_pool) =
        (select course_id, serves_pool from registry.course_outcome where age is not null and day0 is not null order by course_id limit 1)`,
    ],
  ])('a second age %s is noticed', async (_, plant) => {
    const before = (untouched ??= await birthDaysLeft(walk.rows));
    const undo = await planting(walk, plant);
    const after = await birthDaysLeft(walk.rows);
    await undo();
    const few = after.filter((one) => one.left !== undefined && one.left < 180);
    expect(few).toHaveLength(1);
    expect(await birthDaysLeft(walk.rows)).toEqual(before);
  });
});

// --- what the tests above look at

/** Files in whose rows the consent stands. */
const CONSENTS = /^(?:behandelingen|traitements|courses|gedeelde-zorg|soins-partages|shared-care|medebehandeling)\./u;

/** Patients of the cohort who withdrew before their hospital sent anything: they are known, and nothing of their course is. */
const WITHDREW: ReadonlySet<number> = new Set(
  generateCohort({ seed: DEFAULT_SEED }).patients.flatMap(({ index, consent }) =>
    consent.some(({ type }) => type === 'withdrawn') ? [index] : [],
  ),
);

const withdrew = (hospital: number): ReadonlySet<string> =>
  new Set(
    manifest.identities.flatMap(({ patient, fileNumbers }) =>
      WITHDREW.has(patient) ? [fileNumbers[hospital] ?? '-'] : [],
    ),
  );

const placeOf = (text: string): Place => {
  const [file = '', line] = text.split(':');
  return { file, line: Number(line) };
};

function fileNumberOf(hospital: number, { file, line }: Place): string {
  const row = fileOf(hospital, file).rows.find((one) => one.line === line);
  const own = new Set(manifest.identities.map(({ fileNumbers }) => fileNumbers[hospital]));
  const number = row?.cells.find((cell) => own.has(cell));
  if (number === undefined) throw new Error(`${file}:${line} of hospital ${hospital} has no file number`);
  return number;
}

const logEntries = (): Promise<{ id: string; kind: string }[]> =>
  walk.rows('select id, kind from log.entry union all select id, kind from log.pending');

const evaluationsSoFar = (): object[] => [
  ...pseudonymiserRows<object>(walk.network, 'state.db', 'select id, centre, elements from request order by id'),
  ...pseudonymiserRows<object>(walk.network, 'log.db', 'select count(*) as n from entry'),
];

const databaseFolder = async (): Promise<string> =>
  (await walk.rows<{ data_directory: string }>('show data_directory'))[0]?.data_directory ?? '';
