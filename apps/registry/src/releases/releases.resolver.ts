// The steward's door: cut a release. And for everybody: which releases there are.
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../graphql/access.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { Releases } from './releases.service.ts';
import { CutAnswer, ReleaseObject } from './releases.types.ts';

/** Every outcome is copied, salted and hashed: one in a request. */
const CUTTING = () => ({ rows: 0, passes: 13, cells: 0 });

@Resolver()
export class ReleasesResolver {
  constructor(private readonly releases: Releases) {}

  @Access({
    action: null,
    why: 'which releases exist is public; their rows are not',
    activity: 'accountability',
    field: 'releases',
  })
  @Query(() => [ReleaseObject], { name: 'releases', description: 'The releases, newest first.' })
  async list(): Promise<ReleaseObject[]> {
    return (await this.releases.list()).map((row) => ReleaseObject.of(row));
  }

  @Access({ action: 'cutRelease', activity: 'release-cutting', cost: CUTTING })
  @Mutation(() => CutAnswer, { description: 'Freezes the outcomes of now as a release that questions can name.' })
  async cutRelease(
    @Args('book', {
      type: () => Boolean,
      defaultValue: true,
      description:
        'Also make the book of tables and curves that everybody may read. A release of millions is cut without.',
    })
    book: boolean,
    @Context() { operation }: RequestContext,
  ): Promise<ReleaseObject | RefusalObject> {
    const answer = await this.releases.cut(operation, book);
    return answer.ok ? ReleaseObject.of(answer.value) : RefusalObject.of(answer.error);
  }
}
