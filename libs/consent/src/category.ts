// In: nothing. Out: the closed list of what a person is asked, one decision each. A code that is not in it is no category.

/** What each category opens, in the words of the form. */
export const CATEGORIES = {
  C1: 'share with my referring and treating centres, for my care',
  C2: 'be in the registry, for quality and safety',
  C3: 'academic research',
  C4: 'research by companies',
  C5a: 'share within the European Economic Area',
  C5b: 'share outside the European Economic Area',
  C6: 'train or test artificial intelligence',
  C7: 'genetic and vector-integration data',
  C8: 'be contacted again for studies',
  C9: 'be told of important findings',
  C10: 'link to stored samples',
  C11: 'link to other registers',
} as const;

export type Category = keyof typeof CATEGORIES;

/** `notAsked` is neither yes nor no: only `permit` opens. */
export type CategoryDecision = 'permit' | 'deny' | 'notAsked';

/** All codes, in the order of the form. */
export const CATEGORY_CODES = Object.keys(CATEGORIES) as readonly Category[];

/**
 * The order in which needed categories are looked at, so that the reason told is always the same one: the purpose first, then
 * place (C5a, C5b), kind of data (C7), linkage (C10, C11) and method (C6).
 */
export const DECISION_ORDER: readonly Category[] = [
  'C1',
  'C2',
  'C3',
  'C4',
  'C8',
  'C9',
  'C5a',
  'C5b',
  'C7',
  'C10',
  'C11',
  'C6',
];
