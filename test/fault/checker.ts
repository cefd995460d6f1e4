// In: what clients were told, and what the parties hold when all have come to rest. Out: every promise that does not hold, by rule. Empty when
// nothing acknowledged is lost, nothing is there twice, and nothing was shown without its entry.
import type { Receipt } from '@longview/wire';
import type { OutlineRow } from '../support/store-outline.ts';

export interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly operation: string;
  readonly queryHash?: string;
  readonly intent?: string;
  readonly rows?: number;
  readonly release?: string;
  readonly leafHash: string;
}

/** Entries of what a question or a cut needed on its way: the answer has one of its own. */
const BESIDE: ReadonlySet<string> = new Set(['cohort.load', 'publishBook']);

/** An answer that reached whoever asked. */
export interface Seen {
  readonly actor: string;
  /** SHA-256 of the question's text, which no other question has. */
  readonly queryHash: string;
  readonly kind: 'own' | 'permit' | 'cut';
  /** How many rows it says it was made from, where it says so. */
  readonly rows?: number;
  /** Rounded to so many. */
  readonly roundedTo?: number;
  /** The network may have brought the question twice: then it was answered, and entered, twice. */
  readonly repeated?: boolean;
}

export interface Evidence {
  readonly receipts: readonly { readonly centre: string; readonly submission: string; readonly receipt: string }[];
  readonly submissions: readonly { readonly id: string; readonly centre: string; readonly receipt: string }[];
  readonly versions: readonly {
    readonly centre: string;
    readonly key: string;
    readonly version: number;
    readonly current: boolean;
    readonly content: string;
    readonly withdrawn: boolean;
  }[];
  readonly entries: readonly Entry[];
  /** Ids of entries that have no index yet. */
  readonly inLine: readonly string[];
  readonly seen: readonly Seen[];
  readonly outline: readonly OutlineRow[];
  /** Left out where no undisturbed run was made: the other rules stand by themselves. */
  readonly undisturbed?: readonly OutlineRow[] | undefined;
  /** What each hospital's ledger says is not finished. */
  readonly unfinished: readonly { readonly centre: string; readonly submission: string; readonly state: string }[];
  /** What each hospital stands behind, and the registry's own note of that size. */
  readonly stoodBehind: readonly { readonly centre: string; readonly note: string; readonly own: string | undefined }[];
  readonly alarms: readonly { readonly centre: string; readonly code: string }[];
  readonly pseudonymiser: readonly {
    readonly centre: string;
    /** Requests by id, with their elements: charged, and in the log. */
    readonly charged: ReadonlyMap<string, number>;
    readonly logged: ReadonlyMap<string, number>;
    /** Tokens in the centre's ledger. */
    readonly tokens: number;
  }[];
  /** What the log's own checks say: `fsck`, and the offline verifier. */
  readonly logFaults: readonly string[];
}

export interface Finding {
  readonly rule: RuleName;
  readonly what: string;
}

const WROTE: readonly string[] = ['ACCEPTED', 'UPDATED', 'WITHDRAWN'];

const receiptOf = (text: string): Receipt => JSON.parse(text) as Receipt;
const hexOf = (key: string): string => Buffer.from(key, 'base64url').toString('hex');

const groupBy = <T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
};

const rounded = (rows: number | undefined, to: number): number => Math.round((rows ?? -1) / to) * to;

/** Each rule gives what breaks it, in words. */
const RULES = {
  /** A receipt in a hospital's ledger is the registry's, to the byte. */
  'receipt kept': ({ receipts, submissions }) => {
    const kept = new Map(submissions.map(({ id, receipt }) => [id, receipt]));
    return receipts
      .filter(({ submission, receipt }) => kept.get(submission) !== receipt)
      .map(({ submission }) => submission);
  },
  /** A record that was acknowledged has one current version. */
  'record kept': ({ receipts, versions }) => {
    const current = groupBy(
      versions.filter((version) => version.current),
      ({ centre, key }) => `${centre} ${key}`,
    );
    const told = new Set(
      receipts.flatMap(({ centre, receipt }) =>
        receiptOf(receipt).records.flatMap(({ key, outcome }) =>
          outcome === 'REFUSED' ? [] : [`${centre} ${hexOf(key)}`],
        ),
      ),
    );
    return [...told].filter((name) => current.get(name)?.length !== 1);
  },
  /** Versions are numbered from 1, the last is the current one, and no two in a row say the same. */
  'versions once': ({ versions }) =>
    [...groupBy(versions, ({ centre, key }) => `${centre} ${key}`)].flatMap(([name, all]) => {
      const sorted = all.toSorted((left, right) => left.version - right.version);
      const inOrder = sorted.every(
        ({ version, current }, index) => version === index + 1 && current === (index === sorted.length - 1),
      );
      const same = sorted.some(
        (one, index) =>
          index > 0 && one.content === sorted[index - 1]?.content && one.withdrawn === sorted[index - 1]?.withdrawn,
      );
      return inOrder && !same ? [] : [`${name}: ${sorted.map(({ version }) => version).join(' ')}`];
    }),
  /** A write that is acknowledged as one wrote one version; all versions come from those writes. */
  'versions told': ({ receipts, versions }) => {
    const told = new Map<string, number>();
    for (const { centre, receipt } of receipts)
      for (const { key, outcome } of receiptOf(receipt).records) {
        const name = `${centre} ${hexOf(key)}`;
        if (WROTE.includes(outcome)) told.set(name, (told.get(name) ?? 0) + 1);
      }
    const stored = groupBy(versions, ({ centre, key }) => `${centre} ${key}`);
    return [...new Set([...told.keys(), ...stored.keys()])].filter(
      (name) => (told.get(name) ?? 0) !== (stored.get(name)?.length ?? 0),
    );
  },
  /** Patients, courses, outcomes, consents and versions are as many as without any fault, and say the same. */
  'as undisturbed': ({ outline, undisturbed = outline }) => {
    const text = ({ what, kind, n, detail }: OutlineRow): string => `${what} ${kind}: ${n} ${detail}`;
    const [is, should] = [new Set(outline.map(text)), new Set(undisturbed.map(text))];
    return [
      ...[...is].filter((row) => !should.has(row)),
      ...[...should].filter((row) => !is.has(row)).map((row) => `not ${row}`),
    ];
  },
  /** Each submission has its one act in the log, and the act says of it what its receipt says. */
  'submission entered': ({ submissions, entries }) => {
    const acts = groupBy(
      entries.filter(({ kind, operation }) => kind === 'act' && operation === 'submit'),
      ({ leafHash }) => leafHash,
    );
    const wrong = submissions.filter(({ receipt }) => {
      const { leafHash, bodyHash, records } = receiptOf(receipt);
      const [act, ...more] = acts.get(leafHash) ?? [];
      const wrote = records.filter(({ outcome }) => WROTE.includes(outcome)).length;
      return !act || more.length > 0 || act.queryHash !== bodyHash || act.rows !== wrote;
    });
    const known = new Set(submissions.map(({ receipt }) => receiptOf(receipt).leafHash));
    return [
      ...wrong.map(({ id }) => id),
      ...[...acts.keys()]
        .filter((leafHash) => !known.has(leafHash))
        .map((leafHash) => `an act of no submission: ${leafHash}`),
    ];
  },
  /** What somebody was shown has one entry that closes it, by the same person, and it counts the same rows. */
  'shown entered': ({ seen, entries }) => {
    const closing = groupBy(
      entries.filter(({ kind }) => kind === 'result' || kind === 'answer'),
      ({ queryHash }) => queryHash ?? '',
    );
    return seen.flatMap(({ actor, queryHash, kind, rows, roundedTo = 1, repeated = false }) => {
      const found = (closing.get(queryHash) ?? []).filter(({ operation }) => !BESIDE.has(operation));
      const entry = found.find((one) => rows === undefined || rounded(one.rows, roundedTo) === rows) ?? found[0];
      const counts = rows === undefined || rounded(entry?.rows, roundedTo) === rows;
      const kinds = kind === 'permit' ? ['answer'] : ['result'];
      return (found.length === 1 || (repeated && found.length > 1)) &&
        entry?.actor === actor &&
        kinds.includes(entry.kind) &&
        counts
        ? []
        : [`${kind} by ${actor}: ${found.length} entries, ${entry?.rows} rows for ${rows}`];
    });
  },
  /** Each intent is closed once, by a result or as aborted. */
  'intents closed': ({ entries }) => {
    const closing = groupBy(
      entries.filter(({ kind }) => kind === 'result' || kind === 'aborted'),
      ({ intent }) => intent ?? 'none',
    );
    const intents = entries.filter(({ kind }) => kind === 'intent');
    const known = new Set(intents.map(({ id }) => id));
    return [
      ...intents
        .filter(({ id }) => closing.get(id)?.length !== 1)
        .map(({ id }) => `${id}: ${closing.get(id)?.length ?? 0}`),
      ...[...closing.keys()].filter((id) => !known.has(id)).map((id) => `no intent ${id}`),
    ];
  },
  /** Nothing waits any more: neither in line for the tree nor in a hospital's queue. */
  'nothing waits': ({ inLine, unfinished }) => [
    ...inLine.map((id) => `in line: ${id}`),
    ...unfinished.map(({ centre, submission, state }) => `${centre}: ${submission} ${state}`),
  ],
  /** What a hospital stands behind is the registry's own note of that size; no hospital has raised an alarm. */
  'witnessed the same': ({ stoodBehind, alarms }) => [
    ...stoodBehind.filter(({ note, own }) => own === undefined || !note.startsWith(own)).map(({ centre }) => centre),
    ...alarms.map(({ centre, code }) => `${centre}: ${code}`),
  ],
  /** What is in a ledger was logged, what was logged was charged. */
  'evaluated entered': ({ pseudonymiser }) =>
    pseudonymiser.flatMap(({ centre, charged, logged, tokens }) => {
      const elements = [...logged.values()].reduce((sum, one) => sum + one, 0);
      return [
        ...(elements < tokens ? [`${centre}: ${tokens} tokens, ${elements} logged`] : []),
        ...[...logged]
          .filter(([id, one]) => charged.get(id) !== one)
          .map(([id]) => `${centre}: ${id} was not charged so`),
      ];
    }),
  /** The log holds by its own checks. */
  'log whole': ({ logFaults }) => logFaults,
} satisfies Record<string, (evidence: Evidence) => readonly string[]>;

export type RuleName = keyof typeof RULES;
export const RULE_NAMES = Object.keys(RULES) as readonly RuleName[];

export const check = (evidence: Evidence): Finding[] =>
  RULE_NAMES.flatMap((rule) => RULES[rule](evidence).map((what) => ({ rule, what })));
