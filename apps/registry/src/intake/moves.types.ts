// GraphQL shapes of the moves: which record, why, until when, and whether a second person has agreed.
import { createUnionType, Field, ID, ObjectType } from '@nestjs/graphql';
import { RefusalObject } from '../graphql/refusal.type.ts';
import { CodeScalar } from '../graphql/scalars.ts';
import { KeyedRecord, keyedBy } from './keyed-record.type.ts';
import type { Move } from './move.ts';

@ObjectType('Move', {
  description: 'One record of the own centre may go to another patient, once, when the centre sends it again.',
})
export class MoveObject extends KeyedRecord {
  @Field(() => ID)
  id!: string;
  @Field(() => CodeScalar)
  reason!: string;
  @Field(() => String, { description: 'Until when it is approved and used, ISO 8601 in UTC.' })
  expires!: string;
  @Field(() => Boolean, { description: 'A second person of the centre has agreed: send the file again.' })
  approved!: boolean;

  static of({ id, reason, expires, approvedBy, ...record }: Move): MoveObject {
    return Object.assign(new MoveObject(), {
      ...keyedBy(record),
      id,
      reason,
      expires: expires.toISOString(),
      approved: approvedBy !== null,
    });
  }
}

export const MoveAnswer = createUnionType({
  name: 'MoveAnswer',
  types: () => [MoveObject, RefusalObject] as const,
  resolveType: (value) => ('approved' in value ? MoveObject : RefusalObject),
});
