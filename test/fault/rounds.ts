// In: the number of a round. Out: the file that one hospital sends in it: new patients, repeats, a correction, a withdrawal, a patient of
// another hospital. The same for every run, so that a disturbed and an undisturbed one can be compared after each round.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSPITALS, type Hospital } from '@longview/local';
import { MAPPING, type Person, persons } from '../support/agent-hospital.ts';

/** New patients a round. */
const NEW = 3;

export interface Row {
  readonly person: Person;
  readonly contact: string;
  readonly consent: 'yes' | 'no';
}

export const hospitalOf = (round: number): Hospital => HOSPITALS[round % HOSPITALS.length] as Hospital;

/** Numbers of persons are given out from the start, so that a longer run begins like a shorter one. */
const everybody = persons(900);

export function rowsOf(round: number): readonly Row[] {
  const personOf = (of: number, which: number): Person => everybody[of * NEW + which] as Person;
  const before = round - HOSPITALS.length;
  const contact = '2025-06-01';
  const fresh = Array.from({ length: NEW }, (_, which): Row => ({
    person: personOf(round, which),
    contact,
    consent: 'yes',
  }));
  return [
    ...fresh,
    // Treated elsewhere, followed here too.
    ...(round > 0 ? [{ person: personOf(round - 1, 2), contact: '2025-07-01', consent: 'yes' } as const] : []),
    ...(before >= 0
      ? ([
          { person: personOf(before, 0), contact: '2025-08-01', consent: 'yes' },
          { person: personOf(before, 1), contact, consent: before % 3 === 1 ? 'no' : 'yes' },
          { person: personOf(before, 2), contact, consent: 'yes' },
        ] as const)
      : []),
  ];
}

/** What the patients answered, in the one column that says so. */
const CONSENTS = MAPPING.replaceAll('values: { yes: given }', 'values: { yes: given, no: withdrawn }').replaceAll(
  /( +)legalBasis: .*\n/gu,
  (_, blanks: string) =>
    [
      'legalBasis: { column: consent, values: { yes: consent, no: consent } }',
      'registry: { column: consent, values: { yes: permit, no: deny } }',
      'academicResearch: { column: consent, values: { yes: permit, no: deny } }',
    ]
      .map((line) => `${blanks}${line}\n`)
      .join(''),
);

/** @returns the words of the agent's command line. */
export function writeRows(folder: string, { id }: Hospital, rows: readonly Row[]): string[] {
  const place = join(folder, 'rounds', id);
  mkdirSync(place, { recursive: true });
  const mapping = join(place, 'mapping.yaml');
  writeFileSync(mapping, CONSENTS);
  const file = join(place, 'export.csv');
  const lines = rows.map(({ person: one, contact, consent }) =>
    [one.dossier, one.number, one.name, one.birth, 'M', consent, 'L01XL04', one.infused, contact, 'A'].join(';'),
  );
  writeFileSync(
    file,
    ['dossier;number;name;birth;sex;consent;product;infused;contact;status', ...lines, ''].join('\r\n'),
  );
  return ['submit', file, '--mapping', mapping];
}

export const writeRound = (folder: string, round: number): string[] =>
  writeRows(folder, hospitalOf(round), rowsOf(round));
