// The agents' door: permission, context, one call.
import { err, refusal } from '@longview/foundation';
import type { Submission } from '@longview/wire';
import { Args, Context, Info, Mutation, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Access } from '../graphql/access.ts';
import { LITTLE } from '../graphql/cost.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { Intake } from './intake.service.ts';
import { SubmissionInput, SubmitAnswer, SubmissionReceipt } from './intake.types.ts';

const BASIS = { operation: 'submit', activity: 'registry-intake' } as const;

@Resolver()
export class IntakeResolver {
  constructor(private readonly intake: Intake) {}

  @Access({ action: ['submit', 'recordWithdrawal'], activity: 'registry-intake', cost: LITTLE })
  @Mutation(() => SubmitAnswer, {
    description: 'Takes in the follow-up of 1 to 100 patients and answers with a signed receipt for each record.',
  })
  async submit(
    @Args('submission', { type: () => SubmissionInput }) _typed: SubmissionInput,
    @Args('signature') signature: string,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SubmissionReceipt | RefusalObject> {
    const { caller } = context.operation;
    if (caller.kind !== 'agent') {
      context.operation.refuse(BASIS, 'NOT_ALLOWED');
      return RefusalObject.of(refusal('NOT_ALLOWED', 'Only the agent of a centre submits.'));
    }
    const received = context.submissionReceived(info);
    const answer =
      received === undefined
        ? err(
            refusal(
              'SUBMISSION_IS_LITERAL',
              'Send the submission as a variable: what is signed is the variable as received.',
              'submission',
            ),
          )
        : await this.intake.take(caller, received as unknown as Submission, signature);
    if (answer.ok) return Object.assign(new SubmissionReceipt(), answer.value);
    context.operation.refuse(BASIS, answer.error.code);
    return RefusalObject.of(answer.error);
  }
}
