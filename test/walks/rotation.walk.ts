// In: four hospitals' files, and a key of the pseudonymiser that changes under them: opened beside the old one, relinked by sending the files again
// at different times, the old one ended and destroyed. Out: the same patients, courses, versions and outcomes throughout. The tests are one
// walk: each goes on where the one before it ended. LONGVIEW_LONG=1 takes more courses.
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { ask, type Hospital, HOSPITALS, poll, runAgent } from '@longview/local';
import { type Federation, type FederationFile, sealFederation } from '@longview/nest-identity';
import { type Person, persons } from '../support/agent-hospital.ts';
import { ledgerRows, pseudonymiserRows } from '../support/party-books.ts';
import { SMALL, writeSmallExports } from '../support/small-exports.ts';
import { storeDigests } from '../support/store-contents.ts';
import { startWalkNetwork, type WalkNetwork, WITHOUT_WITNESSES } from '../support/walk-network.ts';

jest.setTimeout(300_000);
const LONG = process.env['LONGVIEW_LONG'] === '1';
const COURSES = LONG ? SMALL.courses : 40;
const PSEUDONYMISER = resolve(import.meta.dirname, '../../apps/pseudonymiser/dist/main.js');

interface Sent {
  readonly evaluated: number;
  readonly waiting: { readonly records: number };
  readonly unlinked: { readonly patients: number };
  readonly submissions: { readonly acknowledged: number; readonly queued: number; readonly refused: readonly object[] };
}

let walk: WalkNetwork;
const [first, second, third, fourth] = HOSPITALS as [Hospital, Hospital, Hospital, Hospital];
/** Numbers that the pseudonymiser evaluated for each hospital under the first key. */
const numbers = new Map<string, number>();

beforeAll(async () => {
  // Whole with agents that serve beside the commands.
  walk = await startWalkNetwork(LONG ? {} : { parts: WITHOUT_WITNESSES });
  writeSmallExports(walk.network, { ...SMALL, courses: COURSES });
});
afterAll(() => walk?.stop());

async function submit({ id }: Hospital, ...paths: string[]): Promise<Sent> {
  const hospital = HOSPITALS.find((one) => one.id === id) as Hospital;
  const exports = walk.network.files.hospital(id).exports;
  const { exit, answer, words } = await runAgent(walk.network, hospital, [
    'submit',
    ...(paths.length > 0 ? paths : [exports]),
  ]);
  // The exports have errors in them, as real ones do.
  expect({ exit, words: exit === 2 ? words : '' }).toEqual({ exit: expect.any(Number), words: '' });
  const sent = answer as unknown as Sent;
  expect(sent).toMatchObject({ waiting: { records: 0 }, submissions: { queued: 0, refused: [] } });
  return sent;
}

const pseudonymiser = (...words: string[]) =>
  promisify(execFile)(process.execPath, [PSEUDONYMISER, walk.network.files.config('pseudonymiser'), ...words]);

const manifest = (): Federation =>
  (JSON.parse(readFileSync(walk.network.files.federation, 'utf8')) as FederationFile).manifest;
const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;

/** Publishes another manifest, as the federation's office would, and waits until the registry has read it. */
async function publish(epochs: Federation['pseudonymiser']['epochs']): Promise<void> {
  const known = manifest();
  const secret = JSON.parse(readFileSync(walk.network.files.federationSecret, 'utf8')) as Parameters<
    typeof sealFederation
  >[1];
  const next = { ...known, issued: now(), pseudonymiser: { ...known.pseudonymiser, epochs } };
  writeFileSync(walk.network.files.federation, await sealFederation(next, secret));
  const open = epochs.filter(({ to }) => to === undefined).map(({ epoch }) => epoch);
  const ended = epochs.filter(({ to }) => to !== undefined).map(({ epoch }) => epoch);
  const taken = await poll(20_000, async () => {
    const states = await Promise.all([...open, ...ended].map(async (epoch) => (await relinking(epoch)).code));
    return states.every((code, index) => (code === undefined) === index < open.length) ? true : undefined;
  });
  expect(taken).toBe(true);
}

interface Relinking {
  readonly code?: string;
  readonly patients: number;
  readonly waiting: number;
  readonly centres: readonly { readonly centre: string; readonly patients: number; readonly waiting: number }[];
}
const relinking = async (epoch: number): Promise<Relinking> =>
  (
    await ask<{ relinking: Relinking }>(
      walk.network,
      'steward@registry',
      `query Of($epoch: Int!) { relinking(epoch: $epoch) {
         ... on Relinking { patients waiting centres { centre patients waiting } } ... on Refusal { code } } }`,
      { epoch },
    )
  ).relinking;
const waitingAt = async ({ id }: Hospital): Promise<number> =>
  (await relinking(2)).centres.find(({ centre }) => centre === id)?.waiting ?? 0;

/** Everything that is stored, but by which names patients are known. */
async function stored(): Promise<Record<string, string>> {
  const { pseudonym: _, ...others } = await storeDigests(walk);
  return others;
}
const count = async (what: string): Promise<number> =>
  (await walk.rows<{ n: number }>(`select count(*)::int as n from registry.${what}`))[0]?.n ?? -1;
const SHARED = `(select from registry.clinical_record group by patient_id having count(distinct centre) > 1) t`;
const inTwoHospitals = async (): Promise<number> =>
  (await walk.rows<{ n: number }>(`select count(*)::int as n from ${SHARED}`))[0]?.n ?? -1;

const evaluatedFor = ({ id }: Hospital, epoch: number): number =>
  pseudonymiserRows<{ n: number }>(
    walk.network,
    'state.db',
    'select coalesce(sum(elements), 0) as n from request where centre = ? and epoch = ?',
    id,
    epoch,
  )[0]?.n ?? -1;

/** A person who is in no export, in a hospital's own NDJSON. */
function fileOf({ id }: Hospital, people: readonly Person[]): string {
  const lines = people.flatMap(({ dossier, number, birth, infused }) => {
    const identity = { nationalNumber: number, fileNumber: `${id}-${dossier}`, birthDate: birth };
    const line = (recordType: string, record: object): string =>
      JSON.stringify({ identity, recordType, record, key: `${dossier}-${recordType}`, course: dossier });
    return [
      line('Consent', { eventType: 'given', eventDate: infused, legalBasis: 'consent', registry: 'permit' }),
      line('Patient', { sex: 'male', countryOfResidence: 'BE' }),
      line('Product', { productCode: 'L01XL03', manufacturingOutcome: 'released' }),
      line('Infusion', { infusionDate: infused, infusionType: 'initial' }),
    ];
  });
  const path = join(walk.network.files.folder(id), 'arrivals.ndjson');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

test('under the first key', async () => {
  for (const hospital of HOSPITALS) {
    const { evaluated } = await submit(hospital);
    numbers.set(hospital.id, evaluated);
    expect(evaluated).toBeGreaterThan(0);
  }
  expect((await submit(third, fileOf(third, persons(3)))).evaluated).toBe(3);
  expect(await inTwoHospitals()).toBeGreaterThan(0);
  expect(await count('pseudonym where epoch = 1')).toBe(await count('patient'));
  expect((await relinking(2)).code).toBe('EPOCH_UNKNOWN');
});

test('a second key is made and published beside it; nobody is known by it before a hospital sends', async () => {
  const { stdout } = await pseudonymiser('create-key', '2');
  const { keys } = JSON.parse(stdout) as { keys: { epoch: number; publicKey: string }[] };
  const made = keys.find(({ epoch }) => epoch === 2);
  if (!made) throw new Error('no second key was made');
  await publish([...manifest().pseudonymiser.epochs, { ...made, from: now() }]);
  // A key is read when the service starts.
  await walk.network.services.get('pseudonymiser')?.stop();
  await walk.network.restart('pseudonymiser');

  const { patients, waiting, centres } = await relinking(2);
  expect(waiting).toBe(patients);
  expect(centres.map(({ centre }) => centre)).toEqual(HOSPITALS.map(({ id }) => id));
});

test('a hospital sends its unchanged files again: each number is evaluated once more, nothing else changes', async () => {
  const before = await stored();
  expect((await submit(first)).evaluated).toBe(numbers.get(first.id));
  expect(await stored()).toEqual(before);
  expect(await waitingAt(first)).toBe(0);
  expect(await waitingAt(second)).toBeGreaterThan(0);
  expect((await submit(first)).evaluated).toBe(0);
  expect(await stored()).toEqual(before);
});

test('a patient known under the old key alone comes from two more hospitals under both, and is one', async () => {
  const [patients, shared] = [await count('patient'), await inTwoHospitals()];
  const people = persons(3);
  for (const hospital of [first, second]) expect((await submit(hospital, fileOf(hospital, people))).evaluated).toBe(6);
  expect(await count('patient')).toBe(patients);
  expect(await inTwoHospitals()).toBe(shared + 3);
  const courses = await walk.rows<{ n: number }>(
    `select count(distinct centre)::int as n from registry.clinical_record r where system = 'template' and type = 'Infusion' group by course_id`,
  );
  expect(courses).toEqual([{ n: 3 }, { n: 3 }, { n: 3 }]);
});

test('a hospital that lost its ledger has every number evaluated anew, under both keys, and doubles nobody', async () => {
  await walk.network.services.get(second.id)?.stop();
  for (const end of ['', '-wal', '-shm'])
    rmSync(join(walk.network.files.folder(second.id), 'state', `ledger.sqlite${end}`), { force: true });
  if (LONG) await walk.network.restart(second.id);
  const before = [await count('patient'), await count('course'), await inTwoHospitals()];
  const current = await walk.rows(
    'select centre, system, source_key from registry.clinical_record where is_current order by 1, 2, 3',
  );
  expect((await submit(second)).evaluated).toBe(2 * (numbers.get(second.id) ?? NaN));
  expect([await count('patient'), await count('course'), await inTwoHospitals()]).toEqual(before);
  expect(
    await walk.rows(
      'select centre, system, source_key from registry.clinical_record where is_current order by 1, 2, 3',
    ),
  ).toEqual(current);
  expect(await waitingAt(second)).toBe(0);
});

test('the last ones relink; then nobody waits, and all are known by both', async () => {
  const before = await stored();
  for (const hospital of [third, fourth]) {
    expect(await waitingAt(hospital)).toBeGreaterThan(0);
    await submit(hospital);
  }
  await submit(third, fileOf(third, persons(3)));
  expect(await stored()).toEqual(before);
  expect(await relinking(2)).toMatchObject({ patients: await count('patient'), waiting: 0 });
  expect(await count('pseudonym')).toBe(2 * (await count('patient')));
  expect(await count('merged')).toBe(0);
});

test('the first key ends and is destroyed; the same files again change nothing and ask nothing', async () => {
  await expect(pseudonymiser('destroy-key', '1')).rejects.toThrow(/EPOCH_OPEN/);
  await publish(manifest().pseudonymiser.epochs.map((epoch) => (epoch.epoch === 1 ? { ...epoch, to: now() } : epoch)));
  const before = await stored();
  for (const hospital of HOSPITALS) expect((await submit(hospital)).evaluated).toBe(0);
  expect(await stored()).toEqual(before);
  expect((await pseudonymiser('destroy-key', '1')).stdout).toBe('the key of epoch 1 is destroyed\n');
  await walk.network.services.get('pseudonymiser')?.stop();
  await walk.network.restart('pseudonymiser');

  // A new patient of two hospitals, under the second key alone.
  const [, , , , newcomer] = persons(5);
  if (!newcomer) throw new Error('there is no fifth person');
  const patients = await count('patient');
  for (const hospital of [fourth, first])
    expect((await submit(hospital, fileOf(hospital, [newcomer]))).evaluated).toBe(1);
  expect(await count('patient')).toBe(patients + 1);
  expect([evaluatedFor(fourth, 2) > 0, await count('merged')]).toEqual([true, 0]);
});

test('every ledger holds what it needs of both keys, and no registry table a token', async () => {
  const tokens = HOSPITALS.flatMap((hospital) =>
    ledgerRows<{ value: string }>(walk.network, hospital, 'select value from token'),
  );
  expect(tokens.length).toBeGreaterThan(2 * (await count('patient')) - 10);
  const names = await walk.rows<{ value: Buffer }>('select value from registry.pseudonym');
  const known = new Set(tokens.map(({ value }) => Buffer.from(value, 'base64url').toString('hex')));
  expect(names.filter(({ value }) => [...known].some((token) => token.includes(value.toString('hex'))))).toEqual([]);
});
