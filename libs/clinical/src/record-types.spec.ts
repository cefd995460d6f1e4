import { describe, expect, test } from '@jest/globals';
import { describe as describeRecord, validateRecord } from '@longview/dictionary';
import { RECORD_TYPE_NAMES, recordClass } from './record-types.ts';
import { CODE_LABELS, codeLabelIn, isNamedElsewhere } from './reference/code-labels.ts';
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

  test('what is required is key or core, and is asked of what the same record says', () => {
    for (const type of RECORD_TYPE_NAMES) {
      const { items } = describeRecord(recordClass(type));
      for (const { name, required, level, askedWhen } of items) {
        if (required) expect(`${type}.${name} ${level}`).toMatch(/ (?:key|core)$/);
        if (!askedWhen) continue;
        expect(`${type}.${name} ${required}`).toMatch(/true$/);
        const other = items.find((item) => item.name === askedWhen.item);
        const codes = 'isNot' in askedWhen ? askedWhen.isNot : typeof askedWhen.is === 'string' ? [] : askedWhen.is;
        expect(other).toBeDefined();
        // A condition on a code that nobody can give would never ask, or always.
        for (const code of codes) expect(other).toHaveProperty(['values', code]);
      }
    }
  });

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

  const lists = RECORD_TYPE_NAMES.flatMap((type) =>
    describeRecord(recordClass(type)).items.flatMap((item) =>
      item.kind === 'code' || item.kind === 'codes' ? [{ type, item, codes: Object.keys(item.values) }] : [],
    ),
  );

  test('every code is labelled in four languages but those that a terminology names, and no two of a list alike', () => {
    for (const { type, item, codes } of lists)
      for (const language of LANGUAGES) {
        const labels = codes.map((code) => codeLabelIn(language, type, item, code)?.trim() ?? '');
        const place = `${type}.${item.name} in ${language}`;
        expect([place, codes.filter((_, index) => labels[index] === '')]).toEqual([place, []]);
        // Two codes of one list that read alike cannot be told apart by whoever chooses.
        const twice = labels.filter((label, index) => labels.indexOf(label) !== index);
        expect([place, twice]).toEqual([place, []]);
      }
  });

  test('no label of a code is kept that nobody uses, and none is translated that a terminology names', () => {
    const ours = new Set(
      lists.flatMap(({ item, codes }) =>
        codes.flatMap((code) =>
          isNamedElsewhere(item, code) ? [] : [(item as { values: Record<string, string> }).values[code]],
        ),
      ),
    );
    const known = [...CODE_LABELS.labels.map(({ en }) => en), ...CODE_LABELS.same];
    expect(known.filter((label) => !ours.has(label))).toEqual([]);
    expect(known.filter((label, index) => known.indexOf(label) !== index)).toEqual([]);
    for (const { items, en } of CODE_LABELS.of)
      for (const name of items)
        expect([
          name,
          lists.some(
            ({ type, item }) =>
              `${type}.${item.name}` === name &&
              Object.values((item as { values: Record<string, string> }).values).includes(en),
          ),
        ]).toEqual([name, true]);
  });

  test.each([
    ['nl', 'CytokineReleaseSyndrome', 'outcome', 'resolvedWithSequelae', 'hersteld met restletsel'],
    ['fr', 'AdverseEvent', 'relatedToProduct', 'related', 'lien établi'],
    ['fr', 'PriorTherapyLine', 'transplantDonor', 'related', 'apparenté'],
    ['de', 'Patient', 'countryOfResidence', 'BE', 'Belgien'],
    ['de', 'Product', 'productCode', 'L01XL03', 'axicabtagene ciloleucel'],
    ['nl', 'Icans', 'treatments', 'H02AB02', 'dexamethasone'],
    ['nl', 'Product', 'productCode', 'L01XL99', undefined],
    ['nl', 'Product', 'receivedDate', 'toString', undefined],
    ['nl', 'Patient', 'sex', 'toString', undefined],
  ] as const)('in %s %s.%s %s is %s', (language, type, name, code, label) => {
    const item = describeRecord(recordClass(type)).items.find((one) => one.name === name);
    expect(item && codeLabelIn(language, type, item, code)).toBe(label);
  });
});
