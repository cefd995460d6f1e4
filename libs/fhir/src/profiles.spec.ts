// The profiles that are published: each is well formed, speaks of elements and fields that exist, and has an example that the reader reads whole.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import type { SourceEvent } from '@longview/csv';
import { describe as describeRecord, onlyDescribed, validateRecord } from '@longview/dictionary';
import { BASE, fhirFiles, fhirReader } from './index.ts';

const FHIR = join(import.meta.dirname, '../../../schema/fhir');
type Element = { readonly id: string; readonly path: string; readonly short?: string };
const json = (...path: string[]) => JSON.parse(readFileSync(join(FHIR, ...path), 'utf8')) as Record<string, unknown>;
const profiles = readdirSync(join(FHIR, 'profiles')).map((name) => name.replace('.json', ''));
const examples = readdirSync(join(FHIR, 'examples')).map((name) => name.replace('.json', ''));

describe.each(profiles)('the profile %s', (id) => {
  const profile = json('profiles', `${id}.json`);
  const elements = (profile['differential'] as { element: Element[] }).element;
  test('is a StructureDefinition of R4 under its own address', () =>
    expect(profile).toMatchObject({
      resourceType: 'StructureDefinition',
      id,
      url: `${BASE}/StructureDefinition/${id}`,
      fhirVersion: '4.0.1',
      derivation: 'constraint',
      baseDefinition: `http://hl7.org/fhir/StructureDefinition/${String(profile['type'])}`,
    }));
  test('has elements of its type, each once', () => {
    expect(
      elements.every(({ path }) => path === profile['type'] || path.startsWith(`${String(profile['type'])}.`)),
    ).toBe(true);
    expect(elements.every((one) => one.id.replaceAll(/:[A-Za-z]+/gu, '') === one.path)).toBe(true);
    expect(new Set(elements.map((one) => one.id)).size).toBe(elements.length);
  });
  test('names fields that the dictionary has', () => {
    const items = new Set(
      RECORD_TYPE_NAMES.flatMap((type) => describeRecord(recordClass(type)).items.map(({ name }) => name)),
    );
    const named = elements.flatMap(
      ({ short }) =>
        /^(?:By item: )?([a-z][A-Za-z]+(?:, [a-z][A-Za-z]+)+)(?: ….*)?$/u.exec(short ?? '')?.[1]?.split(', ') ?? [],
    );
    expect(named.filter((name) => !items.has(name))).toEqual([]);
  });
});

async function read(names: readonly string[]): Promise<SourceEvent[]> {
  const files = names.map((name) => {
    const bytes = readFileSync(join(FHIR, 'examples', `${name}.json`));
    async function* open() {
      yield bytes;
    }
    return { name: `${name}.json`, lines: false, size: bytes.length, open };
  });
  const events: SourceEvent[] = [];
  for await (const event of fhirReader(files, { today: '2026-01-01', source: 'ehr' })()) events.push(event);
  return events;
}

test('every profile of a resource has an example', () =>
  expect(profiles.filter((name) => !examples.includes(name))).toEqual(
    ['course', 'item', 'patient'].filter((name) => !examples.includes(name)),
  ));

test('the examples are read whole: every resource is used, and no field is asked about', async () => {
  const events = await read(examples);
  const contents = events.flatMap((event) => (event.kind === 'row' ? [event.contents()] : []));
  expect(events.map(({ kind }) => kind)).toEqual(['row']);
  const [one] = contents;
  expect(one?.mapping?.filter(({ outcome }) => outcome !== 'used')).toEqual([]);
  expect(one?.problems).toEqual([]);
  const records = one?.records ?? [];
  expect(records.map(({ type }) => type).sort()).toEqual(
    [
      'CytokineReleaseSyndrome',
      'DailyToxicityObservation',
      'Icaht',
      'Icans',
      'Infusion',
      'Patient',
      'PersistenceAssessment',
      'Product',
    ].sort(),
  );
  for (const { type, record } of records) {
    expect([type, onlyDescribed(recordClass(type), record)]).toEqual([type, record]);
    expect([type, validateRecord(recordClass(type), record).filter(({ rule }) => rule !== 'D01')]).toEqual([type, []]);
  }
  expect(records.find(({ type }) => type === 'DailyToxicityObservation')?.record).toEqual({
    observationDate: '2024-03-05',
    iceScore: 6,
    iceOrientation: 2,
    iceNaming: 2,
    iceCommand: 1,
    iceWriting: 0,
    iceAttention: 1,
  });
  expect(records.every(({ courseKey, type }) => type === 'Patient' || courseKey === 'K-1')).toBe(true);
});

test('a questionnaire of every record type is published, its questions are its fields', () => {
  const files = fhirFiles();
  for (const type of RECORD_TYPE_NAMES) {
    const questionnaire = files.get(`questionnaires/${type}.json`) as { url: string; item: { linkId: string }[] };
    expect(questionnaire.url).toBe(`${BASE}/Questionnaire/${type}`);
    expect(questionnaire.item.map(({ linkId }) => linkId)).toEqual(
      describeRecord(recordClass(type)).items.map(({ name }) => name),
    );
  }
});
