// In: a problem from the ledger. Out: one line for a person: where, what, by which rule, how to mend it.
import type { KnownTrouble } from '../ledger/index.ts';

export function problemLine(problem: KnownTrouble): string {
  const { file, line, heading, field, value, rule, severity, message, mend, origin } = problem;
  const column = heading === undefined ? (field ?? '') : `"${heading}"`;
  const found = value === undefined ? '' : ` = ${shown(value)}`;
  const by = origin === 'registry' ? ', registry' : '';
  return `${file}:${line} ${column}${found} — ${rule} (${severity}${by}): ${message}. Mend: ${mend}`.replace(
    / {2,}/g,
    ' ',
  );
}

/** A cell can hold anything: one line, no control characters. */
const shown = (value: string): string => {
  const text = value.replaceAll(/[\p{C}\s]+/gu, ' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
