// GraphQL shapes of what was asked about a centre's records: which record and field, by which rule, how to mend it, and what was answered.
import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { RefusalObject } from '../graphql/refusal.type.ts';
import { CodeScalar } from '../graphql/scalars.ts';
import { KeyedRecord, keyedBy } from './keyed-record.type.ts';
import type { QueryRow } from './queries.repository.ts';

@ObjectType('OpenQuery', {
  description:
    'What a rule asked about a record of the own centre. It stays open until a later version of the record no longer raises it, or the centre answers it.',
})
export class OpenQueryObject extends KeyedRecord {
  @Field(() => ID)
  id!: string;
  @Field(() => CodeScalar, { description: 'The record type.' })
  type!: string;
  @Field(() => Int, { description: 'The version of the record that was asked about.' })
  version!: number;
  @Field(() => CodeScalar)
  rule!: string;
  @Field(() => CodeScalar, { nullable: true, description: 'Absent when the whole record is meant.' })
  field!: string | null;
  @Field(() => String)
  message!: string;
  @Field(() => String)
  mend!: string;
  @Field(() => String, { description: 'Since when, ISO 8601 in UTC.' })
  raised!: string;
  @Field(() => CodeScalar, { nullable: true, description: 'The reason that was given, of one that was answered.' })
  answer!: string | null;

  static of({ field, raised, ...row }: QueryRow): OpenQueryObject {
    const { id, type, version, rule, message, mend, answer } = row;
    return Object.assign(new OpenQueryObject(), {
      ...keyedBy(row),
      id,
      type,
      version,
      rule,
      field: field === '' ? null : field,
      message,
      mend,
      raised: raised.toISOString(),
      answer,
    });
  }
}

@ObjectType('QueryPage', { description: 'Open queries of the own centre, the oldest first.' })
export class QueryPage {
  @Field(() => [OpenQueryObject])
  nodes!: OpenQueryObject[];
  @Field(() => ID, { nullable: true, description: 'Give it as `after` for the next page; null at the end.' })
  next!: string | null;
}

export const QueriesAnswer = createUnionType({
  name: 'QueriesAnswer',
  types: () => [QueryPage, RefusalObject] as const,
  resolveType: (value) => ('nodes' in value ? QueryPage : RefusalObject),
});

export const QueryAnswered = createUnionType({
  name: 'QueryAnswered',
  types: () => [OpenQueryObject, RefusalObject] as const,
  resolveType: (value) => ('rule' in value ? OpenQueryObject : RefusalObject),
});
