// GraphQL shapes of the measures that are no curve: distributions of days and scores, and hazard ratios.
import { createUnionType, Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { RefusalObject } from '../graphql/refusal.type.ts';
import { EndpointDefinition } from './endpoints.types.ts';
import { DistributionEnum, EndpointEnum } from './measures.enums.ts';
import { ByEnum, Protection } from './research.types.ts';

@ObjectType('Quantile')
export class QuantileObject {
  @Field(() => Float, { description: '0.5 is the median.' })
  share!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Exact: the smallest value that at least this share of the patients does not exceed.',
  })
  value?: number;
  @Field(() => Float, { nullable: true, description: 'Protected: the exact quantile is at least this' })
  from?: number;
  @Field(() => Float, { nullable: true, description: 'and less than this.' })
  below?: number;
}

@ObjectType('DistributionStratum')
export class DistributionStratumObject {
  @Field(() => String)
  label!: string;
  @Field(() => Int, { description: 'Patients (rounded when protected).' })
  n!: number;
  @Field(() => Int, { nullable: true, description: 'Of whom no value is known; exact answers only.' })
  missing?: number;
  @Field(() => [QuantileObject], { description: 'Protected: those that enough patients lie beyond.' })
  quantiles!: QuantileObject[];
  @Field(() => Float, { nullable: true, description: 'To the grid when protected.' })
  mean?: number;
}

@ObjectType('Distribution')
export class DistributionObject {
  @Field(() => DistributionEnum)
  of!: string;
  @Field(() => EndpointDefinition, { description: 'What was counted, by name and version.' })
  definition!: EndpointDefinition;
  @Field(() => [DistributionStratumObject])
  strata!: DistributionStratumObject[];
  @Field(() => [String], { description: 'Strata without a figure; an empty one is among them.' })
  withheld!: string[];
  @Field(() => Protection)
  protection!: Protection;
}

@ObjectType('HazardRatio')
export class HazardRatioObject {
  @Field(() => String, { description: 'The stratum that is compared with the reference.' })
  label!: string;
  @Field(() => Float)
  hazardRatio!: number;
  @Field(() => Float, { description: '95 %, Wald.' })
  lower!: number;
  @Field(() => Float)
  upper!: number;
  @Field(() => Float)
  p!: number;
  @Field(() => Boolean, { description: 'p is smaller than the figure shown.' })
  below!: boolean;
}

@ObjectType('HazardRatios', { description: 'Cox’s model with one factor, ties after Efron.' })
export class HazardRatiosObject {
  @Field(() => EndpointDefinition, { description: 'What was counted, by name and version.' })
  definition!: EndpointDefinition;
  @Field(() => EndpointEnum)
  endpoint!: string;
  @Field(() => ByEnum)
  by!: string;
  @Field(() => String, { nullable: true, description: 'The largest stratum: its hazard is 1.' })
  reference?: string;
  @Field(() => Int, { nullable: true, description: 'Patients; exact answers only.' })
  n?: number;
  @Field(() => Int, { nullable: true, description: 'Events; exact answers only.' })
  events?: number;
  @Field(() => String, {
    description:
      'FITTED, or why there is no ratio: NO_EVENTS, COLLINEAR (nothing to compare), INFINITE (a stratum has all of the events, or none).',
  })
  state!: string;
  @Field(() => [HazardRatioObject])
  ratios!: HazardRatioObject[];
  @Field(() => Protection)
  protection!: Protection;
}

export const DistributionAnswerUnion = createUnionType({
  name: 'DistributionAnswer',
  types: () => [DistributionObject, RefusalObject] as const,
  resolveType: (value) => ('strata' in value ? DistributionObject : RefusalObject),
});
export const HazardRatiosAnswerUnion = createUnionType({
  name: 'HazardRatiosAnswer',
  types: () => [HazardRatiosObject, RefusalObject] as const,
  resolveType: (value) => ('ratios' in value ? HazardRatiosObject : RefusalObject),
});
