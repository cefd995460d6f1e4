// In: responses by day and the days that end the count. Out: the best response. Nobody without an assessment leaves the denominator.
import type { Rule } from './graded.ts';

export const BEST_RESPONSE: Rule = { id: 'best-overall-response', version: 1 };

export type Response = 'CR' | 'PR' | 'SD' | 'PD' | 'NE';

const ORDER: readonly Response[] = ['CR', 'PR', 'SD', 'PD', 'NE'];

export interface ResponseHistory {
  /** Whole days since infusion. Those before it are baseline and do not count. */
  readonly assessments: readonly { readonly day: number; readonly response: Response }[];
  /** First day of a new anti-cancer therapy, death and data cut: assessments up to and including the first of them count. */
  readonly newTherapy?: number;
  readonly death?: number;
  readonly dataCut?: number;
}

export interface BestResponse {
  readonly best: Response;
  /** First day on which it was seen; absent for NE. */
  readonly day?: number;
  /** PR or better. */
  readonly responded: boolean;
  readonly rule: Rule;
}

export function bestResponse({ assessments, newTherapy, death, dataCut }: ResponseHistory): BestResponse {
  const progression = assessments.filter(({ day, response }) => response === 'PD' && day >= 0).map(({ day }) => day);
  const end = Math.min(...progression, newTherapy ?? Infinity, death ?? Infinity, dataCut ?? Infinity);
  const best = assessments
    .filter(({ day }) => day >= 0 && day <= end)
    .toSorted((left, right) => ORDER.indexOf(left.response) - ORDER.indexOf(right.response) || left.day - right.day)[0];
  if (!best || best.response === 'NE') return { best: 'NE', responded: false, rule: BEST_RESPONSE };
  const responded = best.response === 'CR' || best.response === 'PR';
  return { best: best.response, day: best.day, responded, rule: BEST_RESPONSE };
}
