// GraphQL shapes of the agents' door: the submission, typed by the dictionary, and the receipt.
import { createUnionType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { RECORD_INPUTS } from '../graphql/dictionary-types.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import { CodeScalar, DateScalar } from '../graphql/scalars.ts';

@InputType('TokenInput', {
  description: 'The finalised token of one key epoch of the pseudonymiser, base64url of 64 bytes.',
})
export class TokenInput {
  @Field(() => Int)
  epoch!: number;
  @Field(() => String)
  value!: string;
}

@InputType('AgeInput', { description: 'Completed years (half-years under 2) and the day on which that age held.' })
export class AgeInput {
  @Field(() => Float)
  value!: number;
  @Field(() => DateScalar)
  on!: string;
}

@InputType('WithdrawInput')
export class WithdrawInput {
  @Field(() => CodeScalar)
  reason!: string;
}

@InputType('SubmittedRecordInput', {
  description:
    'One record: exactly one member named after a record type, or withdraw alone. Keys are blinded by the centre.',
})
export class SubmittedRecordInput {
  @Field(() => ID)
  key!: string;
  @Field(() => ID, { nullable: true })
  course?: string;
  @Field(() => CodeScalar)
  system!: string;
  @Field(() => WithdrawInput, { nullable: true })
  withdraw?: WithdrawInput;
  @Field(() => CodeScalar, {
    nullable: true,
    description: 'Why this content takes the place of an earlier one; kept with the version that it makes.',
  })
  reason?: string;
}
for (const [member, type] of RECORD_INPUTS) {
  Field(() => type, { nullable: true })(SubmittedRecordInput.prototype, member);
}

@InputType('SubmittedPatientInput')
export class SubmittedPatientInput {
  @Field(() => [TokenInput])
  tokens!: TokenInput[];
  @Field(() => Boolean, { description: 'False for a patient known to this centre alone.' })
  linkable!: boolean;
  @Field(() => AgeInput, { nullable: true })
  age?: AgeInput;
  @Field(() => [SubmittedRecordInput])
  records!: SubmittedRecordInput[];
}

@InputType('SubmissionInput', {
  description: '1 to 100 patients with their records. It is signed as received, so it travels as a variable.',
})
export class SubmissionInput {
  @Field(() => Int)
  version!: number;
  @Field(() => ID)
  id!: string;
  @Field(() => CodeScalar)
  centre!: string;
  @Field(() => Boolean, {
    description: 'Made with demonstration constants: marked for ever, and refused by a registry in production.',
  })
  demonstration!: boolean;
  @Field(() => [SubmittedPatientInput])
  patients!: SubmittedPatientInput[];
}

@ObjectType('SubmissionReceipt', {
  description: 'The registry signs the canonical JSON of what became of each record.',
})
export class SubmissionReceipt {
  @Field(() => String, { description: 'Canonical JSON, the very bytes that are signed.' })
  receipt!: string;
  @Field(() => String, { description: 'Detached JWS (header..signature) by the key in the federation file.' })
  signature!: string;
}

export const SubmitAnswer = createUnionType({
  name: 'SubmitAnswer',
  types: () => [SubmissionReceipt, RefusalObject] as const,
  resolveType: (value) => ('receipt' in value ? SubmissionReceipt : RefusalObject),
});
