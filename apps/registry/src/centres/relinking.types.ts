// GraphQL shapes of the relinking: counts of patients, in all and by centre.
import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RelinkingState } from './relinking.service.ts';

@ObjectType('CentreRelinking')
export class CentreRelinking {
  @Field(() => String)
  centre!: string;
  @Field(() => Int, { description: 'Patients of whom this centre sent a record that stands.' })
  patients!: number;
  @Field(() => Int, { description: 'Those among them who are not yet known by the epoch.' })
  waiting!: number;
}

@ObjectType('Relinking', {
  description: 'How far a change of the pseudonymiser’s key has come. A patient in two centres counts in both.',
})
export class RelinkingObject {
  @Field(() => Int)
  epoch!: number;
  @Field(() => Int)
  patients!: number;
  @Field(() => Int, {
    description: 'Patients who are not yet known by the epoch: once the older one ends nobody finds them.',
  })
  waiting!: number;
  @Field(() => [CentreRelinking])
  centres!: CentreRelinking[];

  static of({ epoch, all: { patients, waiting }, centres }: RelinkingState): RelinkingObject {
    return Object.assign(new RelinkingObject(), { epoch, patients, waiting, centres });
  }
}

export const RelinkingAnswer = createUnionType({
  name: 'RelinkingAnswer',
  types: () => [RelinkingObject, RefusalObject] as const,
  resolveType: (value) => ('waiting' in value ? RelinkingObject : RefusalObject),
});
