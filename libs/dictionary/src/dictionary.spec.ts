import { describe as suite, expect, test } from '@jest/globals';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import {
  codebookPage,
  conditionHolds,
  csvTemplateOf,
  describe,
  Field,
  jsonSchemaOf,
  fromCanonical,
  onlyDescribed,
  type Quantity,
  quantityOf,
  RecordType,
  sharing,
  toCanonical,
  validateRecord,
} from './index.ts';

const base = { level: 'core', source: 'test', purpose: 'test', identifiability: 'none' } as const;

@RecordType({ label: 'A sample', purpose: 'Tries the dictionary.', source: 'test', belongsTo: 'course' })
class Sample {
  @Field({ ...base, kind: 'date', label: 'sample date', places: true })
  sampleDate?: string;
  @Field({ ...base, kind: 'code', label: 'result', required: true, values: { pos: 'positive', neg: 'negative' } })
  result?: string;
  @Field({ ...base, kind: 'integer', label: 'grade', min: 0, max: 5, unit: '{score}' })
  grade?: number;
  @Field({ ...base, kind: 'partialDate', label: 'since' })
  since?: string;
  @Field({
    ...base,
    kind: 'quantity',
    label: 'dose',
    unit: '10*6',
    min: 1,
    max: 1000,
    accepts: { '10*6': 1, '10*8': 100 },
  })
  dose?: Quantity;
  @Field({ ...base, kind: 'codes', label: 'signs', values: { fever: 'fever', chills: 'chills' } })
  signs?: readonly string[];
  @Field({
    ...base,
    kind: 'code',
    label: 'drug',
    values: { L04AC07: 'tocilizumab' },
    shape: /^[A-Z]\d{2}[A-Z]{2}\d{2}$/,
  })
  drug?: string;
  @Field({ ...base, kind: 'text', label: 'in words', maxLength: 20, seenBy: 'centre' })
  words?: string;
  @Field({
    ...base,
    kind: 'code',
    label: 'proof',
    required: true,
    askedWhen: { item: 'result', is: ['neg'] },
    values: { yes: 'yes' },
  })
  proof?: string;
}

const found = (record: Record<string, unknown>) =>
  validateRecord(Sample, record).map((problem) => `${problem.rule} ${problem.severity} ${problem.field}`);

suite('the dictionary', () => {
  test('a required item is asked about where it applies, and nowhere else', () => {
    const asked = (record: Record<string, unknown>) => found({ sampleDate: '2024-01-02', ...record });
    expect(asked({ result: 'neg' })).toEqual(['D01 query proof']);
    expect(asked({ result: 'neg', proof: 'yes' })).toEqual([]);
    expect(asked({ result: 'neg', absent: { proof: 'notDone' } })).toEqual([]);
    expect(asked({ result: 'pos' })).toEqual([]);
    expect(asked({ result: 'pos', proof: 'yes' })).toEqual([]);
    // Of what is not known nothing follows: its own absence is asked about, or coded.
    expect(asked({})).toEqual(['D01 query result']);
    expect(asked({ absent: { result: 'unknown' } })).toEqual([]);
  });

  test.each([
    [{ item: 'a', is: ['x', 'y'] }, { a: 'y' }, true],
    [{ item: 'a', is: ['x', 'y'] }, { a: 'z' }, false],
    [{ item: 'a', is: ['x'] }, {}, false],
    [{ item: 'a', isNot: ['x'] }, { a: 'x' }, false],
    [{ item: 'a', isNot: ['x'] }, { a: 'z' }, true],
    [{ item: 'a', isNot: ['x'] }, {}, false],
    [{ item: 'a', is: 'given' }, { a: '2024-01-02' }, true],
    [{ item: 'a', is: 'given' }, { a: '' }, false],
    [{ item: 'a', is: 'missing' }, { a: null }, true],
    [{ item: 'a', is: 'missing' }, { a: 'x' }, false],
  ] as const)('%j of %j is %s', (condition, record, holds) => {
    expect(conditionHolds(condition, record)).toBe(holds);
  });

  test('a full record holds', () =>
    expect(
      found({
        sampleDate: '2024-02-29',
        result: 'pos',
        grade: 3,
        since: '2023',
        dose: { value: 200, reported: { value: 2, unit: '10*8' }, comparator: '>' },
        signs: ['fever', 'chills'],
        drug: 'L01XL99',
        words: 'del(17p), 2 of 20',
      }),
    ).toEqual([]));

  test.each([
    [{}, ['D01 error sampleDate', 'D01 query result']],
    [{ sampleDate: '2023-02-29', result: 'pos' }, ['D02 error sampleDate']],
    [{ sampleDate: '2024-01-01', result: 'maybe' }, ['D03 query result']],
    [{ sampleDate: '2024-01-01', result: 'Jan Peeters 1950' }, ['D02 error result']],
    [{ sampleDate: '2024-01-01', result: 'pos', grade: 9 }, ['D04 query grade']],
    [{ sampleDate: '2024-01-01', result: 'pos', grade: 'three' }, ['D02 error grade']],
    [{ sampleDate: '2024-01-01', absent: { result: 'notDone' } }, []],
    [{ sampleDate: '2024-01-01', absent: { result: 'forgotten' } }, ['D06 query result']],
    [{ sampleDate: '2024-01-01', result: 'pos', absent: { result: 'notDone' } }, ['D06 query result']],
    [{ sampleDate: '2024-01-01', result: 'pos', absent: { grade: 'notDone' } }, ['D06 query absent.grade']],
    [{ absent: { sampleDate: 'unknown', result: 'notDone' } }, ['D06 query absent.sampleDate', 'D01 error sampleDate']],
    [{ sampleDate: '2024-01-01', result: 'pos', surname: 'x' }, ['D05 query surname']],
    [{ sampleDate: '2024-01-01', result: 'pos', dose: { value: 2 } }, ['D02 error dose']],
    [{ sampleDate: '2024-01-01', result: 'pos', signs: ['fever', 'fever'] }, ['D02 error signs']],
    [{ sampleDate: '2024-01-01', result: 'pos', signs: 'fever' }, ['D02 error signs']],
    [{ sampleDate: '2024-01-01', result: 'pos', signs: ['fever', 'two words'] }, ['D02 error signs']],
    [{ sampleDate: '2024-01-01', result: 'pos', signs: ['fever', 'cough'] }, ['D03 query signs']],
    [{ sampleDate: '2024-01-01', result: 'pos', signs: [] }, []],
    [{ sampleDate: '2024-01-01', result: 'pos', drug: 'tocilizumab' }, ['D03 query drug']],
    [{ sampleDate: '2024-01-01', result: 'pos', words: 'file 17888426' }, ['D02 error words']],
    [{ sampleDate: '2024-01-01', result: 'pos', words: '12/03/1950' }, ['D02 error words']],
    [{ sampleDate: '2024-01-01', result: 'pos', words: 'a@b.be' }, ['D02 error words']],
    [{ sampleDate: '2024-01-01', result: 'pos', words: 'x'.repeat(21) }, ['D02 error words']],
    [{ sampleDate: '2024-01-01', result: 'pos', words: 'two\nlines' }, ['D02 error words']],
    [
      {
        sampleDate: '2024-01-01',
        result: 'pos',
        dose: { value: 2, reported: { value: 2, unit: '10*6' }, comparator: 'about' },
      },
      ['D02 error dose'],
    ],
    [
      { sampleDate: '2024-01-01', result: 'pos', dose: { value: 2, reported: { value: 2, unit: '10*6' }, by: 'x' } },
      ['D02 error dose'],
    ],
    [
      { sampleDate: '2024-01-01', result: 'pos', dose: { value: 0.5, reported: { value: 0.5, unit: '10*6' } } },
      ['D04 query dose'],
    ],
  ])('%j is asked about as it should be', (record, expected) => expect(found(record)).toEqual(expected));

  test('what cannot be read is never repeated in a message', () => {
    const [problem] = validateRecord(Sample, { sampleDate: '2024-01-01', result: 'Jan Peeters 1950' });
    expect(JSON.stringify(problem)).not.toContain('Peeters');
  });

  test('only what is described travels', () =>
    expect(
      onlyDescribed(Sample, { surname: 'x', result: '', grade: 2, absent: { result: 'unknown', grade: 'unknown' } }),
    ).toEqual({
      grade: 2,
      absent: { result: 'unknown' },
    }));

  test('finds what class-validator finds, no more and no less', () =>
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('sampleDate', 'result', 'grade', 'dose', 'signs', 'drug', 'words', 'absent'),
          fc.oneof(
            fc.jsonValue(),
            fc.constantFrom('2024-02-29', 'CR', 3, -1, 900, [], ['fever'], ['x'], ['fever', 'fever']),
          ),
        ),
        (drawn) => {
          const record = drawn as Record<string, unknown>;
          const theirs = validateSync(Object.assign(new Sample(), record), { forbidUnknownValues: false }).flatMap(
            ({ property, constraints }) => Object.keys(constraints ?? {}).map((rule) => `${property} ${rule}`),
          );
          const items = new Set(describe(Sample).items.map(({ name }) => name));
          const ours = validateRecord(Sample, record).flatMap(({ rule, field }) =>
            items.has(field ?? '') ? [`${field} ${rule}`] : [],
          );
          expect(ours.toSorted()).toEqual(theirs.toSorted());
        },
      ),
    ));

  test('no input makes the check fall over', () =>
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('sampleDate', 'result', 'grade', 'dose', 'signs', 'words', 'absent', 'x'),
          fc.jsonValue(),
        ),
        (record) => {
          for (const problem of validateRecord(Sample, record as Record<string, unknown>)) {
            expect(problem.mend.length).toBeGreaterThan(0);
            expect(problem.field).toBeDefined();
          }
        },
      ),
    ));

  test('schema, template and codebook come from the same description', () => {
    expect(Object.keys((jsonSchemaOf(describe(Sample)) as { properties: object }).properties)).toEqual([
      ...describe(Sample).items.map((item) => item.name),
      'absent',
    ]);
    expect(csvTemplateOf(describe(Sample), ['key'])).toBe(
      'key;sampleDate;result;absent.result;grade;since;dose.value;dose.unit;signs;drug;words;proof;absent.proof\r\n',
    );
    const page = codebookPage(describe(Sample), {
      languages: [
        { name: 'nl', of: () => undefined, ofCode: (item, code) => `${item.name}/${code} in het Nederlands` },
      ],
    });
    expect(page).toContain(
      '| `result` | result |  | code |  | `pos`; `neg` | core | value or absence | D01, D02, D03, D06 |',
    );
    expect(page).toContain('| value or absence, when `result` is neg |');
    expect(page).toContain(
      '`result`:\n\n| code | meaning | nl |\n|---|---|---|\n| `pos` | positive | result/pos in het Nederlands |',
    );
  });
});

suite('units', () => {
  const temperature = { accepts: { Cel: 1, '[degF]': { factor: 5 / 9, offset: -160 / 9 } } };
  test('a scale with another zero is converted, and a unit that is not accepted is not guessed', () => {
    expect(toCanonical(temperature, 101, '[degF]')).toBeCloseTo(38.3333, 4);
    expect(toCanonical(temperature, 38, 'Cel')).toBe(38);
    expect(toCanonical(temperature, 38, 'toString')).toBeUndefined();
    expect(quantityOf(temperature, 311, 'K')).toBeUndefined();
    expect(quantityOf({ accepts: { 'mg/L': 1, 'mg/dL': 10 } }, 0.3, 'mg/dL', '<')).toEqual({
      value: 3,
      reported: { value: 0.3, unit: 'mg/dL' },
      comparator: '<',
    });
  });

  test('there and back again is the same number', () =>
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.oneof(
          fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
          fc.record({
            factor: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
            offset: fc.double({ min: -100, max: 100, noNaN: true }),
          }),
        ),
        (value, conversion) => {
          const there = toCanonical({ accepts: { u: conversion } }, value, 'u');
          const back = fromCanonical({ accepts: { u: conversion } }, there as number, 'u') as number;
          const scale = typeof conversion === 'number' ? 0 : Math.abs(conversion.offset) / conversion.factor;
          expect(Math.abs(back - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value), scale));
        },
      ),
    ));
});

test('what items share is said once; a date and a text point at a person unless said otherwise', () => {
  const item = sharing({ level: 'full', source: 's', purpose: 'p' });
  expect(item({ kind: 'date', label: 'l' })).toMatchObject({ level: 'full', identifiability: 'quasi' });
  expect(item({ kind: 'text', label: 'l', maxLength: 9 })).toMatchObject({ seenBy: 'centre' });
  expect(item({ kind: 'code', label: 'l', values: {}, level: 'key' })).toMatchObject({
    level: 'key',
    identifiability: 'none',
  });
});
