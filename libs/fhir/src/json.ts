// In: parsed JSON of which nothing is known. Out: its parts where they have the form that is asked for, and nothing where they have not.
import { isObject, type Members } from '@longview/foundation';

export type Json = Members;
export { isObject };

export const objectOf = (value: unknown): Json | undefined => (isObject(value) ? value : undefined);

/** The objects of a list; a single object is a list of one. */
export const objectsOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** `Bundle.type` of an object by a path of names. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here: unknown = value;
  for (const name of path) {
    if (!isObject(here) || !Object.hasOwn(here, name)) return undefined;
    here = here[name];
  }
  return here;
}

/** What has to be looked at member by member: a prototype, or half of a character that is written as an escape. */
const ODD = /__proto__|\\u[dD][89a-fA-F]/u;

/**
 * `__proto__` is dropped: as a member it would be data, assigned to an object it would be its prototype. Half a character becomes the sign for
 * one that is not known: no encoding can carry it, and what is hashed or signed later would fail on it.
 */
export function parseJson(text: string): unknown {
  try {
    return ODD.test(text) ? (JSON.parse(text, kept) as unknown) : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

const kept = (name: string, member: unknown): unknown =>
  name === '__proto__' ? undefined : typeof member === 'string' ? member.toWellFormed() : member;
