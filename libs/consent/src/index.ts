// The one door: a person's events in, what they permit out.
export { CATEGORIES, CATEGORY_CODES } from './category.ts';
export type { Category, CategoryDecision } from './category.ts';
export { CLOSING, mayRecord } from './event.ts';
export type { ConsentEvent, ConsentEventRefusal, ConsentEventType, LegalBasis } from './event.ts';
export type { CategoryAnswer, CategoryAnswers } from './answer.ts';
export { granted, stateAt } from './state.ts';
export type { ConsentState } from './state.ts';
export type { CareRegime, ConsentRegime, EhdsRegime, LawRegime, Regime } from './regime.ts';
export { permits } from './decide.ts';
export type { ClosingRule, ConsentDecision, ConsentQuestion } from './decide.ts';
export { mayStore } from './store.ts';
export type { StorageGround, StorageRefusal } from './store.ts';
