// In: the `records` of a mapping file. Out: the record mappings, checked against the dictionary: type, field, and what a field is made of.
import { isRecordTypeName, RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import type { RecordTypeName } from '@longview/clinical';
import { describe } from '@longview/dictionary';
import type { Item } from '@longview/dictionary';
import { nearest } from '../nearest.ts';
import type { FieldMapping, RecordMapping } from './mapping.ts';
import { readConditions } from './read-conditions.ts';
import { readFieldSource } from './read-field-source.ts';
import type { Setting } from './read-field-source.ts';
import type { YamlNode } from './yaml-node.ts';

export function readRecords(
  node: YamlNode,
  setting: Setting,
): { readonly records: readonly RecordMapping[]; readonly demonstration: readonly string[] } {
  const demonstration: string[] = [];
  const count = new Map<RecordTypeName, number>();
  if (node.items().length === 0) node.refuse('missing-key', 'records is missing: no row would become anything');
  const records = node.items().flatMap((entry): RecordMapping[] => {
    entry.only('type', 'when', 'fields');
    const name = entry.member('type').required();
    if (name === undefined) return [];
    if (!isRecordTypeName(name)) {
      const meant = nearest(name, RECORD_TYPE_NAMES);
      entry
        .member('type')
        .refuse(
          'unknown-record-type',
          `there is no record type ${name}; ${meant ? `did you mean ${meant}?` : `known are ${RECORD_TYPE_NAMES.join(', ')}`}`,
        );
      return [];
    }
    const ordinal = (count.get(name) ?? 0) + 1;
    count.set(name, ordinal);
    const items = new Map(describe(recordClass(name)).items.map((item) => [item.name, item]));
    const fields = entry
      .member('fields')
      .entries()
      .flatMap(([field, value]): FieldMapping[] => {
        const item = items.get(field);
        if (!item) {
          const meant = nearest(field, items.keys());
          value.refuse(
            'unknown-field',
            `${name} has no field ${field}; ${meant ? `did you mean ${meant}?` : `it has ${[...items.keys()].join(', ')}`}`,
          );
          return [];
        }
        return readField(value, name, item, setting, demonstration);
      });
    if (entry.member('fields').isMissing) entry.member('fields').refuse('missing-key', `${name} has no fields`);
    return [{ type: name, ordinal, when: readConditions(entry.member('when')), fields }];
  });
  return { records, demonstration };
}

function readField(
  node: YamlNode,
  type: RecordTypeName,
  item: Item,
  setting: Setting,
  demonstration: string[],
): FieldMapping[] {
  const when = node.isObject ? readConditions(node.member('when')) : [];
  const from = readFieldSource(node, type, item, setting, demonstration);
  return from ? [{ item, when, from }] : [];
}
