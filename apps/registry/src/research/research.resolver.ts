// The researchers' door. The root reads the whole question from the document and has it answered; the fields below only hand out.
import {
  Args,
  Context,
  createUnionType,
  Field,
  ID,
  Info,
  Int,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Access } from '../graphql/access.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { CodeScalar, DaysScalar } from '../graphql/scalars.ts';
import { cohortCost } from './cost.ts';
import {
  presentBaseline,
  presentCourses,
  presentIncidence,
  presentRecord,
  presentShare,
  presentSize,
  presentSurvival,
} from './present.ts';
import {
  CompetingEnum,
  DistributionEnum,
  EndpointEnum,
  IntervalEnum,
  PopulationEnum,
  ShareEnum,
} from './measures.enums.ts';
import {
  DistributionAnswerUnion,
  type DistributionObject,
  HazardRatiosAnswerUnion,
  type HazardRatiosObject,
} from './measures.types.ts';
import { presentDistribution, presentHazardRatios } from './present-summaries.ts';
import {
  type BaselineArguments,
  type DistributionArguments,
  type HazardRatiosArguments,
  type IncidenceArguments,
  measureKey,
  measuresOf,
  type ShareArguments,
  type SurvivalArguments,
} from './question.ts';
import { RecordAnswerUnion, type RecordVersionsObject } from './record-versions.types.ts';
import {
  BaselineAnswerUnion,
  BaselineObject,
  ByEnum,
  CohortFilter,
  CohortSize,
  CoursePage,
  CoursesAnswerUnion,
  CumulativeIncidenceObject,
  IncidenceAnswerUnion,
  ShareAnswerUnion,
  ShareObject,
  SizeAnswerUnion,
  SurvivalAnswerUnion,
  SurvivalObject,
} from './research.types.ts';
import { askCohort, type CohortAnswers, type ResearchParts } from './research.walk.ts';

@ObjectType('Cohort', { description: 'One set of patients, asked as one question.' })
export class CohortObject {
  @Field(() => String, { nullable: true, description: 'The release that was asked; null for live rows of your own.' })
  release?: string | null;
  @Field(() => Boolean, { description: 'Whether the figures are exact.' })
  exact!: boolean;
  @Field(() => Int, { nullable: true, description: 'New answers that the permit may still have within thirty days.' })
  left?: number;
  /** Not a field: what the root computed. */
  answers!: CohortAnswers['answers'];
}

const CohortAnswer = createUnionType({
  name: 'CohortAnswer',
  types: () => [CohortObject, RefusalObject] as const,
  resolveType: (value) => ('answers' in value ? CohortObject : RefusalObject),
});

@Resolver(() => CohortObject)
export class ResearchResolver {
  constructor(private readonly parts: ResearchParts) {}

  @Access({ action: ['askOwn', 'listOwn', 'askPermit', 'askBook'], activity: 'research', cost: cohortCost })
  @Query(() => CohortAnswer, {
    description:
      'Asks about a cohort. With a permit: protected figures of a release. Without one: a centre’s people ask about their own patients, exactly; anybody else is answered by the nearest page of the book.',
  })
  async cohort(
    @Args('permit', { type: () => ID, nullable: true }) permit: string | undefined,
    @Args('purpose', {
      type: () => CodeScalar,
      nullable: true,
      description: 'The purpose of the question; must be that of the permit.',
    })
    purpose: string | undefined,
    @Args('release', { type: () => ID, nullable: true, description: 'Null: the newest.' }) release: string | undefined,
    @Args('where', { type: () => CohortFilter, nullable: true }) where: CohortFilter | undefined,
    @Context() { operation }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CohortObject | RefusalObject> {
    const answer = await askCohort(this.parts, operation, { permit, purpose, release, where }, measuresOf(info));
    return answer.ok ? Object.assign(new CohortObject(), answer.value) : RefusalObject.of(answer.error);
  }

  @ResolveField(() => SizeAnswerUnion, { description: 'How many distinct patients.' })
  size(@Parent() { answers }: CohortObject): CohortSize | RefusalObject {
    return presentSize(answers.get('size'));
  }

  @ResolveField(() => SurvivalAnswerUnion, {
    description: 'Kaplan-Meier from the index course of each patient: the first infusion that meets the filter.',
  })
  survival(
    @Args('endpoint', { type: () => EndpointEnum }) endpoint: SurvivalArguments['endpoint'],
    @Args('by', { type: () => ByEnum, nullable: true }) by: SurvivalArguments['by'],
    @Args('at', { type: () => [DaysScalar], nullable: true, description: 'Days at which S(t) is wanted, up to 20.' })
    at: number[] | undefined,
    @Args('interval', { type: () => IntervalEnum, defaultValue: 'LOG' }) interval: SurvivalArguments['interval'],
    @Args('population', {
      type: () => PopulationEnum,
      nullable: true,
      description: 'Left out: INFUSED. APHERESED: overall survival alone.',
    })
    population: SurvivalArguments['population'],
    @Parent() { answers }: CohortObject,
  ): SurvivalObject | RefusalObject {
    const question = { endpoint, by, at, interval, population };
    return presentSurvival(answers.get(measureKey('survival', question)), question as SurvivalArguments);
  }

  @ResolveField(() => BaselineAnswerUnion, { description: 'How many of those infused, by a field; each patient once.' })
  baseline(
    @Args('by', { type: () => ByEnum }) by: BaselineArguments['by'],
    @Parent() { answers }: CohortObject,
  ): BaselineObject | RefusalObject {
    return presentBaseline(answers.get(measureKey('baseline', { by })), { by });
  }

  @ResolveField(() => ShareAnswerUnion, {
    description:
      'Which share of those infused responded, or had a toxicity, or of those apheresed was infused: of the index course of each patient.',
  })
  share(
    @Args('endpoint', { type: () => ShareEnum }) endpoint: ShareArguments['endpoint'],
    @Args('by', { type: () => ByEnum, nullable: true }) by: ShareArguments['by'],
    @Parent() { answers }: CohortObject,
  ): ShareObject | RefusalObject {
    const question = { endpoint, by };
    return presentShare(answers.get(measureKey('share', question)), question as ShareArguments);
  }

  @ResolveField(() => IncidenceAnswerUnion, {
    description: 'Cumulative incidence under competing risks, after Aalen and Johansen; never 1 − Kaplan-Meier.',
  })
  cumulativeIncidence(
    @Args('event', { type: () => CompetingEnum }) event: IncidenceArguments['event'],
    @Args('by', { type: () => ByEnum, nullable: true }) by: IncidenceArguments['by'],
    @Parent() { answers }: CohortObject,
  ): CumulativeIncidenceObject | RefusalObject {
    const question = { event, by };
    return presentIncidence(answers.get(measureKey('cumulativeIncidence', question)), question as IncidenceArguments);
  }

  @ResolveField(() => DistributionAnswerUnion, {
    description: 'How days and scores are distributed, of the index course of each patient.',
  })
  distribution(
    @Args('of', { type: () => DistributionEnum }) of: DistributionArguments['of'],
    @Args('by', { type: () => ByEnum, nullable: true }) by: DistributionArguments['by'],
    @Parent() { answers }: CohortObject,
  ): DistributionObject | RefusalObject {
    return presentDistribution(answers.get(measureKey('distribution', { of, by })), { of });
  }

  @ResolveField(() => HazardRatiosAnswerUnion, {
    description: 'Cox’s model: the hazard of each stratum beside that of the largest.',
  })
  hazardRatios(
    @Args('endpoint', { type: () => EndpointEnum }) endpoint: HazardRatiosArguments['endpoint'],
    @Args('by', { type: () => ByEnum }) by: HazardRatiosArguments['by'],
    @Parent() { answers }: CohortObject,
  ): HazardRatiosObject | RefusalObject {
    const question = { endpoint, by };
    return presentHazardRatios(answers.get(measureKey('hazardRatios', question)), question);
  }

  @ResolveField(() => CoursesAnswerUnion, { description: 'A page of your own courses, each with its records.' })
  courses(
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | undefined,
    @Args('records', { type: () => Int, defaultValue: 5, description: 'Records of each course, up to 50.' })
    records: number,
    @Parent() { answers }: CohortObject,
  ): CoursePage | RefusalObject {
    return presentCourses(answers.get(measureKey('courses', { first, after, records })));
  }

  @ResolveField(() => RecordAnswerUnion, { description: 'Every version of one record that your centre sent.' })
  record(
    @Args('id', { type: () => ID, description: 'Of any version, as `courses` gives it.' }) id: string,
    @Parent() { answers }: CohortObject,
  ): RecordVersionsObject | RefusalObject {
    return presentRecord(answers.get(measureKey('record', { id })));
  }
}
