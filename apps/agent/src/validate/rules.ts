// In: nothing. Out: the rules that only the hospital can apply, because only it knows who the patient is.

export const AGENT_RULES = {
  P01: 'A code that is not in its list does not name the patient.',
  P02: 'No date of a record is the birth date.',
  P03: 'All rows of a patient give the same birth date.',
  P04: 'Nobody is treated before birth.',
  P05: 'A quantity comes in one of its units, and an absence is one of the three.',
  P06: 'A record is taken back for a reason that is a code.',
  P07: 'No date of a record, together with the age that is told, leaves few birth days.',
  P08: 'Typed text is one short line without what a number in a file, a date or an address looks like.',
  P09: 'Who was treated as a child decides anew when of age.',
  P10: 'A correction says why by a code.',
} as const;

export type AgentRule = keyof typeof AGENT_RULES;
