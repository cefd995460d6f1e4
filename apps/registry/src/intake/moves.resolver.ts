// The door of two people of a centre who move a record: permission, context, one call.
import { Args, Context, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Access } from '../graphql/access.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { CodeScalar } from '../graphql/scalars.ts';
import { Moves } from './moves.service.ts';
import { MoveAnswer, MoveObject } from './moves.types.ts';

@Resolver()
export class MovesResolver {
  constructor(private readonly moves: Moves) {}

  @Access({ action: 'requestMove', activity: 'registry-intake' })
  @Mutation(() => MoveAnswer, {
    description:
      'For a data manager: asks that one record of the own centre, sent for the wrong patient, may move to another. A second person approves it within 7 days.',
  })
  async requestMove(
    @Args('system', { type: () => CodeScalar }) system: string,
    @Args('key', { type: () => ID }) key: string,
    @Args('reason', { type: () => CodeScalar }) reason: string,
    @Context() { operation }: RequestContext,
  ): Promise<MoveObject | RefusalObject> {
    const answer = await this.moves.request(operation, { system, key, reason });
    return answer.ok ? MoveObject.of(answer.value) : RefusalObject.of(answer.error);
  }

  @Access({ action: 'approveMove', activity: 'registry-intake' })
  @Mutation(() => MoveAnswer, {
    description: 'For a second person of the same centre: approves a move. The agent then sends the file again.',
  })
  async approveMove(
    @Args('id', { type: () => ID }) id: string,
    @Context() { operation }: RequestContext,
  ): Promise<MoveObject | RefusalObject> {
    const answer = await this.moves.approve(operation, id);
    return answer.ok ? MoveObject.of(answer.value) : RefusalObject.of(answer.error);
  }
}
