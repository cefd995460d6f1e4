// The door of a centre to what is derived of its courses: permission, context, one call.
import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../graphql/access.ts';
import { LITTLE } from '../graphql/cost.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { readOpaque } from '../research/courses-page.ts';
import { DerivedItems } from './derived-items.service.ts';
import { CourseDerived, DerivedAnswer, DerivedItemObject } from './derived-items.types.ts';

@Resolver()
export class DerivedItemsResolver {
  constructor(private readonly items: DerivedItems) {}

  @Access({ action: 'listOwn', activity: 'own-centre-quality', cost: LITTLE })
  @Query(() => DerivedAnswer, {
    description:
      'For people of the centre that treats: what is derived from the records of a course (on label, dose, lines, intervals, grades, scores), each with its rule and version.',
  })
  async derivedItems(
    @Args('course', { type: () => ID, description: 'As `courses` gives it.' }) course: string,
    @Context() { operation }: RequestContext,
  ): Promise<CourseDerived | RefusalObject> {
    const answer = await this.items.of(operation, readOpaque(course));
    if (!answer.ok) return RefusalObject.of(answer.error);
    return Object.assign(new CourseDerived(), {
      items: answer.value?.map((item) => DerivedItemObject.of(item)) ?? null,
    });
  }
}
