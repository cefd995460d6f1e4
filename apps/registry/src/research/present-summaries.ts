// In: what the walk answered of a distribution or of hazard ratios. Out: the GraphQL shape, with the protection told in a sentence.
import type { RefusalObject } from '../graphql/refusal.type.ts';
import { DEFINITION_OF_DISTRIBUTION, definitionByName, definitionOf } from './endpoints.types.ts';
import {
  DistributionObject,
  DistributionStratumObject,
  HazardRatioObject,
  HazardRatiosObject,
  QuantileObject,
} from './measures.types.ts';
import { EXACT, protectionOf, refused } from './present.ts';
import { type DistributionArguments, DISTRIBUTIONS, type HazardRatiosArguments } from './question.ts';
import type { MeasureAnswer } from './research.walk.ts';

interface Summary {
  readonly label: string;
  readonly n: number;
  readonly missing?: number;
  readonly quantiles: readonly {
    readonly share: number;
    readonly value?: number;
    readonly from?: number;
    readonly below?: number;
  }[];
  readonly mean?: number;
}

export function presentDistribution(
  answer: MeasureAnswer | undefined,
  { of }: DistributionArguments,
): DistributionObject | RefusalObject {
  const asked = { of, definition: definitionByName(DEFINITION_OF_DISTRIBUTION[of]) };
  const { scale = 1 } = DISTRIBUTIONS[of];
  const scaled = (value: number | undefined) => (value === undefined ? undefined : value / scale);
  const summary = ({ label, n, missing, quantiles, mean }: Summary): DistributionStratumObject =>
    Object.assign(new DistributionStratumObject(), {
      label,
      n,
      missing,
      mean: scaled(mean),
      quantiles: quantiles.map(({ share, value, from, below }) =>
        Object.assign(new QuantileObject(), {
          share,
          value: scaled(value),
          from: scaled(from),
          below: scaled(below),
        }),
      ),
    });
  switch (answer?.kind) {
    case 'exactDistribution':
      return Object.assign(new DistributionObject(), {
        ...asked,
        strata: answer.answer.strata.map(summary),
        withheld: [],
        protection: EXACT,
      });
    case 'distribution': {
      const { strata, withheld, protection } = answer.answer;
      const { k, grid, largestShift } = protection;
      return Object.assign(new DistributionObject(), {
        ...asked,
        strata: strata.map(({ patients, ...rest }) => summary({ ...rest, n: patients })),
        withheld: [...withheld],
        protection: protectionOf(
          { ...answer, answer: { protection: { ...protection, largestShift: largestShift / scale } } },
          `Quantiles are intervals of a grid of ${grid / scale}, and the mean is rounded to it: the exact one is at most ${largestShift / scale} away. ` +
            `A median needs ${2 * k} patients, quartiles ${4 * k}, tenths ${10 * k}; the smallest and the largest value are never told. Of whom no value is known ` +
            'are left out; where they are few they are counted, and each interval spans whatever their values could be.',
        ),
      });
    }
    default:
      return refused(answer);
  }
}

const STATES = { fitted: 'FITTED', noEvents: 'NO_EVENTS', collinear: 'COLLINEAR', infinite: 'INFINITE' } as const;

export function presentHazardRatios(
  answer: MeasureAnswer | undefined,
  { endpoint, by }: HazardRatiosArguments,
): HazardRatiosObject | RefusalObject {
  const asked = { definition: definitionOf(endpoint), endpoint, by };
  switch (answer?.kind) {
    case 'exactRatios': {
      const { state, ratios, ...rest } = answer.answer;
      return Object.assign(new HazardRatiosObject(), {
        ...asked,
        ...rest,
        state: STATES[state],
        ratios: ratios.map((own) => Object.assign(new HazardRatioObject(), { ...own, below: false })),
        protection: EXACT,
      });
    }
    case 'hazardRatios': {
      const { ratios, reference } = answer.answer;
      const { k } = answer.answer.protection;
      return Object.assign(new HazardRatiosObject(), {
        ...asked,
        reference,
        state: STATES.fitted,
        ratios: ratios.map(({ covariate, ...own }) =>
          Object.assign(new HazardRatioObject(), { ...own, label: covariate }),
        ),
        protection: protectionOf(
          answer,
          `Ratios and limits have three digits, p two decimals. A model is told with 10 events a stratum that is compared and ${k} patients and events in each stratum, else not.`,
        ),
      });
    }
    default:
      return refused(answer);
  }
}
