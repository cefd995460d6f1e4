// The door of a centre to what was asked about its records: permission, context, one call.
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../graphql/access.ts';
import { pageCost } from '../graphql/cost.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { CodeScalar } from '../graphql/scalars.ts';
import { Queries } from './queries.service.ts';
import { OpenQueryObject, QueriesAnswer, QueryAnswered, QueryPage } from './queries.types.ts';

@Resolver()
export class QueriesResolver {
  constructor(private readonly queries: Queries) {}

  @Access({ action: 'listQueries', activity: 'own-centre-quality', cost: pageCost })
  @Query(() => QueriesAnswer, {
    description: 'For people and the agent of a centre: what the rules asked about its records and is still open.',
  })
  async openQueries(
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => ID, nullable: true }) after: string | null,
    @Context() { operation }: RequestContext,
  ): Promise<QueryPage | RefusalObject> {
    const answer = await this.queries.open(operation, { first, after: after ?? undefined });
    if (!answer.ok) return RefusalObject.of(answer.error);
    const { rows, next } = answer.value;
    return Object.assign(new QueryPage(), { nodes: rows.map((row) => OpenQueryObject.of(row)), next });
  }

  @Access({ action: 'answerQuery', activity: 'registry-intake' })
  @Mutation(() => QueryAnswered, {
    description:
      'For a data manager or the agent of a centre: answers an open query with a reason. The value stays as it is; when the record changes and is asked again, a new query opens.',
  })
  async answerQuery(
    @Args('id', { type: () => ID }) id: string,
    @Args('reason', { type: () => CodeScalar }) reason: string,
    @Context() { operation }: RequestContext,
  ): Promise<OpenQueryObject | RefusalObject> {
    const answer = await this.queries.answer(operation, { id, reason });
    return answer.ok ? OpenQueryObject.of(answer.value) : RefusalObject.of(answer.error);
  }
}
