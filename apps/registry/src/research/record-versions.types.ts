// GraphQL shapes of one record over time: what a centre sent of it, when, and why it took the place of what stood before.
import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { RecordBody } from '../graphql/dictionary-types.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import { CodeScalar } from '../graphql/scalars.ts';

@ObjectType('RecordVersion', { description: 'What this centre sent of a record at one time.' })
export class RecordVersion {
  @Field(() => ID)
  id!: string;
  @Field(() => Int)
  version!: number;
  @Field(() => Boolean, { description: 'In force: no later one took its place, and it does not take the record back.' })
  current!: boolean;
  @Field(() => String, { description: 'The day on which the registry took it in, UTC.' })
  recorded!: string;
  @Field(() => Boolean, { description: 'It takes the record back.' })
  withdrawn!: boolean;
  @Field(() => CodeScalar, {
    nullable: true,
    description: 'Why it took the place of the one before; null where the centre gave none.',
  })
  reason?: string;
  @Field(() => RecordBody, { nullable: true, description: 'Null where it takes the record back.' })
  body?: object;
}

@ObjectType('RecordVersions', { description: 'One record of your own as it was over time.' })
export class RecordVersionsObject {
  @Field(() => String)
  type!: string;
  @Field(() => [RecordVersion], { description: 'The oldest first; the newest hundred.' })
  versions!: RecordVersion[];
}

export const RecordAnswerUnion = createUnionType({
  name: 'RecordAnswer',
  types: () => [RecordVersionsObject, RefusalObject] as const,
  resolveType: (value) => ('versions' in value ? RecordVersionsObject : RefusalObject),
});
