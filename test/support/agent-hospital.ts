// In: a seed. Out: a hospital's folder with a file of patients, a mapping, keys and configuration; and everything in it that identifies.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Person {
  readonly dossier: string;
  readonly number: string;
  readonly name: string;
  readonly birth: string;
  readonly infused: string;
}

/** A valid number of the National Register: check = 97 - (first nine digits mod 97). */
export function nationalNumber(year: number, month: number, day: number, counter: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const body = `${two(year % 100)}${two(month)}${two(day)}${String(counter).padStart(3, '0')}`;
  return `${body}${two(97 - (Number(year < 2000 ? body : `2${body}`) % 97))}`;
}

const FAMILIES = ['Verhaeghe', 'Dubois', 'Claessens', 'Lambrecht', 'Vanneste', 'Goossens', 'Pauwels', 'Delvaux'];

export function persons(count: number): readonly Person[] {
  return Array.from({ length: count }, (_, n) => {
    const [year, month, day] = [1940 + (n % 50), 1 + (n % 12), 1 + (n % 28)];
    return {
      dossier: `H1-${17_880_000 + n}`,
      number: nationalNumber(year, month, day, 1 + 2 * (n % 400)),
      name: `${FAMILIES[n % FAMILIES.length]}tz${n}, Xaverine${n}`,
      birth: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
      infused: `2024-${String(1 + (n % 12)).padStart(2, '0')}-15`,
    };
  });
}

export const MAPPING = `
version: 1
source: ehr
delimiter: ';'
identity:
  nationalNumber: number
  birthDate: birth
  fileNumber: dossier
  name: name
  sex: { column: sex, values: { M: male, F: female } }
key: dossier
records:
  - type: Patient
    fields:
      sex: { column: sex, values: { M: male, F: female } }
      countryOfResidence: { absent: unknown }
  - type: Consent
    fields:
      eventType: { column: consent, values: { yes: given } }
      eventDate: infused
      legalBasis: { column: consent, values: { yes: consent } }
  - type: Product
    fields:
      productCode: product
      manufacturingOutcome: { absent: notApplicable }
      authorisationStatus: { constant: centralMA }
  - type: Infusion
    fields:
      infusionDate: infused
      infusionType: { constant: initial }
      totalCarPositiveViableTCells: { absent: unknown }
      setting: { constant: inpatient }
      entireVolumeInfused: { constant: yes }
      route: { constant: IV }
  - type: SurvivalStatus
    fields:
      lastContactDate: contact
      status: { column: status, values: { A: alive } }
      statusSource: { constant: clinicVisit }
`;

export const RECORDS_A_ROW = 5;

const HEADINGS = 'dossier;number;name;birth;sex;consent;product;infused;contact;status';

export const csvOf = (people: readonly Person[], contact = '2025-06-01'): string =>
  [
    HEADINGS,
    ...people.map((one) =>
      // The sex that the number carries: its counter is odd.
      [one.dossier, one.number, one.name, one.birth, 'M', 'yes', 'L01XL04', one.infused, contact, 'A'].join(';'),
    ),
    '',
  ].join('\r\n');

/** Every spelling in which one of these persons could be found in a file. */
export const plantedIn = (people: readonly Person[]): readonly string[] =>
  people.flatMap(({ dossier, number, name, birth }) => {
    const [family = '', given = ''] = name.split(', ');
    const [year, month, day] = birth.split('-');
    return [
      dossier,
      dossier.slice(3),
      number,
      family,
      given,
      birth,
      `${day}/${month}/${year}`,
      `${year}${month}${day}`,
    ];
  });

export function writeExport(folder: string, people: readonly Person[], contact?: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'mapping.yaml'), MAPPING);
  const file = join(folder, 'export.csv');
  writeFileSync(file, csvOf(people, contact));
  return file;
}
