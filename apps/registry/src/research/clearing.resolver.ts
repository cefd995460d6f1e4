// The door of the exact scalars: a permit holder asks, a person of the registry decides, the permit holder reads. Permission, context, one call.
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../graphql/access.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { CodeScalar } from '../graphql/scalars.ts';
import { ClearanceAnswer, ClearanceList, ClearanceObject, ClearancesAnswer } from './clearing.types.ts';
import type { Clearing } from './clearing.walk.ts';

/** The rows of a release once, and the figures of one answer. */
const COMPUTING = () => ({ rows: 0, passes: 3, cells: 1000 });

@Resolver()
export class ClearingResolver {
  constructor(private readonly clearing: Clearing) {}

  @Access({ action: ['clear', 'readClearances'], activity: 'research' })
  @Query(() => ClearancesAnswer, {
    description:
      'With a permit: the clearances its persons asked for, with their figures once cleared. Without one, for an output checker: those that wait, with what they would say.',
  })
  async clearances(
    @Args('permit', { type: () => ID, nullable: true }) permit: string | undefined,
    @Args('purpose', { type: () => CodeScalar, nullable: true }) purpose: string | undefined,
    @Context() { operation }: RequestContext,
  ): Promise<ClearanceList | RefusalObject> {
    const answer =
      permit == null
        ? await this.clearing.waiting(operation)
        : await this.clearing.ofPermit(operation, permit, purpose ?? undefined);
    return answer.ok
      ? Object.assign(new ClearanceList(), {
          clearances: answer.value.map((clearance) => ClearanceObject.of(clearance, permit == null)),
        })
      : RefusalObject.of(answer.error);
  }

  @Access({ action: 'clear', activity: 'research', cost: COMPUTING })
  @Mutation(() => ClearanceAnswer, {
    description:
      'For a person of a permit: asks for the exact scalars of one of its curves, incidences or shares. They are shown once an output checker has cleared them.',
  })
  async requestClearance(
    @Args('permit', { type: () => ID }) permit: string,
    @Args('purpose', { type: () => CodeScalar, nullable: true }) purpose: string | undefined,
    @Args('answer', { type: () => ID, description: 'Name of the answer: `protection.answer`.' }) name: string,
    @Context() { operation }: RequestContext,
  ): Promise<ClearanceObject | RefusalObject> {
    const answer = await this.clearing.request(operation, { permit, purpose: purpose ?? undefined, answer: name });
    return answer.ok ? ClearanceObject.of(answer.value, false) : RefusalObject.of(answer.error);
  }

  @Access({ action: ['readClearances', 'checkClearance'], activity: 'research', cost: COMPUTING })
  @Mutation(() => ClearanceAnswer, {
    description: 'For an output checker: clears or refuses figures that wait. Once, and never one’s own.',
  })
  async checkClearance(
    @Args('id', { type: () => ID }) id: string,
    @Args('hash', { type: () => String, description: 'Of the figures that were looked at.' }) hash: string,
    @Args('clear', { type: () => Boolean }) clear: boolean,
    @Args('reason', { type: () => String, nullable: true, description: 'Needed for a refusal; the asker reads it.' })
    reason: string | undefined,
    @Context() { operation }: RequestContext,
  ): Promise<ClearanceObject | RefusalObject> {
    const answer = await this.clearing.decide(operation, { id, hash, clear, ...(reason != null && { reason }) });
    return answer.ok ? ClearanceObject.of(answer.value, true) : RefusalObject.of(answer.error);
  }
}
