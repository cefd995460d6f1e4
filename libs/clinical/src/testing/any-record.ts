// In: a record type. Out: an arbitrary record of it, by its description: sound values, values at and beyond the edges, and what is no value at all.
import { describe, type Item } from '@longview/dictionary';
import fc from 'fast-check';
import { recordClass, RECORD_TYPE_NAMES, type RecordTypeName } from '../record-types.ts';

const days = fc
  .integer({ min: 0, max: 5000 })
  .map((day) => new Date(Date.UTC(2014, 0, 1 + day)).toISOString().slice(0, 10));

function valueOf(item: Item): fc.Arbitrary<unknown> {
  switch (item.kind) {
    case 'code':
      return fc.constantFrom(...Object.keys(item.values), 'L01XL99', '9680-3', 'C83.3');
    case 'codes':
      return fc.uniqueArray(fc.constantFrom(...Object.keys(item.values), 'L01XG01'), { maxLength: 4 });
    case 'text':
      return fc.constantFrom('del(17p)', 'x');
    case 'date':
      return days;
    case 'partialDate':
      return fc.oneof(
        days,
        days.map((day) => day.slice(0, 7)),
        days.map((day) => day.slice(0, 4)),
      );
    case 'integer':
      return fc.integer({ min: item.min - 1, max: item.max + 1 });
    case 'decimal':
      return fc.double({ min: item.min, max: item.max, noNaN: true });
    case 'quantity':
      return fc.record({
        value: fc.double({ min: item.min - 1, max: item.max * 2, noNaN: true }),
        reported: fc.record({
          value: fc.double({ min: 0, max: 1e4, noNaN: true }),
          unit: fc.constantFrom(...Object.keys(item.accepts)),
        }),
        comparator: fc.constantFrom('<', '>', undefined),
      });
  }
}

export const anyRecord = (type: RecordTypeName): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      describe(recordClass(type)).items.map((item) => [
        item.name,
        fc.oneof({ weight: 9, arbitrary: valueOf(item) }, fc.jsonValue()),
      ]),
    ),
    { requiredKeys: [] },
  );

/** Some records of a course, of any types. */
export const anyCourse = fc
  .array(
    fc
      .constantFrom(...RECORD_TYPE_NAMES)
      .chain((type) => fc.record({ type: fc.constant(type), record: anyRecord(type) })),
    { maxLength: 8 },
  )
  .map((records) => records.map((one, index) => ({ ...one, key: `${index}` })));
