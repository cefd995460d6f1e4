// What a hospital's FHIR becomes: which records, under which ids, and what is told of everything else. Nobody in here exists.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { RowContents, SourceEvent, SourceRow } from '@longview/csv';
import fc from 'fast-check';
import {
  ACT_SYSTEM,
  COURSE_EXTENSION,
  fhirReader,
  ITEM_EXTENSION,
  ITEM_SYSTEM,
  QUESTIONNAIRE,
  RECORD_SYSTEM,
  SSIN,
  VALUE_SYSTEM,
} from './index.ts';
import type { FhirOptions } from './index.ts';

const OPTIONS: FhirOptions = { today: '2026-01-01', source: 'ehr' };

async function read(
  files: Readonly<Record<string, unknown>>,
  options: Partial<FhirOptions> = {},
): Promise<SourceEvent[]> {
  const list = Object.entries(files).map(([name, value]) => {
    const lines = name.endsWith('.ndjson');
    const text =
      typeof value === 'string'
        ? value
        : lines
          ? (value as unknown[]).map((one) => JSON.stringify(one)).join('\n')
          : JSON.stringify(value);
    const bytes = new TextEncoder().encode(text);
    async function* open() {
      for (let at = 0; at < bytes.length; at += 4096) yield bytes.subarray(at, at + 4096);
    }
    return { name, lines, size: bytes.length, open };
  });
  const events: SourceEvent[] = [];
  for await (const event of fhirReader(list, { ...OPTIONS, ...options })()) events.push(event);
  return events;
}

const rows = (events: readonly SourceEvent[]): SourceRow[] => events.filter((event) => event.kind === 'row');
const contents = (events: readonly SourceEvent[]): RowContents[] => rows(events).map((row) => row.contents());
const records = (events: readonly SourceEvent[]) =>
  contents(events).flatMap((one) =>
    one.records.map(({ type, record, sourceRecordId, courseKey, withdraw, part }) => ({
      type,
      record,
      id: sourceRecordId,
      ...(courseKey !== undefined && { courseKey }),
      ...(withdraw && { withdraw }),
      ...(part !== undefined && { part }),
    })),
  );
const ofType = (events: readonly SourceEvent[], type: string) => records(events).filter((one) => one.type === type);
const mapping = (events: readonly SourceEvent[]) =>
  contents(events).flatMap((one) =>
    (one.mapping ?? []).map(
      ({ resource, outcome, because }) => `${resource} ${outcome}${because === undefined ? '' : `: ${because}`}`,
    ),
  );
const problems = (events: readonly SourceEvent[]) => [
  ...contents(events).flatMap((one) =>
    one.problems.map(({ rule, field, place }) => `${rule} ${field ?? ''} ${place.heading ?? ''}`),
  ),
  ...events.flatMap((event) =>
    event.kind === 'refused' ? [`${event.problem.rule}  ${event.problem.place.heading ?? ''}`] : [],
  ),
];

test('visits of two courses are two records, of one course one', async () => {
  const course = (name: string) => [{ url: COURSE_EXTENSION, valueString: name }];
  const visit = (id: string, day: string, name: string) => ({
    resourceType: 'Encounter',
    id,
    extension: course(name),
    status: 'finished',
    class: { code: 'AMB' },
    subject: { reference: 'Patient/p' },
    period: { start: day },
  });
  const events = await read({
    'all.ndjson': [
      { resourceType: 'Patient', id: 'p', identifier: [{ type: { coding: [{ code: 'MR' }] }, value: '1' }] },
      visit('a', '2023-01-01', 'K-1'),
      visit('b', '2023-02-01', 'K-1'),
      visit('c', '2024-01-01', 'K-2'),
    ],
  });
  const seen = ofType(events, 'SurvivalStatus');
  expect(seen.map(({ record }) => record['lastContactDate'])).toEqual(['2023-02-01', '2024-01-01']);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(2);
});

const item = (name: string, value: object) => ({
  url: ITEM_EXTENSION,
  extension: [
    { url: 'name', valueCode: name },
    { url: 'value', ...value },
  ],
});
const coding = (system: string, code: string) => ({ coding: [{ system, code }] });
const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';

const PATIENT = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [{ system: SSIN, value: '85073003328' }],
  name: [{ family: 'Testmans-0001', given: ['Jo'] }],
  gender: 'male',
  birthDate: '1985-07-30',
  address: [{ country: 'BE' }],
};
const subject = { reference: 'Patient/p1' };
const INFUSION = {
  resourceType: 'MedicationAdministration',
  id: 'inf1',
  status: 'completed',
  subject,
  effectiveDateTime: '2024-03-01T10:00:00+01:00',
  medicationCodeableConcept: coding('http://www.whocc.no/atc', 'L01XL03'),
  dosage: { dose: { value: 200, unit: 'million', system: UCUM, code: '10*6' } },
};
const observation = (id: string, code: string, day: string, more: object) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  subject,
  code: coding(LOINC, code),
  effectiveDateTime: day,
  ...more,
});
const quantity = (value: number, code: string, more: object = {}) => ({
  valueQuantity: { value, system: UCUM, code, ...more },
});
const bundle = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
});

describe('a patient', () => {
  test('with a national number is known by it, and printed nowhere', async () => {
    const events = await read({ 'a.json': bundle(PATIENT) });
    const [row] = rows(events);
    expect(row?.identity.ok && [row.identity.value.identity.digits, row.identity.value.identity.name]).toEqual([
      '85073003328',
      'Jo Testmans-0001',
    ]);
    expect(ofType(events, 'Patient')).toEqual([
      { type: 'Patient', record: { sex: 'male', countryOfResidence: 'BE' }, id: 'Patient/p1|Patient|1' },
    ]);
    expect(JSON.stringify([events, contents(events)])).not.toContain('85073003328');
  });
  test('without one by the number of the type MR, and not by one of several', async () => {
    const MR = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] };
    const known = await read({
      'a.json': bundle({
        ...PATIENT,
        identifier: [
          { system: 'x', value: '1' },
          { system: 'y', value: '2', type: MR },
        ],
      }),
    });
    expect(rows(known)[0]?.identity).toMatchObject({ ok: true });
    const several = await read({
      'a.json': bundle({
        ...PATIENT,
        identifier: [
          { system: 'x', value: '1' },
          { system: 'y', value: '2' },
        ],
      }),
    });
    expect(rows(several)[0]?.identity.ok).toBe(false);
    expect(problems(several).join()).toContain('F04 fileNumber');
    const named = await read(
      {
        'a.json': bundle({
          ...PATIENT,
          identifier: [
            { system: 'x', value: '1' },
            { system: 'y', value: '2' },
          ],
        }),
      },
      { fileNumberSystem: 'y' },
    );
    expect(rows(named)[0]?.identity).toMatchObject({ ok: true });
  });
  test('under a pseudonym of another service is refused', async () => {
    const events = await read({
      'a.json': bundle({ ...PATIENT, identifier: [{ system: 'urn:be:fgov:ehealth:pseudo:v2', value: 'eyJ' }] }),
    });
    expect(rows(events)[0]?.identity.ok).toBe(false);
    expect(problems(events).join()).toContain('F10');
  });
  test('who died is told dead, with the day as exact as it is known', async () => {
    const died = async (more: object) =>
      ofType(await read({ 'a.json': bundle({ ...PATIENT, ...more }) }), 'SurvivalStatus').map(({ record }) => record);
    expect(await died({ deceasedDateTime: '2024-05-02' })).toEqual([
      { status: 'dead', deathDate: '2024-05-02', lastContactDate: '2024-05-02' },
    ]);
    expect(await died({ deceasedDateTime: '2024-05' })).toEqual([{ status: 'dead', deathDate: '2024-05' }]);
    expect(await died({ deceasedBoolean: true })).toEqual([{ status: 'dead' }]);
    expect(await died({ deceasedBoolean: false })).toEqual([]);
  });
});

describe('treatment', () => {
  test('an administered product is an infusion and a product; the lot number stays', async () => {
    const medication = {
      resourceType: 'Medication',
      id: 'm1',
      code: coding('http://www.whocc.no/atc', 'L01XL03'),
      batch: { lotNumber: 'LOT-77' },
    };
    const { medicationCodeableConcept: _left, ...bare } = INFUSION;
    const events = await read({
      'a.json': bundle(PATIENT, medication, { ...bare, medicationReference: { reference: 'Medication/m1' } }),
    });
    expect(ofType(events, 'Infusion')).toEqual([
      {
        type: 'Infusion',
        record: {
          infusionDate: '2024-03-01',
          totalCarPositiveViableTCells: { value: 200, reported: { value: 200, unit: '10*6' } },
        },
        id: 'MedicationAdministration/inf1|Infusion|1',
      },
    ]);
    expect(ofType(events, 'Product').map(({ record }) => record)).toEqual([
      { productCode: 'L01XL03', lotNumberRecorded: 'yes' },
    ]);
    expect(JSON.stringify(records(events))).not.toContain('LOT-77');
  });
  test('contained and urn:uuid references lead where relative ones do', async () => {
    const urn = 'urn:uuid:0b3c5ad2-9d6f-4c5e-8a7e-0a4a3f1c9b11';
    const { medicationCodeableConcept: _left, ...bare } = INFUSION;
    const events = await read({
      'a.json': {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          { fullUrl: urn, resource: PATIENT, request: { method: 'POST', url: 'Patient' } },
          {
            resource: {
              ...bare,
              subject: { reference: urn },
              contained: [{ resourceType: 'Medication', id: 'in', code: coding('http://www.whocc.no/atc', 'L01XL05') }],
              medicationReference: { reference: '#in' },
            },
          },
          {
            resource: observation('o', '89243-0', '2024-02-01', {
              subject: { reference: 'https://ehr.example/fhir/Patient/p1' },
              valueInteger: 80,
            }),
          },
        ],
      },
    });
    expect(ofType(events, 'Product').map(({ record }) => record['productCode'])).toEqual(['L01XL05']);
    expect(problems(events).filter((one) => one.startsWith('F'))).toEqual([]);
  });
  test('one that was not done says why', async () => {
    const events = await read({
      'a.json': bundle(PATIENT, {
        ...INFUSION,
        status: 'not-done',
        statusReason: [coding(VALUE_SYSTEM, 'progression')],
        effectiveDateTime: '2024-03-01',
      }),
    });
    expect(ofType(events, 'Infusion').map(({ record }) => record)).toMatchObject([
      { notInfusedReason: 'progression', absent: { infusionDate: 'notApplicable' } },
    ]);
  });
  test('an apheresis, a product of its own, a disease and a referral', async () => {
    const events = await read({
      'a.json': bundle(
        PATIENT,
        INFUSION,
        {
          resourceType: 'Procedure',
          id: 'aph',
          status: 'completed',
          subject,
          code: coding(ACT_SYSTEM, 'apheresis'),
          performedDateTime: '2024-01-20',
          extension: [item('collectionOutcome', { valueCode: 'successful' })],
        },
        {
          resourceType: 'BiologicallyDerivedProduct',
          id: 'bdp',
          productCategory: 'cells',
          productCode: coding('http://www.whocc.no/atc', 'L01XL03'),
          identifier: [{ value: 'A9999-22-000001' }],
          extension: [item('manufacturingOutcome', { valueCode: 'released' })],
        },
        {
          resourceType: 'Condition',
          id: 'c1',
          subject,
          code: coding('http://hl7.org/fhir/sid/icd-10', 'C83.3'),
          onsetDateTime: '2023-05',
        },
        { resourceType: 'Condition', id: 'c2', subject, code: coding('http://hl7.org/fhir/sid/icd-10', 'I10') },
        {
          resourceType: 'ServiceRequest',
          id: 's1',
          status: 'completed',
          intent: 'order',
          subject,
          category: [coding('http://snomed.info/sct', '3457005')],
          authoredOn: '2024-01-02',
        },
      ),
    });
    expect(ofType(events, 'Apheresis').map(({ record }) => record)).toEqual([
      { apheresisDate: '2024-01-20', collectionOutcome: 'successful' },
    ]);
    expect(ofType(events, 'Product').map(({ id, record }) => [id, record])).toEqual([
      [
        'BiologicallyDerivedProduct/bdp|Product|1',
        { productCode: 'L01XL03', manufacturingOutcome: 'released', lotNumberRecorded: 'yes' },
      ],
    ]);
    expect(ofType(events, 'Diagnosis').map(({ record }) => record)).toMatchObject([
      { primaryDisease: 'LBCL', diagnosisDate: '2023-05' },
    ]);
    expect(mapping(events)).toContain(
      'Condition ignored: ICD10|I10 is no disease for which the treatment is given, and no toxicity that is read',
    );
    expect(JSON.stringify(records(events))).not.toContain('A9999');
  });
});

describe('status', () => {
  const response = (status: string) => ({
    resourceType: 'Observation',
    id: 'r',
    status,
    subject,
    code: coding(LOINC, '97509-4'),
    effectiveDateTime: '2024-06-01',
    valueCodeableConcept: coding(VALUE_SYSTEM, 'CR'),
  });
  test.each([
    ['final', undefined],
    ['amended', 'amended'],
    ['corrected', 'corrected'],
  ])('%s says %s as the reason of a new version', async (status, reason) => {
    const [row] = contents(await read({ 'a.json': bundle(PATIENT, INFUSION, response(status)) }));
    const { reason: told } = row?.records.find(({ type }) => type === 'ResponseAssessment') ?? {};
    expect(told).toBe(reason);
  });
  test.each(['final', 'amended', 'corrected', 'appended'])('%s is used', async (status) => {
    const events = await read({ 'a.json': bundle(PATIENT, INFUSION, response(status)) });
    expect(ofType(events, 'ResponseAssessment').map(({ record }) => record)).toEqual([
      { assessmentDate: '2024-06-01', responseReported: 'CR' },
    ]);
  });
  test('entered in error takes the record back, under the same id', async () => {
    const events = await read({ 'a.json': bundle(PATIENT, INFUSION, response('entered-in-error')) });
    expect(ofType(events, 'ResponseAssessment')).toEqual([
      {
        type: 'ResponseAssessment',
        record: {},
        id: 'Observation/r|ResponseAssessment|1',
        withdraw: { reason: 'enteredInError' },
      },
    ]);
  });
  test.each(['preliminary', 'registered', 'cancelled', 'unknown'])('%s gives no record and is told', async (status) => {
    const events = await read({ 'a.json': bundle(PATIENT, INFUSION, response(status)) });
    expect(ofType(events, 'ResponseAssessment')).toEqual([]);
    expect(mapping(events).some((one) => /^Observation (?:held|ignored): /u.test(one))).toBe(true);
  });
  test('a refuted disease is taken back, an unconfirmed one waits', async () => {
    const condition = (status: string) => ({
      resourceType: 'Condition',
      id: 'c',
      subject,
      code: coding('http://hl7.org/fhir/sid/icd-10', 'C90.0'),
      verificationStatus: coding('x', status),
    });
    expect(ofType(await read({ 'a.json': bundle(PATIENT, condition('refuted')) }), 'Diagnosis')[0]?.withdraw).toEqual({
      reason: 'refuted',
    });
    expect(ofType(await read({ 'a.json': bundle(PATIENT, condition('provisional')) }), 'Diagnosis')).toEqual([]);
  });
});

describe('toxicity', () => {
  test('the grade stands in the code, and a drug for it belongs to it', async () => {
    const events = await read({
      'a.json': bundle(
        PATIENT,
        INFUSION,
        {
          resourceType: 'Condition',
          id: 'crs',
          subject,
          code: coding('http://hl7.org/fhir/sid/icd-10-cm', 'D89.832'),
          onsetDateTime: '2024-03-03',
          abatementDateTime: '2024-03-07',
          extension: [item('outcome', { valueCode: 'resolved' })],
        },
        {
          resourceType: 'Condition',
          id: 'icans',
          subject,
          code: coding('http://hl7.org/fhir/sid/icd-10-cm', 'G92.00'),
          onsetDateTime: '2024-03-05',
        },
        {
          resourceType: 'MedicationAdministration',
          id: 'toci',
          status: 'completed',
          subject,
          effectiveDateTime: '2024-03-03',
          medicationCodeableConcept: coding('http://www.whocc.no/atc', 'L04AC07'),
        },
        {
          resourceType: 'MedicationAdministration',
          id: 'para',
          status: 'completed',
          subject,
          effectiveDateTime: '2024-03-03',
          medicationCodeableConcept: coding('http://www.whocc.no/atc', 'N02BE01'),
        },
      ),
    });
    expect(ofType(events, 'CytokineReleaseSyndrome').map(({ record }) => record)).toEqual([
      {
        occurred: 'yes',
        onsetDate: '2024-03-03',
        resolutionDate: '2024-03-07',
        outcome: 'resolved',
        maximumGradeReported: 2,
        gradingSystem: 'ASTCT',
        tocilizumabGiven: 'yes',
      },
    ]);
    expect(ofType(events, 'Icans').map(({ record }) => record)).toEqual([{ occurred: 'yes', onsetDate: '2024-03-05' }]);
    expect(mapping(events).some((one) => one.startsWith('MedicationAdministration ignored: ATC|N02BE01'))).toBe(true);
  });
  test('an adverse event by MedDRA with its outcome', async () => {
    const events = await read({
      'a.json': bundle(PATIENT, INFUSION, {
        resourceType: 'AdverseEvent',
        id: 'ae',
        actuality: 'actual',
        subject,
        date: '2024-03-04',
        event: coding('http://terminology.hl7.org/CodeSystem/MDRAE', '10052015'),
        outcome: coding('http://terminology.hl7.org/CodeSystem/adverse-event-outcome', 'fatal'),
        extension: [item('maximumGradeReported', { valueInteger: 5 })],
      }),
    });
    expect(ofType(events, 'CytokineReleaseSyndrome').map(({ record }) => record)).toEqual([
      { occurred: 'yes', onsetDate: '2024-03-04', outcome: 'fatal', maximumGradeReported: 5 },
    ]);
  });
});

describe('questionnaires carry every record type', () => {
  test('with absences, codes, quantities and what is not known', async () => {
    const events = await read({
      'a.json': bundle(PATIENT, {
        resourceType: 'QuestionnaireResponse',
        id: 'q1',
        status: 'completed',
        subject,
        questionnaire: `${QUESTIONNAIRE}EligibilityDecision|1`,
        item: [
          { linkId: 'decisionDate', answer: [{ valueDate: '2024-01-05' }] },
          { linkId: 'decision', answer: [{ valueCoding: { code: 'eligible' } }] },
          { linkId: 'doctor', answer: [{ valueString: 'Dr. Testmans-0001' }] },
        ],
      }),
    });
    expect(ofType(events, 'EligibilityDecision').map(({ record }) => record)).toEqual([
      { decisionDate: '2024-01-05', decision: 'eligible' },
    ]);
    expect(problems(events).some((one) => one.startsWith('F06'))).toBe(true);
    expect(JSON.stringify(records(events))).not.toContain('Testmans');
  });
});

describe('laboratory and bedside', () => {
  const labs = [
    observation('a', '751-8', '2024-03-03', quantity(500, '/uL')),
    observation('b', '26515-7', '2024-03-03T23:30:00Z', quantity(20, '10*9/L', { comparator: '<' })),
    observation('c', '8310-5', '2024-03-03T08:00:00+01:00', quantity(101.3, '[degF]')),
    observation('d', '8310-5', '2024-03-03T20:00:00+01:00', quantity(37, 'Cel')),
    observation('e', '718-7', '2023-01-01', quantity(120, 'g/L')),
    observation('f', '2465-3', '2024-09-01', quantity(400, 'mg/dL')),
    observation('g', '99999-9', '2024-03-03', { valueString: 'Jo Testmans-0001' }),
  ];
  test('of a day after infusion stand on the page of that day, in the unit of the dictionary beside what was reported', async () => {
    const events = await read({ 'a.json': bundle(PATIENT, INFUSION, ...labs) });
    expect(ofType(events, 'DailyToxicityObservation').map(({ record }) => record)).toEqual([
      {
        observationDate: '2024-03-03',
        neutrophils: { value: 0.5, reported: { value: 500, unit: '/uL' } },
        temperatureMax: { value: 38.5, reported: { value: 101.3, unit: '[degF]' } },
      },
      // Half past eleven in Greenwich is the next day in Brussels.
      {
        observationDate: '2024-03-04',
        platelets: { value: 20, reported: { value: 20, unit: '10*9/L' }, comparator: '<' },
      },
    ]);
    expect(ofType(events, 'ImmuneReconstitution').map(({ record }) => record)).toEqual([
      { sampleDate: '2024-09-01', immunoglobulinG: { value: 4, reported: { value: 400, unit: 'mg/dL' } } },
    ]);
    expect(mapping(events).filter((one) => one.startsWith('Observation ignored'))).toHaveLength(2);
    expect(JSON.stringify(records(events))).not.toContain('Testmans');
  });
  test('at a time point of the course stand with the baseline', async () => {
    const events = await read({
      'a.json': bundle(
        PATIENT,
        {
          resourceType: 'Procedure',
          id: 'aph',
          status: 'completed',
          subject,
          code: coding(ACT_SYSTEM, 'apheresis'),
          performedDateTime: '2024-01-20',
        },
        observation('e', '718-7', '2024-01-20', quantity(7.5, 'mmol/L')),
      ),
    });
    expect(ofType(events, 'BaselineAssessment').map(({ record }) => record)).toEqual([
      {
        assessmentDate: '2024-01-20',
        haemoglobin: { value: 12.0855, reported: { value: 7.5, unit: 'mmol/L' } },
        timePoint: 'apheresis',
      },
    ]);
  });
  test('the order of the resources decides nothing', async () => {
    const all = [PATIENT, INFUSION, ...labs];
    const straight = records(await read({ 'a.json': bundle(...all) }));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), async (shuffled) => {
        const others = records(await read({ 'a.ndjson': shuffled }));
        const byId = (list: typeof straight) =>
          [...list].map((one) => JSON.stringify([one.id, Object.entries(one.record).sort()])).sort();
        expect(byId(others)).toEqual(byId(straight));
      }),
      { numRuns: 20 },
    );
  });
});

describe('courses', () => {
  test('two infusions weeks apart are two, and what happened goes to the one it follows', async () => {
    const events = await read({
      'a.json': bundle(
        PATIENT,
        INFUSION,
        { ...INFUSION, id: 'inf2', effectiveDateTime: '2025-02-01' },
        {
          resourceType: 'Condition',
          id: 'crs1',
          subject,
          code: coding('http://hl7.org/fhir/sid/icd-10-cm', 'D89.831'),
          onsetDateTime: '2024-03-04',
        },
        {
          resourceType: 'Condition',
          id: 'crs2',
          subject,
          code: coding('http://hl7.org/fhir/sid/icd-10-cm', 'D89.832'),
          onsetDateTime: '2025-02-03',
        },
      ),
    });
    expect(
      ofType(events, 'CytokineReleaseSyndrome').map(({ record, part }) => [record['maximumGradeReported'], part]),
    ).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });
  test('that the hospital names are kept', async () => {
    const course = (name: string) => [{ url: COURSE_EXTENSION, valueString: name }];
    const events = await read({
      'a.json': bundle(
        PATIENT,
        { ...INFUSION, extension: course('K-1') },
        { ...INFUSION, id: 'inf2', effectiveDateTime: '2025-02-01', extension: course('K-2') },
      ),
    });
    expect(ofType(events, 'Infusion').map(({ courseKey }) => courseKey)).toEqual(['K-1', 'K-2']);
  });
});

describe('files', () => {
  test('of resources in any order and in any file make the same rows', async () => {
    const whole = records(await read({ 'a.json': bundle(PATIENT, INFUSION) }));
    expect(records(await read({ 'Observation.ndjson': [INFUSION], 'Patient.ndjson': [PATIENT] }))).toEqual(whole);
    expect(records(await read({ 'b.json': INFUSION, 'a.json': PATIENT }))).toEqual(whole);
    expect(
      records(
        await read({
          '1.json': {
            resourceType: 'Bundle',
            type: 'searchset',
            entry: [{ fullUrl: 'https://ehr.example/fhir/Patient/p1', resource: PATIENT }],
          },
          '2.json': { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: INFUSION }] },
        }),
      ),
    ).toEqual(whole);
  });
  test('what is only referred to gives no record, and that is said', async () => {
    const events = await read({ 'a.ndjson': [PATIENT, { resourceType: 'Medication', id: 'm' }] });
    expect(events.map(({ kind }) => kind)).toEqual(['row', 'note']);
  });
  test('a resource twice is read once, the newest', async () => {
    const older = { ...INFUSION, meta: { lastUpdated: '2024-03-02T00:00:00Z' } };
    const newer = { ...INFUSION, effectiveDateTime: '2024-03-02', meta: { lastUpdated: '2024-03-03T00:00:00Z' } };
    for (const list of [
      [PATIENT, older, newer],
      [newer, older, PATIENT],
    ])
      expect(ofType(await read({ 'a.ndjson': list }), 'Infusion').map(({ record }) => record['infusionDate'])).toEqual([
        '2024-03-02',
      ]);
  });
  test('what belongs to nobody is refused at its place, and the rest is read', async () => {
    const events = await read({
      'a.ndjson': [PATIENT, { ...INFUSION, subject: { reference: 'Patient/other' } }, INFUSION],
    });
    expect(ofType(events, 'Infusion')).toHaveLength(1);
    expect(
      events.flatMap((event) =>
        event.kind === 'refused'
          ? [`${event.problem.rule} ${event.problem.place.file}:${event.problem.place.line}`]
          : [],
      ),
    ).toEqual(['F03 a.ndjson:2']);
  });
  test.each([
    ['no JSON', '{"resourceType": "Pat', 'F01'],
    ['no resource', '{"a": 1}', 'F01'],
    ['a list', '[1]', 'F01'],
    ['a Bundle whose entry is no list', '{"resourceType": "Bundle", "entry": {}}', 'F01'],
  ])('%s is refused', async (_name, text, rule) => {
    const events = await read({ 'a.json': text });
    expect(events.flatMap((event) => (event.kind === 'refused' ? [event.problem.rule] : []))).toEqual([rule]);
  });
  test('a Bundle of questions, deletions and outcomes gives notes and no records', async () => {
    const events = await read({
      'a.json': {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          { request: { method: 'DELETE', url: 'Observation/1' } },
          { request: { method: 'GET', url: 'Patient' } },
          { resource: { resourceType: 'OperationOutcome' } },
        ],
      },
    });
    expect(events.map(({ kind }) => kind)).toEqual(['note', 'note', 'note']);
  });
});

describe('a consent', () => {
  const consent = (more: object) => ({
    resourceType: 'Consent',
    id: 'co',
    status: 'active',
    patient: subject,
    dateTime: '2024-01-02',
    policyRule: coding(VALUE_SYSTEM, 'consent'),
    ...more,
  });
  const provision = (type: string, name: string) => ({ type, code: [coding(ITEM_SYSTEM, `Consent.${name}`)] });
  test('gives what is permitted and refused by name; the stricter of two holds', async () => {
    const events = await read({
      'a.json': bundle(
        PATIENT,
        consent({
          provision: {
            provision: [
              provision('permit', 'registry'),
              provision('permit', 'academicResearch'),
              provision('deny', 'academicResearch'),
              provision('deny', 'companyResearch'),
            ],
          },
        }),
      ),
    });
    expect(ofType(events, 'Consent').map(({ record }) => record)).toEqual([
      {
        eventType: 'given',
        eventDate: '2024-01-02',
        legalBasis: 'consent',
        registry: 'permit',
        academicResearch: 'deny',
        companyResearch: 'deny',
      },
    ]);
  });
  test('that ended without saying how is told and not read as a withdrawal', async () => {
    const events = await read({ 'a.json': bundle(PATIENT, consent({ status: 'inactive' })) });
    expect(ofType(events, 'Consent')).toEqual([]);
    const said = await read({
      'a.json': bundle(
        PATIENT,
        consent({ status: 'inactive', extension: [item('eventType', { valueCode: 'withdrawn' })] }),
      ),
    });
    expect(ofType(said, 'Consent').map(({ record }) => record['eventType'])).toEqual(['withdrawn']);
  });
});

test('a record in one Observation, its fields as components', async () => {
  const events = await read({
    'a.json': bundle(PATIENT, INFUSION, {
      resourceType: 'Observation',
      id: 'x',
      status: 'final',
      subject,
      code: coding(RECORD_SYSTEM, 'RelapseProgression'),
      effectiveDateTime: '2024-09',
      component: [
        {
          code: coding(ITEM_SYSTEM, 'RelapseProgression.type'),
          valueCodeableConcept: coding(VALUE_SYSTEM, 'progression'),
        },
      ],
    }),
  });
  expect(ofType(events, 'RelapseProgression').map(({ record }) => record)).toEqual([
    { date: '2024-09', type: 'progression' },
  ]);
});

test('visits tell that somebody lives, the latest of them, and never of the day of death', async () => {
  const visit = (id: string, day: string, more: object = {}) => ({
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { code: 'AMB' },
    subject,
    period: { start: `${day}T09:00:00+02:00`, end: `${day}T10:00:00+02:00` },
    ...more,
  });
  const events = await read({
    'a.json': bundle(
      PATIENT,
      INFUSION,
      visit('v1', '2024-05-01'),
      visit('v2', '2024-07-01'),
      visit('v3', '2024-08-01', { hospitalization: { dischargeDisposition: coding('x', 'exp') } }),
    ),
  });
  expect(ofType(events, 'SurvivalStatus').map(({ record }) => record)).toEqual([
    { status: 'alive', lastContactDate: '2024-07-01', statusSource: 'clinicVisit' },
  ]);
});

describe('anything at all', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'code',
          'coding',
          'system',
          'value',
          'reference',
          'subject',
          'extension',
          'url',
          'valueQuantity',
          'component',
          'period',
          'start',
          'item',
          'answer',
        ),
        tie('value'),
        { maxKeys: 4 },
      ),
    ),
  })).value;
  test('in place of an element never crashes', async () => {
    const whole = [PATIENT, INFUSION, observation('a', '751-8', '2024-03-03', quantity(500, '/uL'))] as const;
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.nat(9), json, async (which, at, value) => {
        const resources = whole.map((one, index) => {
          const names = Object.keys(one);
          return index === which ? { ...one, [names[at % names.length] as string]: value } : one;
        });
        contents(await read({ 'a.json': bundle(...resources) }));
        contents(await read({ 'a.ndjson': resources }));
      }),
      { numRuns: 200 },
    );
  });
});

const EXAMPLES = process.env['LONGVIEW_FHIR_EXAMPLES'];
describe('the examples of another registry', () => {
  const names =
    EXAMPLES !== undefined && existsSync(EXAMPLES)
      ? readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'))
      : [];
  test('are read where their folder is given, and nothing is invented', async () => {
    const files = Object.fromEntries(
      names.map((name) => [name, JSON.parse(readFileSync(join(EXAMPLES as string, name), 'utf8')) as unknown]),
    );
    const events = await read(files);
    for (const event of events) expect(['row', 'refused', 'note']).toContain(event.kind);
    const told = rows(events).length + events.filter(({ kind }) => kind === 'refused').length;
    expect(names.length === 0 || told > 0).toBe(true);
    for (const { record, type } of records(events))
      expect([type, Object.keys(record).length > 0]).toEqual([type, true]);
  });
});
