// In: what the walk answered. Out: the GraphQL shape, with the protection told in a sentence.
import type { SurvivalAnswer, SurvivalRow } from '@longview/disclosure';
import { RefusalObject } from '../graphql/refusal.type.ts';
import { definitionByName, definitionOf } from './endpoints.types.ts';
import type { ExactPoint, ExactSurvival } from './exact-answers.ts';
import type { BaselineArguments, IncidenceArguments, ShareArguments, SurvivalArguments } from './question.ts';
import { type RecordVersion, RecordVersionsObject } from './record-versions.types.ts';
import {
  BaselineCellObject,
  BaselineObject,
  CohortSize,
  CourseObject,
  CoursePage,
  CumulativeIncidenceObject,
  IncidencePointObject,
  IncidenceStratumObject,
  ComparisonObject,
  MedianObject,
  Protection,
  ShareObject,
  ShareStratumObject,
  StratumObject,
  SurvivalObject,
  SurvivalPointObject,
} from './research.types.ts';
import type { Kept, MeasureAnswer } from './research.walk.ts';

export const EXACT: Protection = Object.assign(new Protection(), {
  exact: true,
  rule: 'EXACT_OWN_ROWS',
  statement: 'Exact: these are the patients that your centre treats.',
});

interface Shifted extends Kept {
  readonly answer: {
    readonly protection: {
      readonly rule: string;
      readonly k: number;
      readonly gridDays?: number;
      readonly largestShift: number;
    };
  };
}

/** What every protected answer states beside its figures: its rule in numbers, and in a sentence that the measure says itself. */
export function protectionOf(answer: Shifted, statement: string): Protection {
  const { id, answered, merged, page, leftOut } = answer;
  const { rule, k, gridDays, largestShift } = answer.answer.protection;
  return Object.assign(new Protection(), {
    exact: false,
    rule,
    k,
    ...(gridDays !== undefined && { gridDays }),
    largestShift,
    answer: id,
    answered,
    ...(merged !== undefined && { merged }),
    ...(page !== undefined && { page, leftOut: [...(leftOut ?? [])] }),
    statement:
      statement +
      (merged === undefined ? '' : ` Shown in a coarser grouping than asked: ${merged}.`) +
      natureOf(answer),
  });
}

function natureOf({ nature, answered, leftOut }: Kept): string {
  if (leftOut !== undefined && leftOut.length > 0)
    return ` The nearest page of the book: it leaves out ${leftOut.join(', ')}.`;
  const day = answered.slice(0, 10);
  if (nature === 'older')
    return ` This is the answer of ${day}: a newer one would differ from it by a few patients at most.`;
  if (nature === 'near')
    return ` This is the answer of ${day} about nearly the same patients: one of its own would differ from it by a few.`;
  return '';
}

export function presentSize(answer: MeasureAnswer | undefined): CohortSize | RefusalObject {
  switch (answer?.kind) {
    case 'exactSize':
      return Object.assign(new CohortSize(), { patients: answer.patients, courses: answer.courses, protection: EXACT });
    case 'size': {
      const { k, largestShift } = answer.answer.protection;
      return Object.assign(new CohortSize(), {
        patients: answer.answer.patients,
        protection: protectionOf(
          answer,
          `Rounded in steps of ${k}: the true number is at most ${largestShift} away. No figure speaks of fewer than ${k} patients.` +
            (answer.answer.of === 'infused'
              ? ' Of those infused: the few others among those selected are not told.'
              : ''),
        ),
      });
    }
    default:
      return refused(answer);
  }
}

export function presentSurvival(
  answer: MeasureAnswer | undefined,
  question: SurvivalArguments,
): SurvivalObject | RefusalObject {
  const asked = {
    definition: definitionOf(question.endpoint),
    endpoint: question.endpoint,
    interval: question.interval,
    population: question.population ?? 'INFUSED',
  };
  switch (answer?.kind) {
    case 'exactSurvival':
      return Object.assign(new SurvivalObject(), {
        ...asked,
        ...exactShape(answer.answer),
        withheld: [],
        protection: EXACT,
      });
    case 'survival': {
      const { k, gridDays, largestShift } = answer.answer.protection;
      return Object.assign(new SurvivalObject(), {
        ...asked,
        ...protectedShape(answer.answer, question.at ?? []),
        withheld: [...answer.answer.withheld],
        protection: protectionOf(
          answer,
          `Counts are rounded in steps of ${k} on a grid of ${gridDays} days, and every figure follows from them; ` +
            `the exact S(t) is at most ${largestShift} away. Strata of fewer than ${2 * k} patients or ${k} events are withheld, or shown together as other.`,
        ),
      });
    }
    default:
      return refused(answer);
  }
}

export function presentBaseline(
  answer: MeasureAnswer | undefined,
  { by }: BaselineArguments,
): BaselineObject | RefusalObject {
  const cells = (all: readonly object[]) => all.map((cell) => Object.assign(new BaselineCellObject(), cell));
  switch (answer?.kind) {
    case 'exactBaseline':
      return Object.assign(new BaselineObject(), { by, cells: cells(answer.answer.cells), protection: EXACT });
    case 'baseline': {
      const { k, largestShift } = answer.answer.protection;
      return Object.assign(new BaselineObject(), {
        by,
        cells: cells(answer.answer.cells),
        protection: protectionOf(
          answer,
          `Counts are rounded in steps of ${k}: each true number is at most ${largestShift} away. Cells of fewer than ${k} patients are held back, ` +
            'and others with them where the difference would tell.',
        ),
      });
    }
    default:
      return refused(answer);
  }
}

export function presentShare(
  answer: MeasureAnswer | undefined,
  { endpoint }: ShareArguments,
): ShareObject | RefusalObject {
  const asked = { endpoint, definition: definitionByName(endpoint) };
  const strata = (all: readonly object[]) => all.map((own) => Object.assign(new ShareStratumObject(), own));
  switch (answer?.kind) {
    case 'exactShare':
      return Object.assign(new ShareObject(), {
        ...asked,
        strata: strata(answer.answer.strata),
        withheld: [],
        protection: EXACT,
      });
    case 'share': {
      const { k, largestShift } = answer.answer.protection;
      return Object.assign(new ShareObject(), {
        ...asked,
        strata: strata(answer.answer.strata),
        withheld: [...answer.answer.withheld],
        protection: protectionOf(
          answer,
          `Counts are rounded in steps of ${k}, percents are whole and follow from them: the exact one is at most ${largestShift} points away. ` +
            `Strata in which fewer than ${k} had it, or fewer than ${k} had it not, are withheld. Of whom it is not known counts as without it.`,
        ),
      });
    }
    default:
      return refused(answer);
  }
}

export function presentIncidence(
  answer: MeasureAnswer | undefined,
  { event }: IncidenceArguments,
): CumulativeIncidenceObject | RefusalObject {
  const asked = {
    event,
    definition: definitionByName(event),
    population: event === 'INFUSION' ? 'APHERESED' : 'INFUSED',
  };
  const curveOf = (rows: readonly object[]) => rows.map((row) => Object.assign(new IncidencePointObject(), row));
  switch (answer?.kind) {
    case 'exactIncidence':
      return Object.assign(new CumulativeIncidenceObject(), {
        ...asked,
        strata: answer.answer.strata.map(({ label, n, missing, curve }) =>
          Object.assign(new IncidenceStratumObject(), { label, n, missing, curve: curveOf(curve) }),
        ),
        withheld: [],
        gray: answer.answer.gray && Object.assign(new ComparisonObject(), { ...answer.answer.gray, below: false }),
        protection: EXACT,
      });
    case 'incidence': {
      const { k, gridDays, largestShift } = answer.answer.protection;
      return Object.assign(new CumulativeIncidenceObject(), {
        ...asked,
        strata: answer.answer.strata.map(({ label, rows }) =>
          Object.assign(new IncidenceStratumObject(), { label, n: rows[0]?.atRisk ?? 0, curve: curveOf(rows) }),
        ),
        withheld: [...answer.answer.withheld],
        gray: protectedComparison(answer.answer.comparison),
        protection: protectionOf(
          answer,
          `Counts are rounded in steps of ${k} on a grid of ${gridDays} days, and every figure follows from them; the exact incidence is at most ` +
            `${largestShift} away. Strata of fewer than ${2 * k} patients or ${k} events of both kinds are withheld.`,
        ),
      });
    }
    default:
      return refused(answer);
  }
}

export function presentCourses(answer: MeasureAnswer | undefined): CoursePage | RefusalObject {
  if (answer?.kind !== 'courses') return refused(answer);
  const { nodes, next } = answer.page;
  // Handed out as they are: a page has a hundred records, and nothing asks for their class.
  return Object.assign(new CoursePage(), { nodes: nodes as unknown as CourseObject[], next });
}

export function presentRecord(answer: MeasureAnswer | undefined): RecordVersionsObject | RefusalObject {
  if (answer?.kind !== 'record') return refused(answer);
  const { type, versions } = answer.record;
  return Object.assign(new RecordVersionsObject(), { type, versions: versions as unknown as RecordVersion[] });
}

export const refused = (answer: MeasureAnswer | undefined): RefusalObject => {
  if (answer?.kind !== 'refused') throw new Error('a measure was not computed by its root');
  return RefusalObject.of(answer.refusal);
};

const point = (values: ExactPoint | SurvivalRow): SurvivalPointObject =>
  Object.assign(new SurvivalPointObject(), values);

function exactShape(answer: ExactSurvival): { strata: StratumObject[]; logRank: ComparisonObject | undefined } {
  return {
    strata: answer.strata.map(({ label, n, events, missing, curve, at, median }) =>
      Object.assign(new StratumObject(), {
        label,
        n,
        events,
        missing,
        curve: curve.map(point),
        at: at.map(point),
        median: Object.assign(new MedianObject(), {
          state: median.median === undefined ? 'NOT_REACHED' : 'REACHED',
          days: median.median,
          lower: median.lower,
          upper: median.upper,
        }),
      }),
    ),
    logRank: answer.logRank && Object.assign(new ComparisonObject(), { ...answer.logRank, below: false }),
  };
}

function protectedShape(
  answer: SurvivalAnswer,
  at: readonly number[],
): { strata: StratumObject[]; logRank: ComparisonObject | undefined } {
  const { comparison } = answer;
  return {
    strata: answer.strata.map(({ label, of, rows, median }) => {
      const last = rows.at(-1);
      return Object.assign(new StratumObject(), {
        label,
        ...(of && { of: [...of] }),
        n: rows[0]?.atRisk ?? 0,
        events: last?.events ?? 0,
        curve: rows.map(point),
        at: at.flatMap((day) => {
          const row = last && day <= last.day ? rows.findLast((candidate) => candidate.day <= day) : undefined;
          return row ? [point(row)] : [];
        }),
        median: Object.assign(new MedianObject(), {
          state: { within: 'WITHIN', notReached: 'NOT_REACHED', withheld: 'WITHHELD' }[median.state],
          ...(median.state === 'within' && { after: median.after, upTo: median.upTo }),
        }),
      });
    }),
    logRank: protectedComparison(comparison),
  };
}

const protectedComparison = (comparison: SurvivalAnswer['comparison']): ComparisonObject | undefined =>
  comparison &&
  Object.assign(new ComparisonObject(), {
    p: comparison.p,
    below: comparison.below,
    between: [...comparison.between],
    upToDay: comparison.upToDay,
  });
