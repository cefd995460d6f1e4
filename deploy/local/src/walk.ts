// In: a running network. Out: what happened at each step, a line each. A step that throws has failed, and the walk goes no further.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SEED, writeHospitals } from '@longview/fixtures';
import { parseCheckpoint, parseNote, verifyBundle } from '@longview/transparency-proof';
import pg from 'pg';
import { runAgent } from './agent-command.ts';
import { ask } from './ask.ts';
import type { Network } from './network.ts';
import { HOSPITALS, PERMIT } from './parties.ts';
import { rateText, type StoredRecord, storeRates } from './store-rates.ts';

export interface Step {
  readonly name: string;
  /** @returns what happened, for a person. */
  readonly run: (network: Network) => Promise<string>;
}

export const WALK: readonly Step[] = [
  { name: 'four hospitals export what they have, two of them as FHIR', run: writeExports },
  { name: 'their agents check the exports; nothing leaves', run: checkExports },
  { name: 'their agents pseudonymise and submit', run: submitExports },
  { name: 'what is derived from the store lies where published cohorts lie', run: lookAtStore },
  { name: 'a steward cuts a release, if there is none', run: cutRelease },
  { name: 'a centre asks about its own patients', run: askOwn },
  { name: 'a researcher asks within a permit', run: askResearch },
  { name: 'the data protection officer finds the question in the access log', run: readLog },
  { name: 'the hospitals witness the log', run: witness },
  { name: 'the entries verify offline', run: verify },
];

const count = (value: number, word: string): string => `${value.toLocaleString('en')} ${word}${value === 1 ? '' : 's'}`;

/** The seeded synthetic cohort: the same files at every start. */
async function writeExports({ files }: Network): Promise<string> {
  const { files: written, manifest } = await writeHospitals(files.exports, DEFAULT_SEED);
  return `${count(written.length, 'file')} with ${count(
    written.reduce((rows, file) => rows + file.rows, 0),
    'row',
  )}, ${count(manifest.errors.length, 'error')} as real exports have them`;
}

interface Read {
  readonly read: {
    readonly accepted: number;
    readonly refused: number;
    readonly patientsRefused: number;
    readonly linesRefused: number;
  };
}
interface Submitted extends Read {
  readonly evaluated: number;
  readonly submissions: { readonly acknowledged: number; readonly refused: readonly object[] };
}

async function checkExports(network: Network): Promise<string> {
  const reports = (await each(network, 'check')) as Read[];
  return HOSPITALS.map(({ id }, n) => {
    const { accepted = 0, refused = 0, patientsRefused = 0, linesRefused = 0 } = reports[n]?.read ?? {};
    return `${id} ${accepted} records sound, ${refused + patientsRefused + linesRefused} refused`;
  }).join('; ');
}

async function submitExports(network: Network): Promise<string> {
  const reports = (await each(network, 'submit')) as Submitted[];
  const sum = (of: (report: Submitted) => number) => reports.reduce((total, report) => total + of(report), 0);
  const refused = sum(({ submissions }) => submissions.refused.length);
  if (refused > 0) throw new Error(`${refused} submissions were refused as a whole`);
  return `${count(
    sum(({ read }) => read.accepted),
    'record',
  )} in ${sum(({ submissions }) => submissions.acknowledged)} submissions; ${sum(({ evaluated }) => evaluated)} numbers pseudonymised blindly`;
}

/** One hospital after the other: a person would, and the figures are the same. */
async function each(network: Network, command: 'check' | 'submit'): Promise<unknown[]> {
  const reports: unknown[] = [];
  for (const hospital of HOSPITALS) {
    const { exit, answer, words } = await runAgent(network, hospital, [
      command,
      network.files.hospital(hospital.id).exports,
    ]);
    if (exit === 2) throw new Error(`${hospital.id}: ${words}`);
    reports.push(answer);
  }
  return reports;
}

/** As the administrator of the database, who is bound by no row policy: nobody else may see all rows at once. */
async function lookAtStore({ files }: Network): Promise<string> {
  const store = new pg.Client({ connectionString: readFileSync(files.registry.databaseUrl, 'utf8').trim() });
  await store.connect();
  try {
    const { rows } = await store.query<StoredRecord>(
      `select patient_id as patient, course_id as course, type, body from registry.clinical_record
        where is_current and withdrawn is null order by id`,
    );
    const { rates, outside, recordTypes, missingTypes } = storeRates(rows, new Date().toISOString().slice(0, 10));
    if (missingTypes.length > 0) throw new Error(`nobody sent ${missingTypes.join(', ')}`);
    if (outside.length > 0) throw new Error(`outside the published range: ${outside.join(', ')}`);
    return `${recordTypes} record types; ${rates.map(rateText).join(', ')}`;
  } finally {
    await store.end();
  }
}

async function cutRelease(network: Network): Promise<string> {
  const known = await ask<{ releases: { id: string; courses: number }[] }>(
    network,
    undefined,
    '{ releases { id courses } }',
  );
  if (known.releases[0]) return `there is one: ${known.releases[0].id}`;
  const { cutRelease: cut } = await ask<{ cutRelease: { id?: string; courses?: number; message?: string } }>(
    network,
    'steward@registry',
    'mutation { cutRelease { ... on Release { id courses } ... on Refusal { message } } }',
  );
  if (cut.id === undefined) throw new Error(cut.message);
  return `${cut.id} with about ${cut.courses} courses`;
}

interface SurvivalShown {
  readonly message?: string;
  readonly strata?: readonly {
    label: string;
    n: number;
    at: readonly { survival: number; lower?: number; upper?: number }[];
  }[];
  readonly withheld?: readonly string[];
  readonly protection?: { readonly statement: string };
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

const shown = (survival: SurvivalShown): string => {
  if (!survival.strata) throw new Error(survival.message);
  const strata = survival.strata.map(
    ({ label, n, at }) => `${label} n=${n}${at[0] ? ` ${percent(at[0].survival)}` : ''}`,
  );
  return `1-year overall survival: ${strata.join(', ')}${survival.withheld?.length ? `; withheld: ${survival.withheld.join(', ')}` : ''}`;
};

export const OWN_QUESTION = `query OwnSurvival {
  cohort {
    ... on Cohort { survival(endpoint: OVERALL, at: [365]) {
      ... on Survival { strata { label n at { survival lower upper } } }
      ... on Refusal { message }
    } }
    ... on Refusal { message }
  }
}`;

async function askOwn(network: Network): Promise<string> {
  const { cohort } = await ask<{ cohort: { survival?: SurvivalShown; message?: string } }>(
    network,
    `data-manager@${HOSPITALS[0]?.id}`,
    OWN_QUESTION,
  );
  if (!cohort.survival) throw new Error(cohort.message);
  return `${shown(cohort.survival)}, exact`;
}

export const RESEARCH_QUESTION = `query SurvivalByProduct($permit: ID!, $purpose: Code!) {
  cohort(permit: $permit, purpose: $purpose, where: { disease: ["LBCL"] }) {
    ... on Cohort { survival(endpoint: OVERALL, by: PRODUCT, at: [365]) {
      ... on Survival { strata { label n at { survival lower upper } } withheld protection { statement } }
      ... on Refusal { message }
    } }
    ... on Refusal { message }
  }
}`;

/** When the researcher's question was asked, so that it is that one which is found in the log. */
let asked = new Date(0);

async function askResearch(network: Network): Promise<string> {
  asked = new Date();
  const { cohort } = await ask<{ cohort: { survival?: SurvivalShown; message?: string } }>(
    network,
    PERMIT.persons[0],
    RESEARCH_QUESTION,
    {
      permit: PERMIT.id,
      purpose: PERMIT.purpose,
    },
  );
  if (!cohort.survival) throw new Error(cohort.message);
  return `${shown(cohort.survival)}. ${cohort.survival.protection?.statement}`;
}

async function readLog(network: Network): Promise<string> {
  for (let tries = 0; ; tries++) {
    const { accessLog } = await ask<{
      accessLog: {
        entries?: { index: number; kind: string; permit: string | null }[];
        size?: number;
        message?: string;
      };
    }>(
      network,
      'dpo@registry',
      `query Questions($filter: AccessLogFilter!) {
        accessLog(first: 1, filter: $filter) {
          ... on AccessLogPage { size entries { index kind permit } }
          ... on Refusal { message }
        }
      }`,
      { filter: { actor: PERMIT.persons[0], permit: PERMIT.id, kinds: ['answer'], from: asked.toISOString() } },
    );
    if (!accessLog.entries) throw new Error(accessLog.message);
    const entry = accessLog.entries[0];
    if (entry) return `entry ${entry.index} of ${accessLog.size}: an answer under ${entry.permit}`;
    if (tries === 40) throw new Error('the question is not in the log after 10 s');
    await pause(250);
  }
}

/** A checkpoint that covers what the walk did, with enough cosignatures of the hospitals. */
async function witness(network: Network): Promise<string> {
  const begun = await logSize(network);
  for (let tries = 0; ; tries++) {
    const { checkpoint } = await ask<{ checkpoint: { note?: string } }>(
      network,
      'dpo@registry',
      '{ checkpoint { ... on Checkpoint { note } } }',
    );
    const note = checkpoint.note === undefined ? undefined : parseNote(checkpoint.note);
    if (note?.ok) {
      const read = parseCheckpoint(note.value.text);
      const witnesses = note.value.signatures.length - 1;
      if (read.ok && read.value.size >= begun && witnesses >= network.federation.witnesses.quorum) {
        return `checkpoint of ${count(read.value.size, 'entry').replace('entrys', 'entries')}, cosigned by ${witnesses} of ${HOSPITALS.length}`;
      }
    }
    if (tries === 120) throw new Error('no checkpoint has enough cosignatures after 30 s');
    await pause(250);
  }
}

const logSize = async (network: Network): Promise<number> =>
  (
    await ask<{ accessLog: { size: number } }>(
      network,
      'dpo@registry',
      '{ accessLog(first: 1) { ... on AccessLogPage { size } } }',
    )
  ).accessLog.size;

async function verify(network: Network): Promise<string> {
  const { accessLogBundle } = await ask<{ accessLogBundle: { bundle?: string; message?: string } }>(
    network,
    'dpo@registry',
    '{ accessLogBundle(first: 100) { ... on AccessLogBundle { bundle } ... on Refusal { message } } }',
  );
  if (accessLogBundle.bundle === undefined) throw new Error(accessLogBundle.message);
  const path = join(network.stateDir, 'access-log.bundle.json');
  writeFileSync(path, accessLogBundle.bundle);
  const checked = verifyBundle(JSON.parse(accessLogBundle.bundle), { logKey: network.federation.registry.logKey });
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  return `${path}; check it yourself: npx longview-verify ${path} --key '${network.federation.registry.logKey}'`;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
