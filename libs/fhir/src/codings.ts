// In: a Coding or a CodeableConcept. Out: its codes by the short name of their system, as `LOINC|718-7`.
import { at, isObject, objectsOf, textOf } from './json.ts';
import { shortSystem } from './systems.ts';

export interface Code {
  readonly system: string;
  readonly code: string;
}

const codeOf = (coding: unknown): Code[] => {
  const code = textOf(at(coding, 'code'));
  return code === undefined ? [] : [{ system: shortSystem(textOf(at(coding, 'system')) ?? ''), code }];
};

/** Of one concept or of a list of them. A Coding alone is taken as a concept of one. */
export function codesOf(concept: unknown): readonly Code[] {
  if (Array.isArray(concept)) return concept.flatMap((one) => codesOf(one));
  if (!isObject(concept)) return [];
  return Object.hasOwn(concept, 'coding') ? objectsOf(concept['coding']).flatMap(codeOf) : codeOf(concept);
}

export const keyOf = ({ system, code }: Code): string => `${system}|${code}`;

/** What a report may print of a code: never a text that somebody typed. */
export function shownCode(codes: readonly Code[]): string {
  const [first] = codes;
  if (!first) return 'without a code';
  const code = /^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}$/u.test(first.code) ? first.code : '(no plain code)';
  const system = /^[\x21-\x7e]{1,120}$/u.test(first.system) ? first.system : '(no plain system)';
  return `${first.system === '' ? 'no system' : system}|${code}`;
}
