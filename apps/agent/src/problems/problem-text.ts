// In: a problem from the ledger. Out: one line for a person: where, what, by which rule, how to mend it; and where two people have to ask
// the registry, what they ask.
import { FRAME, framed, type Language, say } from '../language/index.ts';
import type { KnownTrouble } from '../ledger/index.ts';

export function problemLine(problem: KnownTrouble, language: Language = 'en'): string {
  const { file, line, heading, field, value, rule, severity, message, mend, origin } = say(problem, language);
  const column = heading === undefined ? (field ?? '') : `"${heading}"`;
  const found = value === undefined ? '' : ` = ${shown(value)}`;
  const by = origin === 'registry' ? `, ${framed(FRAME.registry, language)}` : '';
  const why = `${rule} (${framed(severity === 'error' ? FRAME.error : FRAME.query, language)}${by}): ${message}`;
  const text = `${file}:${line} ${column}${found} — ${why}. ${framed(FRAME.mend, language)}: ${mend}`;
  return [text.replace(/ {2,}/g, ' '), ...requestOf(problem)].join('\n');
}

/** The registry refuses a record that it has of another patient: the request that moves it, ready to be sent by a data manager. */
function requestOf({ origin, rule, record, system }: KnownTrouble): readonly string[] {
  if (origin !== 'registry' || rule !== 'R03' || record === undefined || system === undefined) return [];
  const asked = `requestMove(system: ${JSON.stringify(system)}, key: ${JSON.stringify(record)}, reason: "wrongPatient")`;
  return [`  mutation { ${asked} { ... on Move { id expires } ... on Refusal { code message } } }`];
}

/** A cell can hold anything: one line, no control characters. */
const shown = (value: string): string => {
  const text = value.replaceAll(/[\p{C}\s]+/gu, ' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
