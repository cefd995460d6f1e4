// The steward's door to the change of a key: permission, context, one call.
import { Args, Context, Int, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../graphql/access.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { Relinking } from './relinking.service.ts';
import { RelinkingAnswer, RelinkingObject } from './relinking.types.ts';

@Resolver()
export class RelinkingResolver {
  constructor(private readonly parts: Relinking) {}

  @Access({ action: 'readRelinking', activity: 'registry-intake' })
  @Query(() => RelinkingAnswer, {
    description: 'For a steward: how many patients are not yet known by this key epoch, in all and by centre.',
  })
  async relinking(
    @Args('epoch', { type: () => Int }) epoch: number,
    @Context() { operation }: RequestContext,
  ): Promise<RelinkingObject | RefusalObject> {
    const answer = await this.parts.of(operation, epoch);
    return answer.ok ? RelinkingObject.of(answer.value) : RefusalObject.of(answer.error);
  }
}
