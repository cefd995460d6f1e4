// In: the bootstrap file of permits. Out: the permits by id. Refuses an unknown member, a missing one and a window that is none.
// The file stands in for the applications that a committee decides: the shape of a permit is the final one.
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';

export interface Permit {
  readonly id: string;
  /** Counts up with every change: kept decisions and frames of an older version are not used. */
  readonly version: number;
  readonly title: string;
  readonly organisation: string;
  readonly organisationType: 'academic' | 'company' | 'authority';
  /** EHDS Art. 53(1), for example `scientificResearch`. */
  readonly purpose: string;
  /** First second, and first second after it, since 1970. */
  readonly from: number;
  readonly to: number;
  readonly status: 'active' | 'suspended' | 'revoked';
  readonly level: 'aggregate' | 'rows';
  readonly fields: readonly string[];
  /** Empty: every product. */
  readonly products: readonly string[];
  readonly persons: readonly string[];
}

/** What a permit may name, and a question may use. */
export const FIELDS = [
  'product',
  'disease',
  'sex',
  'ageBand',
  'infusionYear',
  'statusAtInfusion',
  'centre',
  'priorLines',
  'size',
  'os',
  'pfs',
  'response',
  'crs',
  'icans',
  'competing',
  'efs',
  'dor',
  'rfs',
  'spm',
  'aplasia',
  'icaht',
  'onset',
  'waiting',
  'hospital',
  'quality',
  'apheresed',
] as const;
export type FieldName = (typeof FIELDS)[number];

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string' && value.length > 0;
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const SHAPE: { readonly [member in keyof Permit]: Check } = {
  id: isText,
  version: isCount,
  title: isText,
  organisation: isText,
  organisationType: oneOf('academic', 'company', 'authority'),
  purpose: isText,
  from: isCount,
  to: isCount,
  status: oneOf('active', 'suspended', 'revoked'),
  level: oneOf('aggregate', 'rows'),
  fields: listOf(oneOf(...FIELDS)),
  products: listOf(isText),
  persons: listOf(isText),
};

export function readPermits(text: string): Result<ReadonlyMap<string, Permit>, Refusal<'PERMITS_UNREADABLE'>> {
  const no = (message: string, path: string) => err(refusal('PERMITS_UNREADABLE', message, path));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return no('the file of permits is not JSON', 'permits');
  }
  if (!Array.isArray(value)) return no('the file of permits is a list', 'permits');
  const permits = new Map<string, Permit>();
  for (const [index, entry] of (value as unknown[]).entries()) {
    const at = `permits[${index}]`;
    if (entry === null || typeof entry !== 'object') return no('a permit is an object', at);
    const unknown = Object.keys(entry).find((member) => !Object.hasOwn(SHAPE, member));
    if (unknown !== undefined) return no(`a permit has no member ${unknown}`, `${at}.${unknown}`);
    const wrong = (Object.keys(SHAPE) as (keyof Permit)[]).find(
      (member) => !SHAPE[member]((entry as Partial<Permit>)[member]),
    );
    if (wrong !== undefined) return no(`${wrong} is missing or of a wrong form`, `${at}.${wrong}`);
    const permit = entry as Permit;
    if (permit.to <= permit.from) return no('the permit ends before it begins', `${at}.to`);
    if (permit.id === 'book') return no('this id is that of the tables for everybody', `${at}.id`);
    if (permits.has(permit.id)) return no('two permits have this id', `${at}.id`);
    permits.set(permit.id, permit);
  }
  return ok(permits);
}

/** The consent categories without which a person is not in this permit's rows (consent catalogue, table of purposes). */
export function needsOf(permit: Permit): readonly string[] {
  switch (permit.organisationType) {
    case 'academic':
      return ['C3'];
    case 'company':
      return ['C3', 'C4'];
    case 'authority':
      return ['C2'];
  }
}
