// In: nothing. Out: the same three patients as FHIR, CSV and a workbook, and readers of them in memory; which line or resource is whose is known.
import { readCsv, readMapping, readWorkbook, type SourceEvent } from '@longview/csv';
import { fhirReader } from '@longview/fhir';
import { canonicalJson, unwrap } from '@longview/foundation';
import { strToU8, zipSync } from 'fflate';
import { Validation } from '@longview/agent';
import { persons } from '../support/agent-hospital.ts';

export const TODAY = '2026-01-01';
export const PEOPLE = persons(3);

const SSIN = 'https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin';
const coding = (system: string, code: string) => ({ coding: [{ system, code }] });

/** The resources of one of them. */
export function resourcesOf(index: number): Record<string, unknown>[] {
  const one = PEOPLE[index]!;
  const [id, subject] = [`p${index}`, { reference: `Patient/p${index}` }];
  const lab = (name: string, code: string, day: string, value: number, unit: string) => ({
    resourceType: 'Observation',
    id: `${id}-${name}`,
    status: 'final',
    subject,
    code: coding('http://loinc.org', code),
    effectiveDateTime: day,
    valueQuantity: { value, system: 'http://unitsofmeasure.org', code: unit },
  });
  const after = one.infused.replace(/15$/u, '18');
  return [
    {
      resourceType: 'Patient',
      id,
      identifier: [{ system: SSIN, value: one.number }],
      name: [{ family: one.name }],
      gender: 'male',
      birthDate: one.birth,
      address: [{ country: 'BE' }],
    },
    {
      resourceType: 'Consent',
      id: `${id}-c`,
      status: 'active',
      patient: subject,
      dateTime: one.infused,
      policyRule: coding('https://longview.example/fhir/CodeSystem/value', 'consent'),
    },
    {
      resourceType: 'Condition',
      id: `${id}-d`,
      subject,
      code: coding('http://hl7.org/fhir/sid/icd-10', 'C83.3'),
      onsetDateTime: '2020-05',
    },
    {
      resourceType: 'MedicationAdministration',
      id: `${id}-i`,
      status: 'completed',
      subject,
      effectiveDateTime: one.infused,
      medicationCodeableConcept: coding('http://www.whocc.no/atc', 'L01XL03'),
      dosage: { dose: { value: 2, system: 'http://unitsofmeasure.org', code: '10*8' } },
    },
    {
      resourceType: 'Condition',
      id: `${id}-t`,
      subject,
      code: coding('http://hl7.org/fhir/sid/icd-10-cm', 'D89.831'),
      onsetDateTime: after,
    },
    lab('n', '751-8', after, 700, '/uL'),
    lab('p', '777-3', `${after}T07:30:00+01:00`, 33, '10*9/L'),
    {
      resourceType: 'QuestionnaireResponse',
      id: `${id}-q`,
      status: 'completed',
      subject,
      questionnaire: 'https://longview.example/fhir/Questionnaire/SurvivalStatus',
      item: [
        { linkId: 'status', answer: [{ valueCoding: { code: 'alive' } }] },
        { linkId: 'lastContactDate', answer: [{ valueDate: '2025-06-01' }] },
      ],
    },
  ];
}

export const HEADINGS = [
  'dossier',
  'number',
  'name',
  'birth',
  'sex',
  'consent',
  'product',
  'infused',
  'dose',
  'unit',
  'crs',
  'grade',
  'contact',
  'status',
];

export const cellsOf = (index: number): string[] => {
  const one = PEOPLE[index]!;
  return [
    one.dossier,
    one.number,
    one.name,
    one.birth,
    'M',
    'yes',
    'L01XL04',
    one.infused,
    '2,5',
    '10*8',
    'ja',
    '2',
    '2025-06-01',
    'en vie',
  ];
};

const MAPPING = unwrap(
  readMapping(`
version: 1
source: desk
delimiter: ';'
encoding: utf-8
decimal: ','
identity: { nationalNumber: number, birthDate: birth, fileNumber: dossier, name: name, sex: sex }
key: dossier
records:
  - { type: Patient, fields: { sex: sex, countryOfResidence: { absent: unknown } } }
  - { type: Consent, fields: { eventType: { column: consent, values: { yes: given } }, eventDate: infused, legalBasis: { column: consent, values: { yes: consent } } } }
  - { type: Product, fields: { productCode: product, manufacturingOutcome: { absent: unknown } } }
  - { type: Infusion, fields: { infusionDate: infused, totalCarPositiveViableTCells: { column: dose, unit: { column: unit } } } }
  - { type: CytokineReleaseSyndrome, fields: { occurred: crs, maximumGradeReported: grade } }
  - { type: SurvivalStatus, fields: { lastContactDate: contact, status: status } }
`),
);

async function* pieces(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

export const csvEvents = (bytes: Uint8Array) => (): AsyncIterable<SourceEvent> =>
  readCsv(pieces(bytes), { file: 'a.csv', mapping: MAPPING, today: TODAY });
export const workbookEvents = (bytes: Uint8Array) => (): AsyncIterable<SourceEvent> =>
  readWorkbook(pieces(bytes), { file: 'a.xlsx', mapping: MAPPING, today: TODAY });
export const fhirEvents = (bytes: Uint8Array, lines: boolean): (() => AsyncIterable<SourceEvent>) =>
  fhirReader([{ name: lines ? 'a.ndjson' : 'a.json', lines, size: bytes.length, open: () => pieces(bytes) }], {
    source: 'ehr',
    today: TODAY,
  });

export interface Outcome {
  /** What would travel, by the key of the patient. */
  readonly patients: ReadonlyMap<string, string>;
  readonly notes: number;
  readonly problems: readonly {
    readonly rule: string;
    readonly message: string;
    readonly mend: string;
    readonly place: { readonly file: string; readonly line: number };
  }[];
}

export async function outcomeOf(open: () => AsyncIterable<SourceEvent>): Promise<Outcome> {
  const validation = new Validation({ today: TODAY });
  const patients = new Map<string, string>();
  for await (const { identity, age, records } of validation.bundles(open)) {
    const travels = records
      .map(({ type, sourceRecordId, record, withdraw }) => ({ type, sourceRecordId, record, withdraw: withdraw ?? {} }))
      .toSorted((left, right) => left.sourceRecordId.localeCompare(right.sourceRecordId));
    patients.set(identity.key, canonicalJson({ age: age ?? {}, records: travels } as never));
  }
  const { problems, notes, mapping } = validation.report;
  return { patients, problems, notes: notes.length + mapping.filter(({ outcome }) => outcome === 'ignored').length };
}

export type Cell = string | number | { readonly day: number };

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/gu, '?');

/** A workbook of one sheet. */
export function workbookOf(rows: readonly (readonly Cell[])[]): Uint8Array {
  const cell = (value: Cell, at: string): string =>
    typeof value === 'string'
      ? `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`
      : typeof value === 'number'
        ? `<c r="${at}"><v>${value}</v></c>`
        : `<c r="${at}" s="1"><v>${value.day}</v></c>`;
  const body = rows
    .map(
      (cells, line) =>
        `<row r="${line + 1}">${cells.map((value, column) => (value === '' ? '' : cell(value, `${String.fromCharCode(65 + column)}${line + 1}`))).join('')}</row>`,
    )
    .join('');
  return zipSync(
    {
      'xl/workbook.xml': strToU8(
        '<workbook xmlns:r="x"><sheets><sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>',
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
      ),
      'xl/styles.xml': strToU8('<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'),
      'xl/worksheets/sheet1.xml': strToU8(`<worksheet><sheetData>${body}</sheetData></worksheet>`),
    },
    { level: 1 },
  );
}
