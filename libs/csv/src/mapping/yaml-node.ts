// In: a value from a YAML file and its path. Out: typed members, collecting a refusal with the path for everything that is not as it should be.
import { refusal } from '@longview/foundation';
import type { Refusal } from '@longview/foundation';
import { nearest } from '../nearest.ts';

export type MappingCode =
  | 'yaml-unreadable'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-value'
  | 'unknown-record-type'
  | 'unknown-field'
  | 'unknown-code'
  | 'unknown-unit'
  | 'demonstration-only'
  | 'identity-in-record';

export type MappingRefusal = Refusal<MappingCode>;

export class YamlNode {
  readonly value: unknown;
  readonly path: string;
  readonly #refusals: MappingRefusal[];

  constructor(value: unknown, path: string, refusals: MappingRefusal[]) {
    this.value = value;
    this.path = path;
    this.#refusals = refusals;
  }

  refuse(code: MappingCode, message: string): undefined {
    this.#refusals.push(refusal(code, message, this.path === '' ? undefined : this.path));
    return undefined;
  }

  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  get isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  member(name: string): YamlNode {
    const value =
      this.isObject && Object.hasOwn(this.value as object, name)
        ? (this.value as Record<string, unknown>)[name]
        : undefined;
    return new YamlNode(value, this.path === '' ? name : `${this.path}.${name}`, this.#refusals);
  }

  /** Members of an object whose names are data: value maps and fields. */
  entries(): [string, YamlNode][] {
    if (this.isMissing) return [];
    if (!this.isObject) {
      this.refuse('wrong-value', 'names with values are expected here');
      return [];
    }
    return Object.keys(this.value as object).map((name) => [name, this.member(name)]);
  }

  items(): YamlNode[] {
    if (this.isMissing) return [];
    const list = Array.isArray(this.value) ? (this.value as unknown[]) : [this.value];
    return list.map((value, index) => new YamlNode(value, `${this.path}[${index}]`, this.#refusals));
  }

  /** Refuses members that no one would read: a mistyped name would otherwise be silence. */
  only(...names: readonly string[]): void {
    if (!this.isObject) return;
    for (const name of Object.keys(this.value as object)) {
      if (names.includes(name)) continue;
      const meant = nearest(name, names);
      this.member(name).refuse(
        'unknown-key',
        `"${name}" means nothing here; ${meant ? `did you mean "${meant}"?` : `known are ${names.join(', ')}`}`,
      );
    }
  }

  /** Text, or a number as its text. */
  text(): string | undefined {
    if (this.isMissing) return undefined;
    if (typeof this.value === 'string' && this.value !== '') return this.value;
    if (typeof this.value === 'number' || typeof this.value === 'boolean') return String(this.value);
    return this.refuse('wrong-value', 'a text is expected here');
  }

  required(): string | undefined {
    return this.isMissing ? this.refuse('missing-key', `${this.path} is missing`) : this.text();
  }

  oneOf<const T extends string>(...allowed: readonly T[]): T | undefined {
    const text = this.text();
    if (text === undefined) return undefined;
    const found = allowed.find((value) => value === text);
    return (
      found ??
      this.refuse(
        'wrong-value',
        `${JSON.stringify(text)} is not one of ${allowed.map((value) => JSON.stringify(value)).join(', ')}`,
      )
    );
  }
}
