// In: what the database said when an entry could not be written. Out: a fault that every door tells alike: the log cannot be written, so nothing is shown.

/** Its code is the database's own, so that whoever decides about trying again still sees it. */
export class LogUnavailable extends Error {
  readonly code: string;

  constructor(cause: unknown) {
    super('the access log cannot be written', { cause });
    this.code = codeOf(cause);
  }
}

const codeOf = (fault: unknown): string => String((fault as { code?: unknown } | null)?.code ?? '');

/** Not the log's: a transaction that had failed before, a race that is run again, an entry that breaks a rule. */
const NOT_OF_THE_LOG = /^(?:25P02|40001|40P01|2[23].*)$/;

/** Runs what writes entries. @throws LogUnavailable when the log is why it failed. */
export async function orUnavailable<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (fault) {
    throw NOT_OF_THE_LOG.test(codeOf(fault)) ? fault : new LogUnavailable(fault);
  }
}

const WORDS: readonly [code: RegExp, words: string][] = [
  [/^53100$/, 'the disk of the database is full'],
  [/^53/, 'the database has no room for it: memory or connections'],
  [/^42501$/, 'the role of the registry may not write the log'],
  [/^42P01$/, 'the log is not there: was the schema migrated?'],
  [/^(?:55P03|57014)$/, 'somebody holds a lock on the log'],
  [/^(?:25006|XX001|XX002|58)/, 'the database cannot write: look at its own log'],
  [/^(?:08|57P|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/, 'the database does not answer'],
];

/** Why, in words that repeat nothing of an entry. */
export function reasonOf(fault: unknown): string {
  const code = codeOf(fault);
  const known = WORDS.find(([pattern]) => pattern.test(code))?.[1];
  if (known !== undefined) return known;
  return code === '' ? 'the database does not answer' : `the database refuses it (SQLSTATE ${code})`;
}
