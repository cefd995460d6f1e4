// In: nothing. Out: why a centre lets a value stand that a rule asks about. A closed list: a typed reason could hold what identifies.

export const QUERY_ANSWERS = {
  confirmed: 'checked at the source: the value is as sent',
  unobtainable: 'the source does not have it, and will not',
  notApplicable: 'the question does not apply to this patient',
} as const;

export type QueryAnswer = keyof typeof QUERY_ANSWERS;

export const isQueryAnswer = (code: string): code is QueryAnswer => Object.hasOwn(QUERY_ANSWERS, code);
