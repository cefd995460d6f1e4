// In: planted identifiers in every disguise that the search claims to see through. Out: each is found, and what only looks alike is not.
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Manifest } from '@longview/fixtures';
import { IdentifierSearch } from './identifier-search.ts';

const manifest: Manifest = {
  seed: 1,
  errors: [],
  identities: [
    {
      patient: 0,
      nationalNumber: '05031295503',
      familyName: 'Testmans-0001',
      birthDate: '1972-05-03',
      fileNumbers: { 2: '126148/45', 4: '126148.5' },
      lotNumbers: ['LOT-04100003'],
    },
  ],
};
/** Of the number above: what everybody can compute. */
const MD5 = createHash('md5').update('05031295503').digest('hex');
const search = new IdentifierSearch(manifest);
const found = (bytes: Buffer | string): string[] => [
  ...new Set(search.find('here', Buffer.from(bytes as string)).map(({ text }) => text)),
];

describe('finds', () => {
  test.each<[string, Buffer | string, string]>([
    ['a number in a sentence', 'niss 05031295503.', '05031295503'],
    ['a number without its zero', '"5031295503"', '5031295503'],
    ['a number as it is printed on the card', '05.03.12-955.03', '05.03.12-955.03'],
    ['a name in capitals', 'TESTMANS-0001, Alfa', 'testmans-0001'],
    ['a name in UTF-16', Buffer.from('x Testmans-0001 y', 'utf16le'), 'testmans-0001'],
    ['a birth date as the hospital writes it', '°03/05/1972', '03/05/1972'],
    ['a birth date without signs', '(19720503)', '19720503'],
    ['a file number between cells', ';126148.5;', '126148.5'],
    ['a lot number at the very end', 'lot LOT-04100003', 'lot-04100003'],
    ['a number in base64', `{"x":"${Buffer.from('{"n":"05031295503"}').toString('base64url')}"}`, '05031295503'],
    ['a number in a bytea', `\\x${Buffer.from('n=05031295503').toString('hex')}`, '05031295503'],
    ['a number that was hashed without a key', `md5 ${MD5}`, MD5],
  ])('%s', (_, bytes, text) => expect(found(bytes)).toContain(text));
});

test.each([
  ['a longer number around it', '9050312955031'],
  ['a time that goes on', '126148.53'],
  ['a time that began before', '1126148.5'],
  ['another number', '05031295504'],
  ['eight digits of an id', '19720503-0ba9-41a3-80f6-b8fe991c5dd0'],
  ['eight digits of a hash', 'c0ffee19720503ab'],
])('does not take for one: %s', (_, bytes) => expect(found(bytes)).toEqual([]));
