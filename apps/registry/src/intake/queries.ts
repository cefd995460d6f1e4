// In: what is asked now about the records that were looked at, and what was asked before. Out: which queries begin, which end and why. Pure. A query is
// known by record, rule, field and sentence. What the centre answered stays answered until its record has another version and is asked all the same.
import { RULES } from '@longview/clinical';
import type { Problem } from '@longview/dictionary';
import type { NewQuery, QueryChanges, StandingQuery } from './intake-store.ts';

export interface AskedRecord {
  readonly system: string;
  readonly keyHex: string;
  readonly type: string;
  readonly version: number;
  /** Of this submission: all that is asked about it is known. Of one that stood before only what the rules between records ask. */
  readonly isNew: boolean;
  readonly problems: readonly (Problem & { readonly wording?: string })[];
}

export interface Asking {
  readonly standing: readonly StandingQuery[];
  readonly records: readonly AskedRecord[];
  readonly withdrawn: readonly { readonly system: string; readonly keyHex: string }[];
}

const BETWEEN_RECORDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

export function settleQueries({ standing, records, withdrawn }: Asking): QueryChanges {
  const raise: NewQuery[] = [];
  const [changed, lapsed]: [string[], string[]] = [[], []];
  const before = Map.groupBy(standing, recordOf);
  for (const record of records) {
    const known = new Map((before.get(recordOf(record)) ?? []).map((query) => [nameOf(query), query]));
    const asked = new Map(
      record.problems
        .filter(({ severity }) => severity === 'query')
        .map(({ rule, field = '', wording = '', message, mend }) => [
          nameOf({ rule, field, wording }),
          { rule, field, wording, message, mend },
        ]),
    );
    for (const [name, query] of known) {
      if (asked.has(name) || !(record.isNew || BETWEEN_RECORDS.has(query.rule))) continue;
      (query.state === 'open' ? changed : lapsed).push(query.id);
    }
    for (const [name, question] of asked) {
      const query = known.get(name);
      if (query?.state === 'open' || (query && !record.isNew)) continue;
      if (query) lapsed.push(query.id);
      const { system, keyHex, type, version } = record;
      raise.push({ system, keyHex, type, version, ...question });
    }
  }
  const gone = new Set(withdrawn.map(recordOf));
  const taken = standing.filter((query) => gone.has(recordOf(query)));
  const ids = (state: StandingQuery['state']) => taken.filter((one) => one.state === state).map(({ id }) => id);
  return { raise, changed, withdrawn: ids('open'), lapsed: [...lapsed, ...ids('answered')] };
}

export const isNothing = ({ raise, changed, withdrawn, lapsed }: QueryChanges): boolean =>
  raise.length + changed.length + withdrawn.length + lapsed.length === 0;

const recordOf = ({ system, keyHex }: { readonly system: string; readonly keyHex: string }): string =>
  `${system}|${keyHex}`;
const nameOf = ({ rule, field, wording }: Pick<StandingQuery, 'rule' | 'field' | 'wording'>): string =>
  `${rule}|${field}|${wording}`;
