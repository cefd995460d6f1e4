// GraphQL shapes of the researchers' door: the cohort, its measures, how each figure is protected.
import { createUnionType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { RecordBody } from '../graphql/dictionary-types.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import { CodeScalar, DaysScalar } from '../graphql/scalars.ts';
import { EndpointDefinition } from './endpoints.types.ts';
import { CompetingEnum, EndpointEnum, IntervalEnum, PopulationEnum, ShareEnum } from './measures.enums.ts';

export const ByEnum = {
  PRODUCT: 'PRODUCT',
  DISEASE: 'DISEASE',
  SEX: 'SEX',
  AGE_BAND: 'AGE_BAND',
  INFUSION_YEAR: 'INFUSION_YEAR',
  STATUS_AT_INFUSION: 'STATUS_AT_INFUSION',
  CENTRE: 'CENTRE',
  PRIOR_LINES: 'PRIOR_LINES',
} as const;
registerEnumType(ByEnum, { name: 'Stratification', description: 'What strata are made of.' });

@InputType('YearRange')
export class YearRange {
  @Field(() => Int, { nullable: true })
  from?: number;
  @Field(() => Int, { nullable: true })
  to?: number;
}

@InputType('CohortFilter', {
  description:
    'Who is in the cohort: all that are given must hold. A closed list, because free conditions can be aimed at single persons.',
})
export class CohortFilter {
  @Field(() => [CodeScalar], { nullable: true })
  product?: string[];
  @Field(() => [CodeScalar], { nullable: true })
  disease?: string[];
  @Field(() => [CodeScalar], { nullable: true })
  sex?: string[];
  @Field(() => [CodeScalar], { nullable: true, description: '0-17, 18-39, 40-59, 60-69, 70-120' })
  ageBand?: string[];
  @Field(() => [CodeScalar], { nullable: true })
  statusAtInfusion?: string[];
  @Field(() => [CodeScalar], { nullable: true })
  centre?: string[];
  @Field(() => [CodeScalar], {
    nullable: true,
    description:
      'Lines of treatment before this course: 0, 1, 2, 3, 4, 5+. Not known of courses that were taken in before lines were counted.',
  })
  priorLines?: string[];
  @Field(() => YearRange, { nullable: true, description: 'Calendar years of the infusion, both included.' })
  infusionYear?: YearRange;
}

@ObjectType('Protection', { description: 'What was done to the figures, and how far it can move them.' })
export class Protection {
  @Field(() => Boolean, { description: 'Nothing was done: the asker treats these patients.' })
  exact!: boolean;
  @Field(() => String, { description: 'Rule ids of the disclosure control.' })
  rule!: string;
  @Field(() => Int, { nullable: true, description: 'No figure speaks of fewer patients.' })
  k?: number;
  @Field(() => Int, { nullable: true })
  gridDays?: number;
  @Field(() => Float, {
    nullable: true,
    description:
      'Largest distance between a shown and an exact figure: patients for a size, S(t) or incidence for a curve, percent points for a share.',
  })
  largestShift?: number;
  @Field(() => String, { description: 'The same in a sentence.' })
  statement!: string;
  @Field(() => String, { nullable: true, description: 'When this answer was first given; it is repeated from store.' })
  answered?: string;
  @Field(() => ID, { nullable: true, description: 'The name of this answer within its permit.' })
  answer?: string;
  @Field(() => String, {
    nullable: true,
    description: 'The coarser grouping in which it is shown, where the one that was asked for could not be.',
  })
  merged?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Of the book: the page that answers, as canonical JSON of its filters and measure.',
  })
  page?: string;
  @Field(() => [String], {
    nullable: true,
    description: 'Of the book: filters and strata of the question that the page leaves out.',
  })
  leftOut?: string[];
}

@ObjectType('CohortSize')
export class CohortSize {
  @Field(() => Int, { description: 'Distinct patients.' })
  patients!: number;
  @Field(() => Int, { nullable: true, description: 'Courses; exact answers only.' })
  courses?: number;
  @Field(() => Protection)
  protection!: Protection;
}

@ObjectType('SurvivalPoint')
export class SurvivalPointObject {
  @Field(() => DaysScalar)
  day!: number;
  @Field(() => Int)
  atRisk!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'On the curve: events on this day when exact, events up to this day when protected.',
  })
  events?: number;
  @Field(() => Float)
  survival!: number;
  @Field(() => Float, { nullable: true })
  standardError?: number;
  @Field(() => Float, { nullable: true })
  lower?: number;
  @Field(() => Float, { nullable: true })
  upper?: number;
  @Field(() => [Float], { nullable: true, description: 'Protected: the exact estimate lies between these two.' })
  exactWithin?: number[];
}

@ObjectType('MedianSurvival')
export class MedianObject {
  @Field(() => String, { description: 'REACHED, NOT_REACHED, WITHIN (protected: between two days) or WITHHELD.' })
  state!: string;
  @Field(() => Float, { nullable: true, description: 'Days.' })
  days?: number;
  @Field(() => Float, { nullable: true, description: '95 % limit, days.' })
  lower?: number;
  @Field(() => Float, { nullable: true, description: '95 % limit, days; null where it is not reached.' })
  upper?: number;
  @Field(() => Int, { nullable: true, description: 'Protected: the median lies after this day.' })
  after?: number;
  @Field(() => Int, { nullable: true, description: 'Protected: and not later than this day.' })
  upTo?: number;
}

@ObjectType('SurvivalStratum')
export class StratumObject {
  @Field(() => String)
  label!: string;
  @Field(() => [String], {
    nullable: true,
    description: 'Of the stratum `other`: the groups too small for a curve of their own that it is made of.',
  })
  of?: string[];
  @Field(() => Int, { description: 'Patients (rounded when protected).' })
  n!: number;
  @Field(() => Int, { description: 'Events (rounded when protected).' })
  events!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'Patients whose endpoint could not be derived; exact answers only.',
  })
  missing?: number;
  @Field(() => [SurvivalPointObject])
  curve!: SurvivalPointObject[];
  @Field(() => [SurvivalPointObject], {
    description:
      'At the days asked for; a day beyond the follow-up has no point. Protected: the last grid day not later.',
  })
  at!: SurvivalPointObject[];
  @Field(() => MedianObject)
  median!: MedianObject;
}

@ObjectType('Comparison', { description: 'A test of whether strata differ: log-rank of survival, Gray of incidence.' })
export class ComparisonObject {
  @Field(() => Float, { nullable: true })
  chiSquare?: number;
  @Field(() => Int, { nullable: true })
  degreesOfFreedom?: number;
  @Field(() => Float, { nullable: true })
  p?: number;
  @Field(() => Boolean, { description: 'p is smaller than the figure shown.' })
  below!: boolean;
  @Field(() => [Float], { nullable: true, description: 'Protected: what rounding could have made of p.' })
  between?: number[];
  @Field(() => DaysScalar, { nullable: true, description: 'Protected: the comparison ends at this day.' })
  upToDay?: number;
}

@ObjectType('Survival')
export class SurvivalObject {
  @Field(() => EndpointDefinition, { description: 'What was counted, by name and version.' })
  definition!: EndpointDefinition;
  @Field(() => EndpointEnum)
  endpoint!: string;
  @Field(() => IntervalEnum)
  interval!: string;
  @Field(() => PopulationEnum, { description: 'Of whom, and from which day on.' })
  population!: string;
  @Field(() => [StratumObject])
  strata!: StratumObject[];
  @Field(() => [String], { description: 'Strata without a curve; an empty one is among them.' })
  withheld!: string[];
  @Field(() => ComparisonObject, {
    nullable: true,
    description: 'Null with one stratum, or where rounding could move p across 0.05.',
  })
  logRank?: ComparisonObject;
  @Field(() => Protection)
  protection!: Protection;
}

@ObjectType('BaselineCell')
export class BaselineCellObject {
  @Field(() => String)
  label!: string;
  @Field(() => Int, { nullable: true, description: 'Patients infused (rounded when protected); null: held back.' })
  patients?: number | null;
}

@ObjectType('Baseline')
export class BaselineObject {
  @Field(() => ByEnum)
  by!: string;
  @Field(() => [BaselineCellObject])
  cells!: BaselineCellObject[];
  @Field(() => Protection)
  protection!: Protection;
}

@ObjectType('ShareStratum')
export class ShareStratumObject {
  @Field(() => String)
  label!: string;
  @Field(() => Int, { description: 'Patients infused; of INFUSED, apheresed (rounded when protected).' })
  of!: number;
  @Field(() => Int, { description: 'Those of them who had it (rounded when protected).' })
  count!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'Of whom nobody knows; exact answers only. They count as without it.',
  })
  unknown?: number;
  @Field(() => Float, { nullable: true })
  percent?: number;
  @Field(() => Float, {
    nullable: true,
    description: '95 %: Clopper-Pearson when exact, Wilson of rounded counts when protected.',
  })
  lower?: number;
  @Field(() => Float, { nullable: true })
  upper?: number;
  @Field(() => [Float], { nullable: true, description: 'Protected: the exact percent lies between these two.' })
  exactWithin?: number[];
}

@ObjectType('Share')
export class ShareObject {
  @Field(() => ShareEnum)
  endpoint!: string;
  @Field(() => EndpointDefinition, {
    nullable: true,
    description: 'Of a response: what was counted, by name and version.',
  })
  definition?: EndpointDefinition;
  @Field(() => [ShareStratumObject])
  strata!: ShareStratumObject[];
  @Field(() => [String], { description: 'Strata without a share; an empty one is among them.' })
  withheld!: string[];
  @Field(() => Protection)
  protection!: Protection;
}

@ObjectType('IncidencePoint')
export class IncidencePointObject {
  @Field(() => DaysScalar)
  day!: number;
  @Field(() => Int)
  atRisk!: number;
  @Field(() => Int, { description: 'Up to and including the day (rounded when protected).' })
  events!: number;
  @Field(() => Int)
  competingEvents!: number;
  @Field(() => Float)
  incidence!: number;
  @Field(() => Float, { description: 'Incidence of what competes.' })
  competing!: number;
  @Field(() => [Float], { nullable: true, description: 'Protected: the exact incidence lies between these two.' })
  exactWithin?: number[];
}

@ObjectType('IncidenceStratum')
export class IncidenceStratumObject {
  @Field(() => String)
  label!: string;
  @Field(() => Int)
  n!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'Of whom nothing is known, censored on day 0; exact answers only.',
  })
  missing?: number;
  @Field(() => [IncidencePointObject])
  curve!: IncidencePointObject[];
}

@ObjectType('CumulativeIncidence')
export class CumulativeIncidenceObject {
  @Field(() => CompetingEnum)
  event!: string;
  @Field(() => EndpointDefinition)
  definition!: EndpointDefinition;
  @Field(() => PopulationEnum, { description: 'Of whom, and from which day on.' })
  population!: string;
  @Field(() => [IncidenceStratumObject])
  strata!: IncidenceStratumObject[];
  @Field(() => [String])
  withheld!: string[];
  @Field(() => ComparisonObject, {
    nullable: true,
    description: 'Gray’s test of equal incidence. Null with one stratum, or where rounding could move p across 0.05.',
  })
  gray?: ComparisonObject;
  @Field(() => Protection)
  protection!: Protection;
}

@ObjectType('EndpointTime')
export class EndpointTime {
  @Field(() => DaysScalar)
  days!: number;
  @Field(() => Boolean)
  event!: boolean;
}

@ObjectType('RecordNode')
export class RecordNode {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  type!: string;
  @Field(() => Int)
  version!: number;
  @Field(() => RecordBody)
  body!: object;
}

@ObjectType('Course')
export class CourseObject {
  @Field(() => ID)
  id!: string;
  @Field(() => CodeScalar, { nullable: true })
  product?: string;
  @Field(() => CodeScalar, { nullable: true })
  disease?: string;
  @Field(() => CodeScalar, { nullable: true })
  sex?: string;
  @Field(() => Float, { nullable: true, description: 'Completed years at day 0 (half-years under 2).' })
  age?: number;
  @Field(() => EndpointTime, { nullable: true })
  overallSurvival?: EndpointTime;
  @Field(() => EndpointTime, { nullable: true })
  progressionFreeSurvival?: EndpointTime;
  @Field(() => [RecordNode], {
    description: 'What this centre sent of the course: as many as `courses(records:)` asks for.',
  })
  records!: RecordNode[];
}

@ObjectType('CoursePage')
export class CoursePage {
  @Field(() => [CourseObject])
  nodes!: CourseObject[];
  @Field(() => String, { nullable: true, description: 'Give it as `after` for the next page; null at the end.' })
  next?: string;
}

export const SizeAnswerUnion = createUnionType({
  name: 'CohortSizeAnswer',
  types: () => [CohortSize, RefusalObject] as const,
  resolveType: (value) => ('patients' in value ? CohortSize : RefusalObject),
});
export const SurvivalAnswerUnion = createUnionType({
  name: 'SurvivalAnswer',
  types: () => [SurvivalObject, RefusalObject] as const,
  resolveType: (value) => ('strata' in value ? SurvivalObject : RefusalObject),
});
export const CoursesAnswerUnion = createUnionType({
  name: 'CoursesAnswer',
  types: () => [CoursePage, RefusalObject] as const,
  resolveType: (value) => ('nodes' in value ? CoursePage : RefusalObject),
});
export const ShareAnswerUnion = createUnionType({
  name: 'ShareAnswer',
  types: () => [ShareObject, RefusalObject] as const,
  resolveType: (value) => ('strata' in value ? ShareObject : RefusalObject),
});
export const IncidenceAnswerUnion = createUnionType({
  name: 'CumulativeIncidenceAnswer',
  types: () => [CumulativeIncidenceObject, RefusalObject] as const,
  resolveType: (value) => ('strata' in value ? CumulativeIncidenceObject : RefusalObject),
});
export const BaselineAnswerUnion = createUnionType({
  name: 'BaselineAnswer',
  types: () => [BaselineObject, RefusalObject] as const,
  resolveType: (value) => ('cells' in value ? BaselineObject : RefusalObject),
});
