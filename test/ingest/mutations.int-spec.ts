// Files as they should not be, by the hundred thousand: one patient's part of a good file is spoilt at random, and the others' must come through
// as if nothing had happened. No crash, no hang, and every refusal says where and by which rule. The long suite runs 100,000 of them.
import { describe, expect, test } from '@jest/globals';
import { Draws } from '@longview/fixtures';
import {
  cellsOf,
  csvEvents,
  fhirEvents,
  HEADINGS,
  type Cell,
  type Outcome,
  outcomeOf,
  PEOPLE,
  resourcesOf,
  workbookEvents,
  workbookOf,
} from './clean-files.ts';

const COUNT = process.env['LONGVIEW_LONG'] === '1' ? 25_000 : 90;
const SEED = Number(process.env['LONGVIEW_SEED'] ?? 37);
/** Longer than any of them takes on a busy machine: what hangs, hangs for good. */
const HANGS_MS = 30_000;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const everybody = PEOPLE.map((_, index) => index);

/** Things that stand in cells and elements though nobody meant them to. */
const JUNK: readonly unknown[] = [
  '',
  ' ',
  '\u00a0',
  '0',
  '-1',
  '1e999',
  'NaN',
  'null',
  'undefined',
  '2024-02-30',
  '31/12/24',
  '2024-13-01',
  '45000',
  '<0,1',
  '>',
  '~5',
  'spoor',
  'n.b.',
  '#REF!',
  '#N/A',
  '=HYPERLINK("http://x")',
  '"',
  '""',
  "'; drop table",
  '\\',
  '|',
  '\t',
  '\r',
  '\u0000',
  '\ufeff',
  '\u202e',
  '\ud800',
  '😀',
  'é',
  'Ã©',
  'x'.repeat(5000),
  '__proto__',
  'constructor',
  'toString',
  '85073003329',
  '00000000000',
  '9'.repeat(40),
  true,
  false,
  null,
  0,
  -1,
  1e308,
  0.1,
  [],
  {},
  [[]],
  [null],
  { coding: [] },
  { coding: [{ code: 'x' }] },
  { value: 'x' },
  { reference: 'Patient/nobody' },
  { reference: '#' },
  { extension: [{ url: 'x' }] },
];

interface Spoilt {
  readonly what: string;
  readonly open: () => ReturnType<ReturnType<typeof csvEvents>>;
}

/** Every path to a member of a value. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((name) => {
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    return [at, ...pathsOf((value as Record<string, unknown>)[name], at)];
  });
}

function change(
  root: unknown,
  path: readonly (string | number)[],
  act: (parent: Record<string | number, unknown>, last: string | number) => void,
): void {
  let here = root as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) here = here[step] as Record<string | number, unknown>;
  act(here, path.at(-1) as string | number);
}

function spoilResources(resources: Record<string, unknown>[], draws: Draws): string {
  const at = draws.whole(0, resources.length - 1);
  const paths = pathsOf(resources[at]);
  const path = paths[draws.whole(0, paths.length - 1)] as readonly (string | number)[];
  const how = draws.whole(0, 4);
  const junk = JUNK[draws.whole(0, JUNK.length - 1)];
  if (how === 0)
    change(
      resources[at],
      path,
      (parent, last) => void (Array.isArray(parent) ? parent.splice(Number(last), 1) : delete parent[last]),
    );
  else if (how === 1) resources.splice(at, 1);
  else if (how === 2) resources.push(structuredClone(resources[at] as Record<string, unknown>));
  else if (how === 3) change(resources[at], path, (parent, last) => void (parent[last] = [parent[last], junk]));
  else change(resources[at], path, (parent, last) => void (parent[last] = junk));
  return `${how} ${String(at)} ${path.join('.')} ${JSON.stringify(junk)?.slice(0, 60)}`;
}

/** Spoils the bytes themselves: cut, doubled, turned over, overwritten. */
function spoilBytes(bytes: Uint8Array, draws: Draws, forbidden: readonly number[]): Uint8Array {
  const out = bytes.slice();
  const times = draws.whole(1, 4);
  for (let n = 0; n < times; n++) {
    const byte = draws.whole(0, 255);
    if (!forbidden.includes(byte)) out[draws.whole(0, out.length - 1)] = byte;
  }
  return draws.whole(0, 5) === 0 ? out.subarray(0, draws.whole(0, out.length - 1)) : out;
}

const concat = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const LINE_FEED = 0x0a;

const KINDS: Readonly<Record<string, (victim: number, draws: Draws) => Spoilt>> = {
  'a Bundle': (victim, draws) => {
    const own = resourcesOf(victim);
    const what = spoilResources(own, draws);
    const all = everybody.flatMap((index) => (index === victim ? own : resourcesOf(index)));
    const bundle = { resourceType: 'Bundle', type: 'collection', entry: all.map((resource) => ({ resource })) };
    return { what, open: fhirEvents(text(JSON.stringify(bundle)), false) };
  },
  'lines of resources': (victim, draws) => {
    const bytes = everybody.flatMap((index) => {
      const lines = resourcesOf(index).map((one) => text(JSON.stringify(one)));
      if (index === victim) {
        const at = draws.whole(0, lines.length - 1);
        lines[at] = spoilBytes(lines[at] as Uint8Array, draws, []);
      }
      return lines.flatMap((line) => [line, Uint8Array.of(LINE_FEED)]);
    });
    return { what: 'bytes', open: fhirEvents(concat(bytes), true) };
  },
  'a CSV': (victim, draws) => {
    const rows = [HEADINGS, ...everybody.map(cellsOf)].map((cells, line) => {
      const mine = line - 1 === victim;
      const spoilt = [...cells];
      if (mine && draws.whole(0, 2) > 0) {
        const junk = JUNK.filter((one) => typeof one === 'string')[draws.whole(0, 39)] ?? '';
        spoilt[draws.whole(0, spoilt.length - 1)] = junk.replaceAll('\n', ' ');
        return text(spoilt.join(';'));
      }
      const row = text(spoilt.join(';'));
      return mine ? spoilBytes(row, draws, []) : row;
    });
    return { what: 'cells or bytes', open: csvEvents(concat(rows.flatMap((row) => [row, Uint8Array.of(LINE_FEED)]))) };
  },
  'a workbook': (victim, draws) => {
    const cells: readonly Cell[] = JUNK.filter(
      (one): one is string | number => typeof one === 'string' || typeof one === 'number',
    );
    const rows = everybody.map((index): Cell[] => {
      const row: Cell[] = cellsOf(index);
      if (index !== victim) return row;
      for (let n = draws.whole(1, 4); n > 0; n--)
        row[draws.whole(0, row.length - 1)] =
          draws.whole(0, 3) === 0
            ? { day: draws.whole(-5, 3_000_000) }
            : (cells[draws.whole(0, cells.length - 1)] as Cell);
      return row;
    });
    return { what: 'cells', open: workbookEvents(workbookOf([HEADINGS, ...rows])) };
  },
};

const clean: Readonly<Record<string, () => Promise<Outcome>>> = {
  'a Bundle': () =>
    outcomeOf(
      fhirEvents(
        text(
          JSON.stringify({
            resourceType: 'Bundle',
            type: 'collection',
            entry: everybody.flatMap(resourcesOf).map((resource) => ({ resource })),
          }),
        ),
        false,
      ),
    ),
  'lines of resources': () =>
    outcomeOf(
      fhirEvents(
        text(
          everybody
            .flatMap(resourcesOf)
            .map((one) => `${JSON.stringify(one)}\n`)
            .join(''),
        ),
        true,
      ),
    ),
  'a CSV': () =>
    outcomeOf(csvEvents(text([HEADINGS, ...everybody.map(cellsOf)].map((cells) => `${cells.join(';')}\n`).join('')))),
  'a workbook': () => outcomeOf(workbookEvents(workbookOf([HEADINGS, ...everybody.map(cellsOf)]))),
};

describe.each(Object.keys(KINDS))('%s', (kind) => {
  test(
    `spoilt ${COUNT} times lets the others through, and says what it refuses`,
    async () => {
      const good = await (clean[kind] as () => Promise<Outcome>)();
      expect(good.patients.size).toBe(PEOPLE.length);
      expect(good.problems.filter(({ rule }) => /^[CFJ]/u.test(rule))).toEqual([]);
      const keys = everybody.map((index) => `be:niss|${PEOPLE[index]?.number}`);
      for (let n = 0; n < COUNT; n++) {
        const draws = new Draws(SEED, `mutation ${kind} ${n}`);
        const victim = draws.whole(0, PEOPLE.length - 1);
        const { what, open } = (KINDS[kind] as (typeof KINDS)[string])(victim, draws);
        const name = `${kind} ${n} ${what}`;
        let timer: NodeJS.Timeout | undefined;
        const hangs = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error(`${name} hangs`)), HANGS_MS);
        });
        const spoilt = await Promise.race([outcomeOf(open), hangs]).catch((fault: unknown) => {
          throw new Error(`${name}: ${(fault as Error).stack}`);
        });
        clearTimeout(timer);
        for (const [index, key] of keys.entries())
          if (index !== victim && spoilt.patients.get(key) !== good.patients.get(key))
            throw new Error(
              `${name}: changed patient ${index}, where ${victim} was spoilt: ${spoilt.problems.map(({ rule, message }) => `${rule} ${message}`).join('; ')}`,
            );
        for (const { rule, message, mend, place } of spoilt.problems)
          if (rule === '' || message === '' || mend === '' || place.file === '' || !(place.line >= 1))
            throw new Error(`${name}: a problem without its place: ${rule}`);
      }
    },
    process.env['LONGVIEW_LONG'] === '1' ? 3_600_000 : 120_000,
  );
});
