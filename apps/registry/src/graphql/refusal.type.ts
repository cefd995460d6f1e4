// A refusal as a member of a union: part of the contract, with a code that a program can switch on. Faults are errors instead.
import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType('Refusal', {
  description: 'Why this was not done: a code for programs, a sentence for people, and where in the input.',
})
export class RefusalObject {
  @Field(() => String)
  code!: string;
  @Field(() => String)
  message!: string;
  @Field(() => String, { nullable: true })
  path?: string;

  static of(refusal: { readonly code: string; readonly message: string; readonly path?: string }): RefusalObject {
    return Object.assign(new RefusalObject(), refusal);
  }
}
