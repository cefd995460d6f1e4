// In: one JSON value and where it stands. Out: the value in its type. Refuses, by a thrown Misshapen that the reader catches, everything not asked for.
import { createHash } from 'node:crypto';
import { concat, equalBytes, fromBase64, fromBase64Url, fromHex, refusal, utf8 } from '@longview/foundation';
import type { FederationCode, FederationRefusal, PublicJwk } from './federation.ts';

export class Misshapen extends Error {
  readonly refusal: FederationRefusal;
  constructor(code: FederationCode, message: string, path: string) {
    super(message);
    this.refusal = refusal(code, message, path);
  }
}

export type Read<T> = (value: unknown, path: string) => T;

const wrong = (path: string, want: string): Misshapen => new Misshapen('WRONG_VALUE', `${path} is not ${want}.`, path);

/** Exactly these members; one whose reader is wrapped in `optional` may be missing. */
export function object<T extends object>(readers: { readonly [K in keyof T]-?: Read<T[K]> }): Read<T> {
  return (value, path) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw wrong(path, 'an object');
    for (const name of Object.keys(value))
      if (!Object.hasOwn(readers, name))
        throw new Misshapen('UNKNOWN_MEMBER', `${path} has no member ${name}.`, `${path}.${name}`);
    const read: Record<string, unknown> = {};
    for (const [name, reader] of Object.entries(readers) as [string, Read<unknown>][]) {
      const member = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      const inner = reader(member, `${path}.${name}`);
      if (inner !== undefined) read[name] = inner;
    }
    return read as T;
  };
}

export const optional =
  <T>(reader: Read<T>): Read<T | undefined> =>
  (value, path) =>
    value === undefined ? undefined : reader(value, path);

function present(value: unknown, path: string): void {
  if (value === undefined) throw new Misshapen('MISSING_MEMBER', `${path} is missing.`, path);
}

/** A list of at least one, in which `keyOf` gives no value twice. */
export const listOf =
  <T>(reader: Read<T>, ...keysOf: readonly ((item: T) => string | number)[]): Read<readonly T[]> =>
  (value, path) => {
    present(value, path);
    if (!Array.isArray(value) || value.length === 0) throw wrong(path, 'a list of at least one');
    const items = value.map((item, index) => reader(item, `${path}[${index}]`));
    for (const keyOf of keysOf) {
      const known = new Set<string | number>();
      for (const [index, item] of items.entries()) {
        const key = keyOf(item);
        if (known.has(key)) throw new Misshapen('DUPLICATE', `${path} has ${key} twice.`, `${path}[${index}]`);
        known.add(key);
      }
    }
    return items;
  };

const matching =
  (want: string, fits: (text: string) => boolean): Read<string> =>
  (value, path) => {
    present(value, path);
    if (typeof value !== 'string' || !fits(value)) throw wrong(path, want);
    return value;
  };

export const literal =
  <T>(want: T): Read<T> =>
  (value, path) => {
    present(value, path);
    if (value !== want) throw wrong(path, JSON.stringify(want));
    return want;
  };

export const count: Read<number> = (value, path) => {
  present(value, path);
  if (!Number.isSafeInteger(value) || (value as number) < 1) throw wrong(path, 'a whole number from 1');
  return value as number;
};

export const name = matching('a name of lower-case letters, digits and hyphens', (text) =>
  /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(text),
);
export const keyName = matching('a key name of letters, digits, dots and hyphens', (text) =>
  /^[A-Za-z0-9._-]{1,64}$/.test(text),
);
export const title = matching('a text of 1 to 200 characters on one line', (text) => /^[^\p{Cc}]{1,200}$/u.test(text));
export const origin = matching('a log origin without spaces', (text) => /^[^\s+]{1,200}$/.test(text));

export const instant = matching('an instant in UTC like 2026-01-31T08:00:00Z', (text) => {
  const time = Date.parse(text);
  return /^\d{4}-/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().replace('.000Z', 'Z') === text;
});

const isHere = (host: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(host) || host.endsWith('.localhost');

/** Clear text is taken for this very machine only. */
export const url = matching('an https URL without login, query or fragment', (text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const safe = protocol === 'https:' || (protocol === 'http:' && isHere(hostname));
  return safe && username + password + search + hash === '' && !/[?#]/.test(text);
});

const isBytes32 = (text: string): boolean => decoded(text, fromBase64Url)?.length === 32;
export const element = matching('base64url of 32 bytes', isBytes32);

/** RFC 8037; a private member `d` is an unknown member, so no private key is ever published by mistake. */
export const publicJwk: Read<PublicJwk> = (value, path) => {
  present(value, path);
  return object<PublicJwk>({ kty: literal('OKP'), crv: literal('Ed25519'), x: element })(value, path);
};

/** C2SP signed-note: type 1 is Ed25519 (a log), type 4 the timestamped cosignature of a witness (tlog-cosignature). */
export const verifierKey = (type: 1 | 4): Read<string> =>
  matching(`a verifier key of type ${type}`, (text) => {
    const [holder, hash, rest] = splitVerifierKey(text);
    const key = decoded(rest, fromBase64);
    const claimed = decoded(hash, fromHex);
    if (holder === '' || /\s/.test(holder) || key?.length !== 33 || key[0] !== type || !claimed) return false;
    const digest = createHash('sha256')
      .update(concat(utf8(`${holder}\n`), key))
      .digest();
    return equalBytes(claimed, digest.subarray(0, 4));
  });

/** The base64 may hold a plus, the name may not. */
function splitVerifierKey(text: string): readonly [string, string, string] {
  const match = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/.exec(text);
  return [match?.[1] ?? '', match?.[2] ?? '', match?.[3] ?? ''];
}

function decoded(text: string, decode: (text: string) => Uint8Array): Uint8Array | undefined {
  try {
    return decode(text);
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}
