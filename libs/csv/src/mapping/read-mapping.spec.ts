// A mapping file is checked against the dictionary before a row is read: every refusal names its path and what was likely meant.
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unwrap } from '@longview/foundation';
import { readMapping } from './read-mapping.ts';

const SOUND = `
version: 1
source: lab
identity: {nationalNumber: rrn, name: [voornaam, naam], birthDate: geboren}
key: [dossier, datum]
records:
  - type: SurvivalStatus
    fields:
      status: {column: status, values: {in leven: alive, '?': {absent: unknown}}}
      deathDate: {column: contact, when: {column: status, in: [overleden]}}
`;
const refusals = (yaml: string, demonstration = false) => {
  const result = readMapping(yaml, { demonstration });
  return result.ok ? [] : result.error.map((one) => `${one.code} ${one.path ?? ''}`);
};
const messages = (yaml: string) => {
  const result = readMapping(yaml);
  return result.ok ? '' : result.error.map((one) => one.message).join();
};

test('a sound mapping is read', () => {
  const mapping = unwrap(readMapping(SOUND));
  expect(mapping.key).toEqual(['dossier', 'datum']);
  expect(mapping.records[0]?.fields.map((field) => field.item.name)).toEqual(['status', 'deathDate']);
  expect(mapping.demonstration).toEqual([]);
});

describe('refused, with its path', () => {
  test.each([
    ['no YAML', 'version: [1', 'yaml-unreadable line 1'],
    ['a list', '- a', 'yaml-unreadable '],
    ['a name twice', `${SOUND}source: other\n`, 'yaml-unreadable line 11'],
    ['another version', SOUND.replace('version: 1', 'version: 2'), 'wrong-value version'],
    ['no source', SOUND.replace('source: lab', ''), 'missing-key source'],
    ['a source with blanks', SOUND.replace('source: lab', 'source: my lab'), 'wrong-value source'],
    ['a mistyped name', `${SOUND}delimeter: ','\n`, 'unknown-key delimeter'],
    ['an unknown delimiter', `${SOUND}delimiter: x\n`, 'wrong-value delimiter'],
    ['an unknown encoding', `${SOUND}encoding: latin-9\n`, 'wrong-value encoding'],
    ['two-digit years', `${SOUND}dateFormat: dd/MM/yy\n`, 'wrong-value dateFormat[0]'],
    ['no key', SOUND.replace(/key:.*/, ''), 'missing-key key'],
    ['no way to know a patient', SOUND.replace('nationalNumber: rrn, ', ''), 'missing-key identity'],
    ['an unknown record type', SOUND.replace('SurvivalStatus', 'SurvivalState'), 'unknown-record-type records[0].type'],
    ['an unknown field', SOUND.replace('deathDate:', 'dethDate:'), 'unknown-field records[0].fields.dethDate'],
    ['an unknown code', SOUND.replace(': alive', ': living'), 'unknown-code records[0].fields.status.values.in leven'],
    [
      'an unknown absence',
      SOUND.replace('absent: unknown', 'absent: lost'),
      'wrong-value records[0].fields.status.values.?.absent',
    ],
    [
      'a birth date as a field',
      SOUND.replace('{column: contact,', '{column: Geboren,'),
      'identity-in-record records[0].fields.deathDate',
    ],
    [
      'a number as a field',
      SOUND.replace('{column: contact,', '{column: rrn,'),
      'identity-in-record records[0].fields.deathDate',
    ],
    [
      'a name as a field',
      SOUND.replace('{column: contact,', '{column: naam,'),
      'identity-in-record records[0].fields.deathDate',
    ],
  ])('%s', (_name, yaml, expected) => expect(refusals(yaml)).toEqual([expected]));

  test('with what was likely meant', () => {
    expect(messages(`${SOUND}delimeter: ','\n`)).toContain('did you mean "delimiter"?');
    expect(messages(SOUND.replace('deathDate:', 'dethDate:'))).toContain('did you mean deathDate?');
    expect(messages(SOUND.replace('SurvivalStatus', 'SurvivalState'))).toContain('did you mean SurvivalStatus?');
  });
});

describe('constants for what a person decides', () => {
  const constant = (type: string, field: string, value: string) =>
    `version: 1\nsource: lab\nidentity: {nationalNumber: rrn}\nkey: id\nrecords: [{type: ${type}, fields: {${field}: {constant: ${value}}}}]\n`;
  test.each([
    ['Consent', 'eventType', 'given'],
    ['Consent', 'registry', 'permit'],
    ['SurvivalStatus', 'status', 'alive'],
    ['ResponseAssessment', 'responseReported', 'CR'],
    ['Infusion', 'infusionDate', "'2020-01-01'"],
    ['RelapseProgression', 'date', "'2020'"],
  ])('%s.%s: in a demonstration only, and then it is marked', (type, field, value) => {
    const yaml = constant(type, field, value);
    expect(refusals(yaml)).toEqual([`demonstration-only records[0].fields.${field}.constant`]);
    expect(unwrap(readMapping(yaml, { demonstration: true })).demonstration).toEqual([
      `records[0].fields.${field}.constant`,
    ]);
  });
  test('other constants are taken as they are, if the dictionary knows them', () => {
    expect(refusals(constant('Product', 'productCode', 'other'))).toEqual([]);
    expect(refusals(constant('Product', 'productCode', 'unheard-of'))).toEqual([
      'unknown-code records[0].fields.productCode.constant',
    ]);
  });
});

test('units are those of the dictionary', () => {
  const yaml = (dose: string) =>
    `version: 1\nsource: lab\nidentity: {nationalNumber: rrn}\nkey: id\nrecords: [{type: Infusion, fields: {totalCarPositiveViableTCells: ${dose}}}]\n`;
  expect(refusals(yaml("{column: dosis, unit: '10*8'}"))).toEqual([]);
  expect(refusals(yaml('{column: dosis, unit: mg}'))).toEqual([
    'unknown-unit records[0].fields.totalCarPositiveViableTCells.unit',
  ]);
  expect(refusals(yaml('{column: dosis}'))).toEqual([
    'missing-key records[0].fields.totalCarPositiveViableTCells.unit',
  ]);
});

test('the published example is sound, in a demonstration only', () => {
  const yaml = readFileSync(join(import.meta.dirname, '../../../../schema/mappings/ly1801.yaml'), 'utf8');
  expect(unwrap(readMapping(yaml, { demonstration: true })).demonstration.length).toBeGreaterThan(0);
  expect(new Set(refusals(yaml).map((one) => one.split(' ')[0]))).toEqual(new Set(['demonstration-only']));
});
