// In: the answers of one event. Out: them as standing answers, and the stricter of two. Refuses to make a yes out of two that disagree.
import { CATEGORY_CODES } from './category.ts';
import type { Category, CategoryDecision } from './category.ts';
import type { ConsentEvent, LegalBasis } from './event.ts';

/** The standing answer on one category, and where it was given. */
export interface CategoryAnswer {
  readonly decision: CategoryDecision;
  /** The day of the event that decided. */
  readonly since: string;
  readonly legalBasis: LegalBasis;
  readonly formId?: string;
  readonly formVersion?: string;
  /** First and last day on which a permission holds. */
  readonly validFrom?: string;
  readonly validTo?: string;
}

export type CategoryAnswers = Readonly<Partial<Record<Category, CategoryAnswer>>>;

const STRICTNESS: Readonly<Record<CategoryDecision, number>> = { permit: 0, notAsked: 1, deny: 2 };

const defined = (answer: { readonly [Name in keyof CategoryAnswer]: CategoryAnswer[Name] | undefined }) =>
  Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined)) as unknown as CategoryAnswer;

export const answersOf = (event: ConsentEvent): readonly (readonly [Category, CategoryAnswer])[] =>
  CATEGORY_CODES.flatMap((code) => {
    const decision = event.categories?.[code];
    if (decision === undefined) return [];
    const { at: since, legalBasis = 'consent', formId, formVersion, validFrom, validTo } = event;
    return [[code, defined({ decision, since, legalBasis, formId, formVersion, validFrom, validTo })] as const];
  });

/** Two answers of the same day: the stricter stands, and of two permissions only what both of them allow. */
export function stricter(one: CategoryAnswer, other: CategoryAnswer): CategoryAnswer {
  if (one.decision !== other.decision) return STRICTNESS[one.decision] > STRICTNESS[other.decision] ? one : other;
  // A permission that is not given as consent opens less (see `holds`), so that one is kept.
  const kept = one.legalBasis === 'consent' ? other : one;
  const begins = [one.validFrom, other.validFrom].filter((day) => day !== undefined).toSorted();
  const ends = [one.validTo, other.validTo].filter((day) => day !== undefined).toSorted();
  return defined({ ...kept, validFrom: begins.at(-1), validTo: ends[0] });
}

/** A no to everything, said on this day. An older no is said again: whoever overruled that one has not weighed this one. */
export const noToAll = (since: string): CategoryAnswers =>
  Object.fromEntries(CATEGORY_CODES.map((code) => [code, { decision: 'deny', since, legalBasis: 'consent' }]));

/**
 * Whether an answer is a permission that holds on a day. A permission to be in the registry (C2) that was recorded under another
 * basis than consent tells that the person was informed; it is no consent.
 */
export const holds = (code: Category, answer: CategoryAnswer | undefined, day: string): boolean =>
  answer?.decision === 'permit' &&
  (answer.validFrom ?? day) <= day &&
  day <= (answer.validTo ?? day) &&
  (code !== 'C2' || answer.legalBasis === 'consent');
