// GraphQL shapes of what was asked about a centre's records: which record and field, by which rule, how to mend it, and what was answered.
import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { fromHex, toBase64Url } from '@longview/foundation';
import { RefusalObject } from '../graphql/refusal.type.ts';
import { CodeScalar } from '../graphql/scalars.ts';
import type { QueryRow } from './queries.repository.ts';

@ObjectType('OpenQuery', {
  description:
    'What a rule asked about a record of the own centre. It stays open until a later version of the record no longer raises it, or the centre answers it.',
})
export class OpenQueryObject {
  @Field(() => ID)
  id!: string;
  @Field(() => CodeScalar)
  system!: string;
  @Field(() => ID, { description: 'The key of the record, as the centre blinds it.' })
  key!: string;
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

  static of({ keyHex, field, raised, ...row }: QueryRow): OpenQueryObject {
    const { id, system, type, version, rule, message, mend, answer } = row;
    return Object.assign(new OpenQueryObject(), {
      id,
      system,
      key: toBase64Url(fromHex(keyHex)),
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
