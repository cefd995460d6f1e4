// A typed text that names its patient in any of the usual ways is held back; ordinary clinical text is not.
import { describe, expect, test } from '@jest/globals';
import { mentions } from './mentions-identity.ts';
import { PatientIdentity } from './patient-identity.ts';

const patient = new PatientIdentity({
  system: 'be:niss',
  digits: '05073003384',
  fileNumber: 'H1-17888426',
  name: 'Van den Bergen, Désirée Li',
  birthDate: '1964-01-21',
  sex: 'female',
});

describe('held back', () => {
  test.each([
    ['seen, nr 05.07.30-033.84', 'nationalNumber'],
    ['nr 05073003384.', 'nationalNumber'],
    ['nr 5073003384 (from the spreadsheet)', 'nationalNumber'],
    ['spoke with mrs Vandenbergen', 'name'],
    ['mevr. van den bergen wenst geen herhaling', 'name'],
    ['DESIREE is moe', 'name'],
    ['desirée’s echtgenoot belde', 'name'],
    ['gesprek met Li', 'name'],
    ['°21/01/1964', 'birthDate'],
    ['born 21.1.64', 'birthDate'],
    ['b. 1964-01-21', 'birthDate'],
    ['geb. 21 januari 1964', 'birthDate'],
    ['née le 21 janv. 1964', 'birthDate'],
    ['January 21st, 1964', 'birthDate'],
    ['19640121', 'birthDate'],
    ['21011964', 'birthDate'],
    ['01/21/1964', 'birthDate'],
    ['geboren in 1964', 'birthDate'],
    ['dossier H1-17888426', 'fileNumber'],
    ['zie 17888426', 'fileNumber'],
    ['h1 178 884 26', 'fileNumber'],
  ])('%s', (text, what) => expect(mentions(text, patient)).toContain(what));
});

describe('let through', () => {
  test.each([
    'patient had fever on day 3, given tocilizumab 8 mg/kg twice',
    'van de lever, der Rest und den Tod: particles name nobody',
    'CT 22/01/2014: complete remission, SUVmax 2.1',
    'diagnosed 1964 in another hospital',
    'ANC 0.21, Hb 9.6, platelets 64',
    '',
  ])('%s', (text) => expect(mentions(text, patient)).toEqual([]));

  test('another patient’s number is not this patient’s', () => expect(mentions('85073003328', patient)).toEqual([]));
});

test('a short file number counts only as a word of its own', () => {
  const short = new PatientIdentity({ fileNumber: '12' });
  expect(mentions('file 12', short)).toEqual(['fileNumber']);
  expect(mentions('dose 120 mg', short)).toEqual([]);
});
