// In: what one look showed. Out: a line for a person and an object for a machine. What is not well says how to mend it.

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

/** One line a finding; below it, indented, what to do. */
export const findingsText = (findings: readonly Finding[]): string =>
  findings
    .flatMap(({ check, state, found, mend }) => [
      `${state.padEnd(8)} ${check.padEnd(14)} ${found}`,
      ...(mend === undefined ? [] : [`${' '.repeat(24)}-> ${mend}`]),
    ])
    .join('\n');
