// GraphQL shapes of the clearances: what was asked, what it says once it is cleared, who may decide.
import { createUnionType, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import type { ClearedScalars } from '@longview/disclosure';
import { RefusalObject } from '../graphql/refusal.type.ts';
import { DaysScalar } from '../graphql/scalars.ts';
import type { Clearance } from './clearance.ts';

@ObjectType('ClearedPoint')
export class ClearedPoint {
  @Field(() => DaysScalar)
  day!: number;
  @Field(() => Float)
  survival!: number;
  @Field(() => Float, { nullable: true })
  lower?: number;
  @Field(() => Float, { nullable: true })
  upper?: number;
}

@ObjectType('ClearedMedian')
export class ClearedMedian {
  @Field(() => Float, { description: 'Days.' })
  days!: number;
  @Field(() => Float, { nullable: true })
  lower?: number;
  @Field(() => Float, { nullable: true })
  upper?: number;
}

@ObjectType('ClearedStratum')
export class ClearedStratum {
  @Field(() => String)
  label!: string;
  @Field(() => Int, { description: 'Patients, exactly; also those whose endpoint is not known, censored on day 0.' })
  n!: number;
  @Field(() => Int)
  events!: number;
  @Field(() => [ClearedPoint], {
    description: 'At landmarks while ten are at risk, with five events between two of them and after the last.',
  })
  at!: ClearedPoint[];
  @Field(() => ClearedMedian, { nullable: true })
  median?: ClearedMedian;
}

@ObjectType('ClearedTest')
export class ClearedTest {
  @Field(() => Float)
  chiSquare!: number;
  @Field(() => Int)
  degreesOfFreedom!: number;
  @Field(() => Float)
  p!: number;
}

@ObjectType('ClearedHazardRatio', { description: 'Of the second stratum against the first; Cox’s model.' })
export class ClearedHazardRatio {
  @Field(() => Float)
  ratio!: number;
  @Field(() => Float)
  lower!: number;
  @Field(() => Float)
  upper!: number;
  @Field(() => String)
  ties!: string;
}

@ObjectType('ClearedScalars', { description: 'Exact figures of one curve.' })
export class ClearedScalarsObject {
  @Field(() => [ClearedStratum])
  strata!: ClearedStratum[];
  @Field(() => ClearedTest, { nullable: true })
  logRank?: ClearedTest;
  @Field(() => ClearedHazardRatio, { nullable: true })
  hazardRatio?: ClearedHazardRatio;
}

@ObjectType('ClearedIncidencePoint')
export class ClearedIncidencePoint {
  @Field(() => DaysScalar)
  day!: number;
  @Field(() => Float)
  incidence!: number;
  @Field(() => Float, { nullable: true, description: 'Log-log limits, 95 %.' })
  lower?: number;
  @Field(() => Float, { nullable: true })
  upper?: number;
}

@ObjectType('ClearedIncidenceStratum')
export class ClearedIncidenceStratum {
  @Field(() => String)
  label!: string;
  @Field(() => Int, { description: 'Patients, exactly; also those of whom it is not known, censored on day 0.' })
  n!: number;
  @Field(() => Int, { description: 'With the event that was asked for; the competing one is a question of its own.' })
  events!: number;
  @Field(() => [ClearedIncidencePoint], {
    description: 'At landmarks while ten are at risk, with five events between two of them and after the last.',
  })
  at!: ClearedIncidencePoint[];
}

@ObjectType('ClearedIncidence', { description: 'Exact figures of one cumulative incidence.' })
export class ClearedIncidenceObject {
  @Field(() => [ClearedIncidenceStratum])
  strata!: ClearedIncidenceStratum[];
  @Field(() => ClearedTest, { nullable: true })
  gray?: ClearedTest;
}

@ObjectType('ClearedShareStratum')
export class ClearedShareStratum {
  @Field(() => String)
  label!: string;
  @Field(() => Int, { description: 'Patients, exactly; of whom it is not known counts as without it.' })
  of!: number;
  @Field(() => Int)
  count!: number;
  @Field(() => Float)
  percent!: number;
  @Field(() => Float, { description: '95 %, Clopper-Pearson.' })
  lower!: number;
  @Field(() => Float)
  upper!: number;
}

@ObjectType('ClearedShare', { description: 'Exact figures of one share.' })
export class ClearedShareObject {
  @Field(() => [ClearedShareStratum])
  strata!: ClearedShareStratum[];
}

@ObjectType('Clearance', { description: 'Exact scalars of an answer, on their way through a person’s check.' })
export class ClearanceObject {
  @Field(() => ID)
  id!: string;
  @Field(() => ID)
  permit!: string;
  @Field(() => ID)
  release!: string;
  @Field(() => ID, { description: 'The protected answer, by its name within the permit.' })
  answer!: string;
  @Field(() => String, { description: 'Its question: filters and measure, canonical JSON.' })
  question!: string;
  @Field(() => String, { description: 'WAITING, CLEARED or REFUSED.' })
  state!: string;
  @Field(() => String)
  requested!: string;
  @Field(() => String, { nullable: true })
  checked?: string;
  @Field(() => String, { nullable: true, description: 'What the checker said.' })
  reason?: string;
  @Field(() => String, { nullable: true, description: 'SHA-256 of the figures; who decides gives it back.' })
  hash?: string;
  @Field(() => ClearedScalarsObject, {
    nullable: true,
    description: 'Of a curve. For the asker: once they are cleared.',
  })
  scalars?: ClearedScalarsObject;
  @Field(() => ClearedIncidenceObject, { nullable: true, description: 'Of a cumulative incidence, likewise.' })
  incidence?: ClearedIncidenceObject;
  @Field(() => ClearedShareObject, { nullable: true, description: 'Of a share, likewise.' })
  share?: ClearedShareObject;

  /** @param shown whether the figures may be seen before they are cleared: by who checks them. */
  static of(clearance: Clearance, shown: boolean): ClearanceObject {
    const { outcome } = clearance;
    const open = shown || outcome === 'cleared';
    return Object.assign(new ClearanceObject(), {
      id: clearance.id,
      permit: clearance.permit,
      release: clearance.release,
      answer: clearance.answer,
      question: clearance.asked,
      state: outcome === null ? 'WAITING' : outcome.toUpperCase(),
      requested: clearance.requested.toISOString(),
      checked: clearance.checked?.toISOString(),
      reason: clearance.reason ?? undefined,
      // A hash of few figures can be guessed: it is shown with them, or not at all.
      ...(open && { hash: clearance.hash, ...figuresOf(JSON.parse(clearance.draft) as ClearedScalars) }),
    });
  }
}

function figuresOf(cleared: ClearedScalars): Pick<ClearanceObject, 'scalars' | 'incidence' | 'share'> {
  switch (cleared.measure) {
    case 'incidence':
      return { incidence: cleared as unknown as ClearedIncidenceObject };
    case 'share':
      return { share: cleared as unknown as ClearedShareObject };
    // Drafts from before there were others name no measure.
    default:
      return { scalars: cleared as unknown as ClearedScalarsObject };
  }
}

@ObjectType('ClearanceList')
export class ClearanceList {
  @Field(() => [ClearanceObject])
  clearances!: ClearanceObject[];
}

export const ClearanceAnswer = createUnionType({
  name: 'ClearanceAnswer',
  types: () => [ClearanceObject, RefusalObject] as const,
  resolveType: (value) => ('state' in value ? ClearanceObject : RefusalObject),
});
export const ClearancesAnswer = createUnionType({
  name: 'ClearancesAnswer',
  types: () => [ClearanceList, RefusalObject] as const,
  resolveType: (value) => ('clearances' in value ? ClearanceList : RefusalObject),
});
