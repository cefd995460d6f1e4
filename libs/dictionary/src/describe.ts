// In: a class and its decorated properties. Out: one description, and the class-validator checks that follow from it.
// The kind is explicit: nothing is read from design:type, so every compiler gives the same dictionary.
// This one file of the package: its door also loads every check it has, three hundred files, at each start of every program.
import { ValidateBy } from 'class-validator/cjs/decorator/common/ValidateBy.js';
import { checksOf } from './checks.ts';
import type { Item, ItemSpec, RecordDescription, RecordSpec } from './item.ts';

export type RecordClass<T extends object = object> = new () => T;

const items = new WeakMap<RecordClass, Item[]>();
const descriptions = new WeakMap<RecordClass, RecordDescription>();

/** Describes one property: from this come its check, its GraphQL field, its schema, its column and its line in the codebook. */
export function Field(spec: ItemSpec): PropertyDecorator {
  return (prototype, property) => {
    const type = prototype.constructor as RecordClass;
    const item: Item = { ...spec, name: String(property) };
    items.set(type, [...(items.get(type) ?? []), item]);
    for (const check of checksOf(item)) {
      ValidateBy({
        name: check.rule,
        constraints: [item],
        validator: {
          validate: (value: unknown, args) => check.holds(value, (args?.object ?? {}) as Record<string, unknown>),
          defaultMessage: () => check.rule,
        },
      })(prototype, property);
    }
  };
}

/** Makes the class a record type of the dictionary. */
export function RecordType(spec: RecordSpec): ClassDecorator {
  return (target) => {
    const type = target as unknown as RecordClass;
    descriptions.set(
      type,
      Object.freeze({ ...spec, name: type.name, items: Object.freeze([...(items.get(type) ?? [])]) }),
    );
  };
}

/** @throws TypeError when the class is not a record type: a fault of ours, not of the data. */
export function describe(type: RecordClass): RecordDescription {
  const description = descriptions.get(type);
  if (!description) throw new TypeError(`${type.name} is not a record type of the dictionary`);
  return description;
}
