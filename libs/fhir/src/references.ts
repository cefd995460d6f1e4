// In: the resources that may refer to each other. Out: where a reference leads: relative, absolute, urn:uuid, contained, or by identifier.
// A reference that leads to two resources leads nowhere.
import type { Entry } from './entry.ts';
import type { Json } from './json.ts';
import { at, isObject, objectsOf, textOf } from './json.ts';

/** `Patient/1` of a relative or absolute address; a version in it is left out, as the file holds one. */
export function localName(reference: string): string | undefined {
  const path = reference.replace(/\/_history\/[^/]*$/u, '');
  return /(?:^|\/)([A-Za-z]{1,60}\/[A-Za-z0-9\-._|]{1,128})$/u.exec(path)?.[1];
}

/** Under which names an entry may be referred to. */
export function namesOf({ resource, type, fullUrl }: Entry): readonly string[] {
  const id = textOf(resource['id']);
  const names = new Set<string>();
  if (id !== undefined) names.add(`${type}/${id}`);
  if (fullUrl !== undefined) {
    names.add(fullUrl);
    const local = localName(fullUrl);
    if (local !== undefined) names.add(local);
  }
  for (const identifier of objectsOf(resource['identifier'])) {
    const value = textOf(identifier['value']);
    if (value !== undefined) names.add(identifierName(textOf(identifier['system']) ?? '', value));
  }
  return [...names];
}

const identifierName = (system: string, value: string): string => `identifier ${system}|${value}`;

/** The names that a reference may mean, the most exact first. */
export function meant(reference: unknown): readonly string[] {
  if (!isObject(reference)) return [];
  const names: string[] = [];
  const literal = textOf(reference['reference']);
  if (literal !== undefined) {
    names.push(literal.replace(/\/_history\/[^/]*$/u, ''));
    const local = localName(literal);
    if (local !== undefined) names.push(local);
  }
  const value = textOf(at(reference, 'identifier', 'value'));
  if (value !== undefined) names.push(identifierName(textOf(at(reference, 'identifier', 'system')) ?? '', value));
  return names;
}

export class References {
  readonly #named = new Map<string, Entry | 'several'>();

  add(entry: Entry): void {
    for (const name of namesOf(entry)) {
      const known = this.#named.get(name);
      if (known === undefined) this.#named.set(name, entry);
      // The same resource twice is a replay: the later one stands.
      else if (known !== 'several' && sameResource(known, entry)) this.#named.set(name, entry);
      else this.#named.set(name, 'several');
    }
  }

  /** @param from the resource that refers: its contained resources come first. */
  resolve(reference: unknown, from: Json): Entry | 'several' | undefined {
    const literal = textOf(at(reference, 'reference'));
    if (literal?.startsWith('#') === true) {
      const inside = objectsOf(from['contained']).filter((one) => one['id'] === literal.slice(1));
      const [only] = inside;
      const type = textOf(only?.['resourceType']);
      if (inside.length !== 1 || !only || type === undefined) return undefined;
      return { resource: only, type, place: { file: '', line: 0, heading: 'contained' } };
    }
    for (const name of meant(reference)) {
      const found = this.#named.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const sameResource = (left: Entry, right: Entry): boolean =>
  left.type === right.type &&
  textOf(left.resource['id']) !== undefined &&
  left.resource['id'] === right.resource['id'] &&
  (left.fullUrl === undefined || right.fullUrl === undefined || left.fullUrl === right.fullUrl);
