// In: the dictionary. Out: GraphQL input and object types of every record type, made from the same descriptions as the checks.
// Dates go in as dates and come out as days since day 0; a quantity goes in and out with what was reported.
import { RECORD_TYPE_NAMES, type RecordTypeName, recordClass } from '@longview/clinical';
import { describe, type Item } from '@longview/dictionary';
import { memberOf } from '@longview/wire';
import { createUnionType, Field, Float, InputType, Int, ObjectType } from '@nestjs/graphql';
import {
  CheckedTextScalar,
  CodeScalar,
  ComparatorScalar,
  DateScalar,
  DaysScalar,
  PartialDateScalar,
} from './scalars.ts';

type Made = new () => object;

/** A class with a name, as the decorators of Nest want it. */
const named = (name: string): Made => ({ [name]: class {} })[name] as Made;

@InputType('ReportedQuantityInput')
export class ReportedQuantityInput {
  @Field(() => Float)
  value!: number;
  @Field(() => String)
  unit!: string;
}

@InputType('QuantityInput', { description: 'A value in its canonical unit, beside what the source said.' })
export class QuantityInput {
  @Field(() => Float)
  value!: number;
  @Field(() => ReportedQuantityInput)
  reported!: ReportedQuantityInput;
  @Field(() => ComparatorScalar, { nullable: true })
  comparator?: string | null;
}

@ObjectType('ReportedQuantity')
export class ReportedQuantity {
  @Field(() => Float)
  value!: number;
  @Field(() => String)
  unit!: string;
}

@ObjectType('Quantity', { description: 'A value in its canonical unit, beside what the source said.' })
export class QuantityObject {
  @Field(() => Float)
  value!: number;
  @Field(() => ReportedQuantity)
  reported!: ReportedQuantity;
  @Field(() => ComparatorScalar, { nullable: true })
  comparator?: string | null;
}

@ObjectType('DaysRange', { description: 'A partial date, as the days since day 0 that it may mean.' })
export class DaysRange {
  @Field(() => DaysScalar)
  from!: number;
  @Field(() => DaysScalar)
  to!: number;
}

const inputOf: { readonly [kind in Item['kind']]: () => unknown } = {
  code: () => CodeScalar,
  codes: () => [CodeScalar],
  text: () => CheckedTextScalar,
  date: () => DateScalar,
  partialDate: () => PartialDateScalar,
  integer: () => Int,
  decimal: () => Float,
  quantity: () => QuantityInput,
};
const outputOf: { readonly [kind in Item['kind']]: () => unknown } = {
  ...inputOf,
  date: () => DaysScalar,
  partialDate: () => DaysRange,
  quantity: () => QuantityObject,
};

const add = (type: Made, name: string, of: () => unknown, description?: string) =>
  Field(of as () => typeof CodeScalar, { nullable: true, ...(description !== undefined && { description }) })(
    type.prototype as object,
    name,
  );

function inputType(type: RecordTypeName): Made {
  const description = describe(recordClass(type));
  const made = named(`${type}Input`);
  for (const item of description.items) add(made, item.name, inputOf[item.kind], item.label);
  const required = description.items.filter((item) => item.required);
  if (required.length > 0) {
    const absent = named(`${type}AbsentInput`);
    for (const item of required) add(absent, item.name, () => CodeScalar, `why there is no ${item.label}`);
    InputType(`${type}AbsentInput`)(absent);
    add(made, 'absent', () => absent, 'Why a required value is not there: unknown, notDone or notApplicable.');
  }
  InputType(`${type}Input`, { description: description.label })(made);
  return made;
}

function objectType(type: RecordTypeName): Made {
  const description = describe(recordClass(type));
  const made = named(type);
  for (const item of description.items) add(made, item.name, outputOf[item.kind], item.label);
  ObjectType(type, { description: description.label })(made);
  return made;
}

/** `{infusion: InfusionInput, …}`: the members of a submitted record. */
export const RECORD_INPUTS = new Map(RECORD_TYPE_NAMES.map((type) => [memberOf(type), inputType(type)]));

export const RECORD_OBJECTS = new Map(RECORD_TYPE_NAMES.map((type) => [type, objectType(type)]));

export const RecordBody = createUnionType({
  name: 'RecordBody',
  description: 'What a record says, by its type.',
  types: () => [...RECORD_OBJECTS.values()] as unknown as [Made],
  resolveType: (value: { __typename?: string }) => value.__typename,
});
