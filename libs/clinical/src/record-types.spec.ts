import { describe, expect, test } from '@jest/globals';
import { describe as describeRecord, validateRecord } from '@longview/dictionary';
import { RECORD_TYPE_NAMES, recordClass } from './record-types.ts';
import { labelIn, LABELS } from './reference/labels.ts';
import { LANGUAGES } from './rules/rule.ts';

describe('the data set', () => {
  test.each(RECORD_TYPE_NAMES)(
    '%s is described, and an empty record is asked about rather than accepted in silence',
    (name) => {
      const description = describeRecord(recordClass(name));
      expect(description.name).toBe(name);
      expect(description.items.length).toBeGreaterThan(1);
      expect(validateRecord(recordClass(name), {}).map((problem) => problem.rule)).toContain('D01');
    },
  );

  test('nothing that identifies can be written: no item of the data set is a name, a number in a file, an address or a birth date', () => {
    const forbidden =
      /name$|surname|niss|national|address|street|postcode|birth|fileNumber|lotNumber$|patientId|ssin|email|phone/i;
    for (const type of RECORD_TYPE_NAMES) {
      for (const item of describeRecord(recordClass(type)).items) expect(`${type}.${item.name}`).not.toMatch(forbidden);
    }
  });

  test('what is measured can be reported in its own unit, and typed text is seen by its centre alone', () => {
    for (const type of RECORD_TYPE_NAMES)
      for (const item of describeRecord(recordClass(type)).items) {
        if (item.kind === 'quantity') expect(`${item.name} ${item.accepts[item.unit]}`).toBe(`${item.name} 1`);
        if (item.kind === 'text') expect(item).toMatchObject({ seenBy: 'centre', identifiability: 'quasi' });
        if (item.kind === 'date' || item.kind === 'partialDate')
          expect(`${type}.${item.name} ${type === 'Consent' || item.identifiability}`).toMatch(/true$|quasi$/);
      }
  });

  test('every record type and item is labelled in four languages, and no label is kept that nobody uses', () => {
    const used = RECORD_TYPE_NAMES.flatMap((type) => {
      const { label, items } = describeRecord(recordClass(type));
      return [label, ...items.map((item) => item.label)];
    });
    for (const label of used)
      for (const language of LANGUAGES) expect([label, language, labelIn(language, label)]).not.toContain(undefined);
    expect(LABELS.map(({ en }) => en).filter((label) => !used.includes(label))).toEqual([]);
  });
});
