// GraphQL shapes of what is derived of a course: item, rule and version, value in its parts, or what was missing.
import { createUnionType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { RefusalObject } from '../graphql/refusal.type.ts';
import { CodeScalar } from '../graphql/scalars.ts';
import { opaque } from '../research/courses-page.ts';
import { type DerivedItem, type DerivedValue, partsOf } from './derived-items.ts';

@ObjectType('DerivedValue', { description: 'One part of a derived value: a number, yes or no, or codes.' })
export class DerivedValueObject {
  @Field(() => String, { nullable: true, description: 'Which part; absent when there is but one.' })
  name?: string;
  @Field(() => Float, { nullable: true, description: 'Days count from day 0.' })
  number?: number;
  @Field(() => Boolean, { nullable: true })
  is?: boolean;
  @Field(() => [CodeScalar], { nullable: true })
  codes?: string[];

  static of = (value: DerivedValue): DerivedValueObject => Object.assign(new DerivedValueObject(), value);
}

@ObjectType('DerivedItem', {
  description: 'What the registry derives from the records. What the centre reported stands in the records, unchanged.',
})
export class DerivedItemObject {
  @Field(() => CodeScalar)
  item!: string;
  @Field(() => ID, { nullable: true, description: 'The record that it is of; absent when it is of the course.' })
  record!: string | null;
  @Field(() => String, { description: 'Id of the rule that gave it.' })
  rule!: string;
  @Field(() => Int, { description: 'Version of the rule.' })
  version!: number;
  @Field(() => [DerivedValueObject], { description: 'The value in its parts; empty when it cannot be told.' })
  values!: DerivedValueObject[];
  @Field(() => Boolean, { description: 'A part was not examined; what was carries the value alone.' })
  partial!: boolean;
  @Field(() => [String], { description: 'What would settle it, when it cannot be told.' })
  missing!: string[];
  @Field(() => [DerivedValueObject], { description: 'Where it cannot be told: what is known amounts to this already.' })
  atLeast!: DerivedValueObject[];

  static of({ item, record, rule, version, value, partial, missing, atLeast }: DerivedItem): DerivedItemObject {
    return Object.assign(new DerivedItemObject(), {
      item,
      record: record === undefined ? null : opaque(record),
      rule,
      version,
      values: partsOf(value).map(DerivedValueObject.of),
      partial: partial === true,
      missing: missing ?? [],
      atLeast: partsOf(atLeast).map(DerivedValueObject.of),
    });
  }
}

@ObjectType('CourseDerived')
export class CourseDerived {
  @Field(() => [DerivedItemObject], {
    nullable: true,
    description:
      'Null: the course was derived before this was kept; it is there as soon as a record of the patient changes, or all courses are derived anew.',
  })
  items!: DerivedItemObject[] | null;
}

export const DerivedAnswer = createUnionType({
  name: 'DerivedAnswer',
  types: () => [CourseDerived, RefusalObject] as const,
  resolveType: (value) => ('items' in value ? CourseDerived : RefusalObject),
});
