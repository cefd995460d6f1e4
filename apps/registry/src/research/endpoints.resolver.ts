// The list of endpoints, for everybody: what a figure counts is no secret, and whoever cites one needs its name and version.
import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../graphql/access.ts';
import { LITTLE } from '../graphql/cost.ts';
import { DEFINITIONS, EndpointDefinition } from './endpoints.types.ts';

@Resolver()
export class EndpointsResolver {
  @Access({
    action: null,
    why: 'definitions hold nothing of anybody',
    activity: 'public-statistics',
    field: 'endpoints',
    cost: LITTLE,
  })
  @Query(() => [EndpointDefinition], {
    name: 'endpoints',
    description:
      'What each endpoint counts. Answers name the one that they were made with; MRD_NEGATIVE, SPM_T, VEIN_TO_VEIN and ICAHT are derived from a course and asked for by no question yet.',
  })
  list(
    @Args('name', { type: () => String, nullable: true }) name?: string,
    @Args('version', { type: () => Int, nullable: true }) version?: number,
  ): EndpointDefinition[] {
    return DEFINITIONS.filter(
      (own) => (name == null || own.name === name) && (version == null || own.version === version),
    );
  }
}
