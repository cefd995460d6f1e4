// In: the dictionary. Out: its items by record type and by the code that they carry (`LOINC|718-7`), so that no second list says what is read.
import { isRecordTypeName, RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import type { RecordTypeName } from '@longview/clinical';
import { describe } from '@longview/dictionary';
import type { Item } from '@longview/dictionary';

export interface ItemOf {
  readonly type: RecordTypeName;
  readonly item: Item;
}

const items = new Map<RecordTypeName, ReadonlyMap<string, Item>>(
  RECORD_TYPE_NAMES.map((type) => [
    type,
    new Map(describe(recordClass(type)).items.map((item) => [item.name, item] as const)),
  ]),
);

export const itemOf = (type: RecordTypeName, name: string): Item | undefined => items.get(type)?.get(name);

export const itemsOf = (type: RecordTypeName): readonly Item[] => [...(items.get(type)?.values() ?? [])];

const byConcept = new Map<string, ItemOf[]>();
for (const [type, ofType] of items)
  for (const item of ofType.values())
    for (const concept of item.concept?.split(/[\s,]+/u) ?? []) {
      const key = concept.trim();
      if (key !== '') byConcept.set(key, [...(byConcept.get(key) ?? []), { type, item }]);
    }

/** `Type.field`. */
export function itemNamed(code: string): ItemOf | undefined {
  const [type = '', name = '', more] = code.split('.');
  if (more !== undefined || !isRecordTypeName(type)) return undefined;
  const item = itemOf(type, name);
  return item && { type, item };
}

/**
 * The same analyte under several LOINC codes: those that are met in laboratories, to the one that the dictionary names. All of one line measure
 * the same, whatever the method.
 */
const SAME_ANALYTE: readonly (readonly string[])[] = [
  ['6690-2', '26464-8', '804-5', '49498-9'],
  ['718-7', '59260-0', '20509-6', '30313-1', '30350-3'],
  ['777-3', '26515-7', '778-1', '49497-1'],
  ['751-8', '26499-4', '753-4'],
  ['731-0', '26474-7', '732-8'],
  ['742-7', '26484-6', '743-5'],
  ['1742-6', '1743-4', '1744-2'],
  ['1920-8', '30239-8'],
  ['14631-6', '1975-2', '42719-5'],
  ['14682-9', '2160-0', '38483-4'],
  ['2276-4', '20567-4', '24373-3'],
  ['1988-5', '30522-7', '76485-2'],
  ['2532-0', '14804-9', '14805-6'],
  ['1751-7', '61151-7', '54347-0'],
  ['98979-8', '62238-1', '33914-3', '48642-3', '88293-6'],
  ['2571-8', '14927-8', '3043-7'],
  ['8310-5', '8331-1', '8328-7', '8332-9', '11289-6'],
  ['59408-5', '2708-6'],
];

const canonical = new Map(SAME_ANALYTE.flatMap((codes) => codes.map((code) => [`LOINC|${code}`, codes])));

/** What a code may be a value of. Method variants of one analyte lead to the same items. */
export function itemsWithCode(key: string): readonly ItemOf[] {
  const found = byConcept.get(key);
  if (found) return found;
  for (const other of canonical.get(key) ?? []) {
    const alike = byConcept.get(`LOINC|${other}`);
    if (alike) return alike;
  }
  return [];
}
