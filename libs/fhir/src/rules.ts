// In: nothing. Out: the rules that FHIR from a hospital must meet, by id. The ids stand in every message and never change meaning.

/** `F` for FHIR. The rules of a value's meaning are the dictionary's (D) and the data set's (V), those of units the units' (U). */
export const FHIR_RULES = {
  F01: 'What is sent is JSON: a resource or a Bundle of FHIR R4, whole and of a bearable length.',
  F02: 'A resource has a type, and an id or an identifier by which it is known when it comes again.',
  F03: 'A resource names its patient, and that patient is in the files.',
  F04: 'A patient has a national number or a number of the hospital that is told apart from the others.',
  F05: 'A reference leads to one resource.',
  F06: 'A coded value has a code that is known.',
  F07: 'A date is one, and as exact as its field needs.',
  F08: 'A number is one, and of the kind that its field takes.',
  F09: 'What could mean two things is not chosen between.',
  F10: 'A patient comes under the national number itself, not under a pseudonym of somebody else.',
} as const;

export type FhirRule = keyof typeof FHIR_RULES;
