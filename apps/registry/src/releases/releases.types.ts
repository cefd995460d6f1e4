// GraphQL shapes of the releases.
import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { RefusalObject } from '../graphql/refusal.type.ts';

@ObjectType('Release', {
  description: 'A frozen data set: the same question on the same release gets the same answer.',
})
export class ReleaseObject {
  @Field(() => ID)
  id!: string;
  @Field(() => String, { description: 'When it was cut, ISO 8601 in UTC.' })
  cut!: string;
  @Field(() => Int, { description: 'Courses in it, rounded to 5.' })
  courses!: number;
  @Field(() => String, { description: 'Root over the salted hashes of its rows, hexadecimal.' })
  checksum!: string;
  @Field(() => Boolean, {
    description: 'Since it was cut rows were erased, or two patients in it turned out to be one.',
  })
  amended!: boolean;

  static of(row: { id: string; cut: Date; courses: number; checksum: string; amended: boolean }): ReleaseObject {
    return Object.assign(new ReleaseObject(), {
      id: row.id,
      cut: row.cut.toISOString(),
      // Two exact totals, one cut before and one after a patient came, would tell that he came.
      courses: Math.round(row.courses / 5) * 5,
      checksum: row.checksum,
      amended: row.amended,
    });
  }
}

export const CutAnswer = createUnionType({
  name: 'CutReleaseAnswer',
  types: () => [ReleaseObject, RefusalObject] as const,
  resolveType: (value) => ('checksum' in value ? ReleaseObject : RefusalObject),
});
