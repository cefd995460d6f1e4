import { describe as suite, expect, test } from '@jest/globals';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import {
  codebookPage,
  csvTemplateOf,
  describe,
  Field,
  jsonSchemaOf,
  onlyDescribed,
  RecordType,
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
  dose?: { value: number; reported: { value: number; unit: string } };
}

const found = (record: Record<string, unknown>) =>
  validateRecord(Sample, record).map((problem) => `${problem.rule} ${problem.severity} ${problem.field}`);

suite('the dictionary', () => {
  test('a full record holds', () =>
    expect(
      found({
        sampleDate: '2024-02-29',
        result: 'pos',
        grade: 3,
        since: '2023',
        dose: { value: 200, reported: { value: 2, unit: '10*8' } },
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
          fc.constantFrom('sampleDate', 'result', 'grade', 'dose', 'absent'),
          fc.oneof(fc.jsonValue(), fc.constantFrom('2024-02-29', 'CR', 3, -1, 900)),
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
        fc.dictionary(fc.constantFrom('sampleDate', 'result', 'grade', 'dose', 'absent', 'x'), fc.jsonValue()),
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
      'key;sampleDate;result;absent.result;grade;since;dose.value;dose.unit\r\n',
    );
    expect(codebookPage(describe(Sample))).toContain(
      '| `result` | result | code |  | `pos` positive; `neg` negative | core | value or absence |',
    );
  });
});
