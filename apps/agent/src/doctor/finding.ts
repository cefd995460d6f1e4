// In: what one look showed. Out: a line for a person and an object for a machine. What is not well says how to mend it.
import { type Language, sayFinding } from '../language/index.ts';

export interface Finding {
  /** What was looked at, in one or two words. */
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'broken';
  readonly found: string;
  readonly mend?: string;
}

export const fine = (check: string, found: string): Finding => ({ check, state: 'ok', found });
export const odd = (check: string, found: string, mend: string): Finding => ({ check, state: 'warning', found, mend });
export const broken = (check: string, found: string, mend: string): Finding => ({
  check,
  state: 'broken',
  found,
  mend,
});

export const isFine = ({ state }: Finding): boolean => state === 'ok';

/** For a person; a machine gets them as they were found. */
export const findingIn = ({ check, state, found, mend }: Finding, language: Language) => ({
  check: sayFinding(check, language),
  state: sayFinding(state, language),
  found: sayFinding(found, language),
  ...(mend !== undefined && { mend: sayFinding(mend, language) }),
});

/** One line a finding; below it, indented, what to do. */
export function findingsText(findings: readonly Finding[], language: Language = 'en'): string {
  const told = findings.map((finding) => findingIn(finding, language));
  const wide = (least: number, words: readonly string[]): number =>
    Math.max(least, ...words.map((word) => word.length));
  const [states, checks] = [
    wide(
      8,
      told.map(({ state }) => state),
    ),
    wide(
      14,
      told.map(({ check }) => check),
    ),
  ];
  return told
    .flatMap(({ check, state, found, mend }) => [
      `${state.padEnd(states)} ${check.padEnd(checks)} ${found}`,
      ...(mend === undefined ? [] : [`${' '.repeat(states + checks + 2)}-> ${mend}`]),
    ])
    .join('\n');
}
