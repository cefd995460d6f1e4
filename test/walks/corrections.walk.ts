// In: a hospital's export, sent, sent again, corrected and taken back. Out: nothing for what is the same; for one corrected value one new version
// with its reason; every version readable by the centre that sent it and by nobody else, each reading in the log; and a death that lands
// though a weight beside it is wrong.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { ask, HOSPITALS, runAgent } from '@longview/local';
import { MAPPING, persons } from '../support/agent-hospital.ts';
import { startWalkNetwork, type WalkNetwork, WITHOUT_WITNESSES } from '../support/walk-network.ts';

jest.setTimeout(120_000);

const [HOSPITAL, OTHER] = HOSPITALS as [(typeof HOSPITALS)[number], (typeof HOSPITALS)[number]];
const PEOPLE = persons(3);

const YAML = `${MAPPING.replace(
  'legalBasis: { column: consent, values: { yes: consent } }',
  'legalBasis: { column: consent, values: { yes: consent } }\n      registry: { column: consent, values: { yes: permit } }',
)
  .replace('infusionDate: infused', 'infusionDate: infused\n      weight: { column: weight, unit: kg }')
  .replace('values: { A: alive } }', 'values: { A: alive, D: dead } }\n      deathDate: death')}`;

interface Row {
  readonly contact: string;
  readonly status: 'A' | 'D';
  readonly death: string;
  readonly weight: string;
}
const ALIVE: Row = { contact: '2025-06-01', status: 'A', death: '', weight: '74' };

let walk: WalkNetwork;
let folder: string;
beforeAll(async () => {
  walk = await startWalkNetwork({ parts: WITHOUT_WITNESSES });
  folder = join(walk.stateDir, 'desk');
  mkdirSync(folder);
  writeFileSync(join(folder, 'mapping.yaml'), YAML);
});
afterAll(() => walk?.stop());

const headings = 'dossier;number;name;birth;sex;consent;product;infused;weight;contact;status;death';
const exportOf = (rows: readonly Row[]): string => {
  const path = join(folder, 'export.csv');
  const lines = PEOPLE.map((one, index) => {
    const { weight, contact, status, death } = rows[index] ?? ALIVE;
    const who = [one.dossier, one.number, one.name, one.birth, 'M', 'yes', 'L01XL04', one.infused];
    return [...who, weight, contact, status, death].join(';');
  });
  writeFileSync(path, `${[headings, ...lines].join('\r\n')}\r\n`);
  return path;
};

const submit = async (path: string, ...more: string[]) => {
  const { exit, answer, words } = await runAgent(walk.network, HOSPITAL, ['submit', path, ...more]);
  return { exit, answer, words };
};
const mapped = (path: string, ...more: string[]) => submit(path, '--mapping', join(folder, 'mapping.yaml'), ...more);

interface Stored {
  readonly type: string;
  readonly version: number;
  readonly is_current: boolean;
  readonly withdrawn: string | null;
  readonly reason: string | null;
}
const stored = () =>
  walk.rows<Stored>(
    'select type, version, is_current, withdrawn, reason from registry.clinical_record order by recorded, type, version',
  );

const FIRST = [ALIVE, ALIVE, ALIVE];
const CORRECTED = [{ ...ALIVE, contact: '2025-06-11' }, ALIVE, ALIVE];

test('the same export again, and what the agent itself exports, change nothing', async () => {
  expect(await mapped(exportOf(FIRST))).toMatchObject({ exit: 0 });
  const before = await stored();
  expect(before).toHaveLength(15);
  expect(new Set(before.map(({ version }) => version))).toEqual(new Set([1]));

  expect(await mapped(exportOf(FIRST), '--reason', 'typingError')).toMatchObject({ exit: 0 });
  expect(await stored()).toEqual(before);

  const template = join(folder, 'template');
  const words = ['export', exportOf(FIRST), '--mapping', join(folder, 'mapping.yaml'), '--to', template];
  expect(await runAgent(walk.network, HOSPITAL, words)).toMatchObject({ exit: 0 });
  expect(await submit(template)).toMatchObject({ exit: 0 });
  expect(await stored()).toEqual(before);
});

test('one corrected value makes one new version, with its reason', async () => {
  const before = await stored();
  expect(await mapped(exportOf(CORRECTED), '--reason', 'sourceVerification')).toMatchObject({ exit: 0 });
  const after = await stored();
  expect(after).toHaveLength(before.length + 1);
  expect(after.filter(({ version }) => version > 1)).toEqual([
    { type: 'SurvivalStatus', version: 2, is_current: true, withdrawn: null, reason: 'sourceVerification' },
  ]);
  expect(after.filter(({ is_current }) => !is_current)).toEqual([
    { type: 'SurvivalStatus', version: 1, is_current: false, withdrawn: null, reason: null },
  ]);
});

const VERSIONS = `query ($id: ID!) { cohort { ... on Refusal { code } ... on Cohort { record(id: $id) {
  ... on Refusal { code }
  ... on RecordVersions { type versions { version current withdrawn reason recorded body { ... on SurvivalStatus { lastContactDate } } } }
} } } }`;

interface Page {
  readonly cohort: {
    readonly courses: {
      readonly nodes: readonly {
        readonly records: readonly { readonly id: string; readonly type: string; readonly version: number }[];
      }[];
    };
  };
}

/** The id of the record that was corrected, as a data manager finds it. */
async function corrected(): Promise<string> {
  const { cohort } = await ask<Page>(
    walk.network,
    `data-manager@${HOSPITAL.id}`,
    '{ cohort { ... on Cohort { courses(records: 50) { ... on CoursePage { nodes { records { id type version } } } } } } }',
  );
  const found = cohort.courses.nodes.flatMap(({ records }) => records).filter(({ version }) => version === 2);
  expect(found).toEqual([{ id: expect.any(String), type: 'SurvivalStatus', version: 2 }]);
  return found[0]?.id ?? '';
}

test('an old version is read by its centre, and by nobody else; each reading stands in the log', async () => {
  const id = await corrected();
  const reads = () =>
    walk.rows<{ kind: string; subjects: boolean }>(
      `select kind, envelope::jsonb ? 'subjectsCommitment' as subjects from log.entry where envelope::jsonb ->> 'operation' = 'cohort.record'
       union all select kind, envelope::jsonb ? 'subjectsCommitment' from log.pending where envelope::jsonb ->> 'operation' = 'cohort.record'`,
    );
  expect(await reads()).toEqual([]);
  const [{ infused } = { infused: '' }] = PEOPLE;
  const days = (day: string): number => (Date.parse(day) - Date.parse(infused)) / 86_400_000;
  const today = new Date().toISOString().slice(0, 10);
  expect(await ask(walk.network, `data-manager@${HOSPITAL.id}`, VERSIONS, { id })).toEqual({
    cohort: {
      record: {
        type: 'SurvivalStatus',
        versions: [
          {
            version: 1,
            current: false,
            withdrawn: false,
            reason: null,
            recorded: today,
            body: { lastContactDate: days('2025-06-01') },
          },
          {
            version: 2,
            current: true,
            withdrawn: false,
            reason: 'sourceVerification',
            recorded: today,
            body: { lastContactDate: days('2025-06-11') },
          },
        ],
      },
    },
  });
  expect((await reads()).map(({ kind }) => kind).sort()).toEqual(['intent', 'result']);

  expect(await ask(walk.network, `data-manager@${OTHER.id}`, VERSIONS, { id })).toEqual({
    cohort: { record: { code: 'RECORD_UNKNOWN' } },
  });
  // What there is not at all is answered alike.
  const nobody = Buffer.alloc(16, 7).toString('base64url');
  for (const strange of [nobody, 'not-an-id'])
    expect(await ask(walk.network, `data-manager@${HOSPITAL.id}`, VERSIONS, { id: strange })).toEqual({
      cohort: { record: { code: 'RECORD_UNKNOWN' } },
    });
  expect(await ask(walk.network, undefined, VERSIONS, { id })).toEqual({ cohort: { code: 'ROWS_NOT_IN_BOOK' } });
});

test('a record that is taken back keeps its versions, and why it went', async () => {
  const id = await corrected();
  const path = join(folder, 'SurvivalStatus.csv');
  const [one] = PEOPLE;
  writeFileSync(
    path,
    `record;source;key;void;patient.nationalNumber;patient.birthDate;status\r\n` +
      `${one?.dossier}|SurvivalStatus|1;ehr;x;wrongPatient;${one?.number};${one?.birth};\r\n`,
  );
  expect(await submit(path)).toMatchObject({ exit: 0 });
  const { cohort } = await ask<{ cohort: { record: { versions: object[] } } }>(
    walk.network,
    `data-manager@${HOSPITAL.id}`,
    VERSIONS,
    { id },
  );
  expect(cohort.record.versions.slice(1)).toMatchObject([
    { version: 2, current: false, withdrawn: false, reason: 'sourceVerification' },
    { version: 3, current: false, withdrawn: true, reason: 'wrongPatient', body: null },
  ]);
});

test('a death lands, whatever weight is sent beside it', async () => {
  const dead: Row = { contact: '2025-07-02', status: 'D', death: '2025-07-02', weight: '7450' };
  const { exit, answer } = await mapped(exportOf([CORRECTED[0] as Row, dead, { ...dead, weight: 'zwaar' }]));
  expect(exit).toBeLessThan(2);
  const rules = (answer['read'] as { problems: { rule: string; line: number; field?: string }[] }).problems;
  expect(rules.map(({ rule, field }) => `${rule} ${field}`)).toContain('D04 weight');
  const deaths = await walk.rows<{ body: Record<string, unknown> }>(
    `select body from registry.clinical_record where type = 'SurvivalStatus' and is_current and body ->> 'status' = 'dead'`,
  );
  expect(deaths.map(({ body }) => body['deathDate'])).toEqual(['2025-07-02', '2025-07-02']);
  const outcomes = await walk.rows<{ n: number }>(
    'select count(*)::int as n from registry.course_outcome where serves_own and os_event',
  );
  expect(outcomes).toEqual([{ n: 2 }]);
});
