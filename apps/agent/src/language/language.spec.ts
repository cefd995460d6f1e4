// What a data manager is told is told in the language that was chosen: every sentence whole, its words kept, what is a code left as it is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { QUERY_ANSWERS, RULES, recordClass } from '@longview/clinical';
import { validateRecord } from '@longview/dictionary';
import { PatientIdentity } from '@longview/identity';
import { holdBack } from '../validate/hold-back.ts';
import { DOCTOR, DOCTOR_WORDS } from './phrases-of-doctor.ts';
import { ANSWERS, COUNTED, QUERIES, SENT, STATUS } from './phrases-of-status.ts';
import { FRAME, PHRASES, WORDS } from './phrases.ts';
import { sayFinding } from './say-finding.ts';
import { framed, languageOf, LANGUAGES, say } from './say.ts';

const OTHERS = ['nl', 'fr', 'de'] as const;
const placesOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/gu)].map(([place]) => place).sort();

const ROOT = join(import.meta.dirname, '../../../..');
const sourcesBelow = (folder: string): string =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => name.endsWith('.ts') && !/(?:spec|phrases[a-z-]*)\.ts$/u.test(name) && !name.includes('node_modules'),
    )
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))
    .join('\n');

describe('the phrases', () => {
  test('stand once, and have the same words in each language', () => {
    const all = [...PHRASES, ...WORDS, ...Object.values(FRAME)];
    expect(new Set(all.map(([en]) => en)).size).toBe(all.length);
    const around = [STATUS, COUNTED, QUERIES, ANSWERS, SENT].flatMap((phrases) => Object.values(phrases));
    for (const [en, ...others] of [...all, ...DOCTOR, ...DOCTOR_WORDS, ...around]) {
      expect(new Set(placesOf(en)).size).toBe(placesOf(en).length);
      for (const other of others) expect([en, placesOf(other)]).toEqual([en, placesOf(en)]);
      if (en.length > 20) for (const other of others) expect(other).not.toBe(en);
    }
  });

  // A sentence that is changed where it is said would silently be told in English again.
  test('are said somewhere in the sources, word for word', () => {
    const folders = ['libs/csv/src', 'libs/fhir/src', 'libs/dictionary/src', 'libs/identity/src', 'libs/units/src'];
    const sources = [...folders, 'apps/agent/src', 'apps/registry/src/intake', 'apps/registry/src/consent']
      .map(sourcesBelow)
      .join('\n');
    const unsaid = [...PHRASES, ...WORDS].flatMap(([en]) => {
      const parts = en.split(/\{\w+\}/u).map((part) => part.replace(/; the field is left out$/u, ''));
      const longest = parts.toSorted((left, right) => right.length - left.length)[0] as string;
      return sources.includes(longest.trim().replace(/\.$/u, '')) ? [] : [en];
    });
    expect(unsaid).toEqual([]);
  });
});

describe('what the doctor says', () => {
  /** Sentences in his sources: texts of two words and more, with a name where something is put in. */
  const sentences = readdirSync(join(ROOT, 'apps/agent/src/doctor'))
    .filter((name) => /^(?:look-at-.*|tls-words|doctor)\.ts$/u.test(name))
    .flatMap((name) => {
      const code = readFileSync(join(ROOT, 'apps/agent/src/doctor', name), 'utf8').replaceAll(
        /^ *(?:\/\/|\/?\*).*$/gmu,
        '',
      );
      return [...code.matchAll(/(?<![\w])(?:'([^'\n]+)'|"([^"\n]+)"|`((?:[^`$\n]|\$\{[^`\n]*?\})+)`)/gu)];
    })
    .map(([, single, double, template]) => (single ?? double ?? template ?? '').replaceAll(/\$\{[^}]*\}+/gu, 'x1'))
    .filter(
      (text) =>
        /[a-z]{2,} [a-z]/u.test(text) &&
        !/SELECT|PRAGMA|import|chmod|^longview-agent [a-z-]+$|^x1 s x1 the x1$|^the x1$/u.test(text),
    );

  test('is told in every language, sentence by sentence', () => {
    expect(sentences.length).toBeGreaterThan(80);
    for (const language of OTHERS)
      expect([language, sentences.filter((text) => sayFinding(text, language) === text)]).toEqual([language, []]);
  });

  test.each([
    [
      "answers, takes this agent's key, and its log of 7 entries bears its signature (directly at 10.0.0.1, TLS by Home CA until 2027-01-01)",
      'antwoordt, aanvaardt de sleutel van deze agent, en zijn log van 7 regels draagt zijn handtekening (rechtstreeks op 10.0.0.1, TLS van Home CA tot 2027-01-01)',
    ],
    [
      'TLS: registry.example shows a certificate for x made by y, which nothing trusted here has made (CERT_UNTRUSTED)',
      'TLS: registry.example toont een certificaat voor x gemaakt door y, gemaakt door niets wat hier vertrouwd is (CERT_UNTRUSTED)',
    ],
    [
      'nothing listens at 10.0.0.1:443, where the registry should be (ECONNREFUSED)',
      'niets luistert op 10.0.0.1:443, waar het register zou moeten zijn (ECONNREFUSED)',
    ],
    [
      '35 s behind the registry: requests are refused from 30 s on',
      '35 s achter op het register: vanaf 30 s worden verzoeken geweigerd',
    ],
    ['ENOENT: no such file or directory', 'ENOENT: no such file or directory'],
  ])('%s', (english, dutch) => {
    expect(sayFinding(english, 'nl')).toBe(dutch);
    expect(sayFinding(english, 'en')).toBe(english);
  });
});

test('answers to queries are those of the data set', () => {
  expect(Object.fromEntries(Object.entries(ANSWERS).map(([code, [en]]) => [code, en]))).toEqual(QUERY_ANSWERS);
});

const identity = new PatientIdentity({
  system: 'be:niss',
  digits: '85073003328',
  birthDate: '1985-07-30',
  name: 'Peeters',
});

/** One problem of each rule of single values, as the code says it. */
const found = [
  ...validateRecord(recordClass('Infusion'), { infusionDate: undefined, nonsense: 1, absent: { weight: 'x' } }),
  ...validateRecord(recordClass('SurvivalStatus'), { status: 'undead', lastContactDate: '2024-13-01' }),
  ...validateRecord(recordClass('Infusion'), {
    infusionDate: '2024-01-01',
    weight: { value: 7450, reported: { value: 7450, unit: 'kg' } },
  }),
  ...validateRecord(recordClass('Patient'), { sex: 'male', absent: { sex: 'unknown', countryOfResidence: 'perhaps' } }),
  ...holdBack(
    {
      type: 'SurvivalStatus',
      sourceRecordId: 'x',
      source: 'ehr',
      record: { status: 'Peeters', deathDate: '1985-07-30' },
      place: { file: 'a', line: 1 },
      places: new Map(),
    },
    identity,
    undefined,
  ).problems,
];

describe.each(OTHERS)('in %s', (language) => {
  test('every check of a single value is told', () => {
    expect(new Set(found.map(({ rule }) => rule))).toEqual(
      new Set(['D01', 'D02', 'D03', 'D04', 'D05', 'D06', 'P01', 'P02']),
    );
    for (const problem of found) {
      const told = say(problem, language);
      expect([problem.rule, told.message]).not.toEqual([problem.rule, problem.message]);
      expect([problem.rule, told.mend]).not.toEqual([problem.rule, problem.mend]);
      expect(`${told.message} ${told.mend}`).not.toMatch(/\{\w+\}/u);
      expect(told).toMatchObject({ rule: problem.rule, field: problem.field });
    }
  });

  test('every rule between fields is told, by the sentence that stands in the ledger', () => {
    for (const { id, wordings } of RULES)
      for (const { message, mend } of Object.values(wordings)) {
        const told = say({ rule: id, message: message.en, mend: mend.en }, language);
        expect([id, told.message, told.mend]).toEqual([id, message[language], mend[language]]);
      }
  });

  test('labels are words of the language, codes and numbers are not', () => {
    const [range] = found.filter(({ rule }) => rule === 'D04');
    const { message } = say(range as (typeof found)[number], language);
    expect(message).toContain('7450 kg');
    expect(message).not.toContain('weight at infusion');
  });

  test('a list of codes says what they mean', () => {
    const [unlisted] = validateRecord(recordClass('SurvivalStatus'), {
      status: 'undead',
      lastContactDate: '2024-01-01',
    });
    const { mend } = say(unlisted as NonNullable<typeof unlisted>, language);
    const meant = { nl: 'uit het oog verloren', fr: 'perdu de vue', de: 'verschollen' }[language];
    expect(mend).toContain(`lostToFollowUp (${meant})`);
  });

  test('what nobody translated stays English', () => {
    const strange = { rule: 'X99', message: 'something new', mend: 'Do it.' };
    expect(say(strange, language)).toEqual(strange);
  });
});

test('English is as it was found', () => {
  for (const problem of found) expect(say(problem, 'en')).toBe(problem);
  expect(framed(FRAME.mend, 'en')).toBe('Mend');
});

test.each([
  [{ LANG: 'nl_BE.UTF-8' }, 'nl'],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: 'fr_BE' }, 'fr'],
  [{ LANG: 'de', LC_MESSAGES: '' }, 'de'],
  [{ LANG: 'C' }, undefined],
  [{ LANG: 'nld' }, undefined],
  [{ LANG: 'it_IT' }, undefined],
  [{}, undefined],
])('the locale %j is %s', (environment, language) => {
  expect(languageOf(environment)).toBe(language);
  expect(LANGUAGES).toContain('en');
});
