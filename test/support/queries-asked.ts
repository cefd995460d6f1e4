// In: an agent of a hospital whose files were submitted, and the errors planted in them. Checks that what the rules asked is listed by file and line, and that
// an answer given in the list closes one query and no other, once.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { PlantedError } from '@longview/fixtures';

interface Open {
  readonly queries: readonly {
    readonly id: string;
    readonly file: string;
    readonly line: number;
    readonly rule: string;
  }[];
}

type Command = (exit: number, ...words: string[]) => Promise<Record<string, unknown>>;

/** @param list where the list is written to be filled in; left out, nothing is answered. */
export async function queriesAsked(
  agent: Command,
  { planted, list }: { readonly planted: readonly PlantedError[]; readonly list: string | undefined },
): Promise<void> {
  const opened = async (): Promise<Open['queries']> => ((await agent(1, 'queries')) as unknown as Open).queries;
  const open = await opened();
  const told = new Set(open.map(({ file, line, rule }) => `${file}:${line} ${rule}`));
  const asked = planted.filter(({ effect, rule }) => effect === 'query' && rule.startsWith('V'));
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.map(({ file, line, rule }) => `${file}:${line} ${rule}`).filter((one) => !told.has(one))).toEqual([]);
  if (list === undefined) return;

  await agent(1, 'queries', '--to', list);
  const [first = '', second = '', ...rest] = readFileSync(list, 'utf8').split('\r\n');
  writeFileSync(list, [first, `${second}confirmed`, ...rest].join('\r\n'));
  expect(await agent(0, 'answer', list)).toMatchObject({ answered: 1, refused: [] });
  const left = await opened();
  expect(left.length).toBe(open.length - 1);
  expect(second.startsWith(open.find(({ id }) => !left.some((one) => one.id === id))?.id ?? '-')).toBe(true);
  // Answered once is answered: nobody answers it a second time.
  expect(await agent(1, 'answer', list)).toMatchObject({ answered: 0, refused: [{}] });
}
