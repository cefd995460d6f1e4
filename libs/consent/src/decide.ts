// In: a person's state, the regime of an activity and what it needs. Out: in or out, with the one rule that decided. Refuses by default.
import { dayNumber } from '@longview/foundation';
import { holds } from './answer.ts';
import { DECISION_ORDER } from './category.ts';
import type { Category } from './category.ts';
import type { CareRegime, ConsentRegime, EhdsRegime, LawRegime, Regime } from './regime.ts';
import type { ConsentState } from './state.ts';

export interface ConsentQuestion {
  readonly regime: Regime;
  /** The categories that the use calls for: its purpose (C2, C3, C4), place (C5a, C5b), data (C7), linkage (C10, C11), method (C6). */
  readonly needs: readonly Category[];
}

/** Why somebody is out. A category stands for: not permitted, or denied where only a no binds. */
export type ClosingRule =
  | 'erased'
  | 'restricted'
  | 'optedOut'
  | 'activityInactive'
  | 'withdrawn'
  | 'objection'
  | 'noRelation'
  | 'excluded'
  | 'nothingNeeded'
  | Category;

export type ConsentDecision =
  | { readonly permits: true; readonly rule: Regime['name'] }
  | { readonly permits: false; readonly rule: ClosingRule; readonly since?: string };

const out = (rule: ClosingRule, since?: string): ConsentDecision =>
  since === undefined ? { permits: false, rule } : { permits: false, rule, since };

const inOrder = (needs: readonly Category[]): readonly Category[] =>
  DECISION_ORDER.filter((code) => needs.includes(code));

/** Whether a permission holds and was given on a form that counts. */
export function permitted(code: Category, state: ConsentState, regime: Pick<ConsentRegime, 'acceptedForms'>): boolean {
  const answer = state.categories[code];
  if (!holds(code, answer, state.asOf)) return false;
  const { acceptedForms } = regime;
  if (acceptedForms === undefined) return true;
  const { formId, formVersion } = answer ?? {};
  return formId !== undefined && formVersion !== undefined && (acceptedForms[formId] ?? []).includes(formVersion);
}

/** The no that a law regime has to weigh: the latest withdrawal, objection or refusal of a needed category that nobody has overruled. */
export function openObjection(state: ConsentState, regime: LawRegime, needs: readonly Category[]): string | undefined {
  if (regime.basis === 'legalObligation') return undefined;
  const refusals = needs.map((code) => state.categories[code]).filter((answer) => answer?.decision === 'deny');
  const latest = [state.withdrawn, state.objected, ...refusals.map((answer) => answer?.since)]
    .filter((day) => day !== undefined)
    .toSorted()
    .at(-1);
  const { objectionOverruled } = regime;
  const weighed =
    latest !== undefined &&
    objectionOverruled !== undefined &&
    latest < objectionOverruled &&
    objectionOverruled <= state.asOf;
  return weighed ? undefined : latest;
}

function requireDays(regime: Regime): void {
  const day = regime.name === 'ehds' ? regime.approved : regime.name === 'law' ? regime.objectionOverruled : undefined;
  if (day !== undefined && dayNumber(day) === undefined) throw new RangeError(`a regime holds no date ${day}`);
}

function underConsent(
  state: ConsentState,
  regime: ConsentRegime | CareRegime,
  needs: readonly Category[],
): ConsentDecision {
  if (state.withdrawn !== undefined) return out('withdrawn', state.withdrawn);
  if (state.objected !== undefined) return out('objection', state.objected);
  // Nothing but an explicit permission opens: a use that calls for none has not said what it is.
  if (needs.length === 0) return out('nothingNeeded');
  const missing = inOrder(needs).find((code) => !permitted(code, state, regime.name === 'consent' ? regime : {}));
  return missing === undefined ? { permits: true, rule: regime.name } : out(missing, state.categories[missing]?.since);
}

function underLaw(state: ConsentState, regime: LawRegime, needs: readonly Category[]): ConsentDecision {
  const objection = openObjection(state, regime, needs);
  return objection === undefined ? { permits: true, rule: 'law' } : out('objection', objection);
}

function underEhds(state: ConsentState, regime: EhdsRegime, needs: readonly Category[]): ConsentDecision {
  if (regime.wishOverridden === true) return { permits: true, rule: 'ehds' };
  if (state.withdrawn !== undefined) return out('withdrawn', state.withdrawn);
  if (state.objected !== undefined) return out('objection', state.objected);
  const denied = inOrder(needs).find((code) => state.categories[code]?.decision === 'deny');
  return denied === undefined ? { permits: true, rule: 'ehds' } : out(denied, state.categories[denied]?.since);
}

function underCare(state: ConsentState, regime: CareRegime, needs: readonly Category[]): ConsentDecision {
  if (!regime.relation) return out('noRelation');
  if (regime.excluded) return out('excluded');
  return underConsent(state, regime, ['C1', ...needs]);
}

/**
 * Whether this person's data may be used. The first rule that hits ends: erased or restricted, opted out before the permit, activity not
 * in force, then what the regime asks, categories in the order purpose, place, data, linkage, method.
 * Under consent and care only a permission opens; under EHDS and law a recorded no closes, the strictest wish binding.
 * @throws RangeError when the regime names a day that is no `YYYY-MM-DD`: compared as text it could open what it should close.
 */
export function permits(state: ConsentState, { regime, needs }: ConsentQuestion): ConsentDecision {
  requireDays(regime);
  if (state.erased !== undefined) return out('erased', state.erased);
  if (state.restricted !== undefined) return out('restricted', state.restricted);
  // A permit of the very day of the opt-out counts as later: of equal dates the stricter wins.
  if (
    regime.name === 'ehds' &&
    state.optedOut !== undefined &&
    regime.approved >= state.optedOut &&
    regime.optOutOverridden !== true
  )
    return out('optedOut', state.optedOut);
  if (!regime.active) return out('activityInactive');
  switch (regime.name) {
    case 'consent':
      return underConsent(state, regime, needs);
    case 'law':
      return underLaw(state, regime, needs);
    case 'ehds':
      return underEhds(state, regime, needs);
    case 'care':
      return underCare(state, regime, needs);
  }
}
