// In: a kind of file, a patient and draws of chance. Out: the file of `clean-files.ts` with that patient's part spoilt, to be read; and the
// same file unspoilt.
import type { Draws } from '@longview/fixtures';
import type { SourceEvent } from '@longview/csv';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
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

export interface Spoilt {
  readonly what: string;
  readonly open: () => AsyncIterable<SourceEvent>;
}

export interface Kind {
  readonly spoil: (victim: number, draws: Draws) => Spoilt;
  readonly clean: () => Promise<Outcome>;
  /** An archive is whole or broken: where it is refused by C20 nobody else's rows need come through, only none may change. */
  readonly mayBeRefusedWhole?: true;
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

/** Spoils the bytes themselves: cut, though not to nothing, since an empty line says nothing and is not missed; overwritten. */
function spoilBytes(bytes: Uint8Array, draws: Draws, forbidden: readonly number[]): Uint8Array {
  const out = bytes.slice();
  const times = draws.whole(1, 4);
  for (let n = 0; n < times; n++) {
    const byte = draws.whole(0, 255);
    if (!forbidden.includes(byte)) out[draws.whole(0, out.length - 1)] = byte;
  }
  return draws.whole(0, 5) === 0 ? out.subarray(0, draws.whole(1, out.length - 1)) : out;
}

const concat = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const LINE_FEED = 0x0a;
const SHEET = 'xl/worksheets/sheet1.xml';

const bundleOf = (resources: readonly Record<string, unknown>[]): Uint8Array =>
  text(
    JSON.stringify({
      resourceType: 'Bundle',
      type: 'collection',
      entry: resources.map((resource) => ({ resource })),
    }),
  );

const CLEAN_LINES = everybody.map((index) => resourcesOf(index).map((one) => text(JSON.stringify(one))));
const CLEAN_ROWS = [HEADINGS, ...everybody.map(cellsOf)].map((cells) => text(cells.join(';')));
const CLEAN_WORKBOOK = workbookOf([HEADINGS, ...everybody.map(cellsOf)]);

const withLineFeeds = (lines: readonly Uint8Array[]): Uint8Array =>
  concat(lines.flatMap((line) => [line, Uint8Array.of(LINE_FEED)]));

const JUNK_TEXTS = JUNK.filter((one) => typeof one === 'string');
const JUNK_CELLS: readonly Cell[] = JUNK.filter(
  (one): one is string | number => typeof one === 'string' || typeof one === 'number',
);

export const KINDS: Readonly<Record<string, Kind>> = {
  'a Bundle': {
    spoil: (victim, draws) => {
      const own = resourcesOf(victim);
      const what = spoilResources(own, draws);
      const all = everybody.flatMap((index) => (index === victim ? own : resourcesOf(index)));
      return { what, open: fhirEvents(bundleOf(all), false) };
    },
    clean: () => outcomeOf(fhirEvents(bundleOf(everybody.flatMap(resourcesOf)), false)),
  },
  'lines of resources': {
    spoil: (victim, draws) => {
      const lines = [...(CLEAN_LINES[victim] as Uint8Array[])];
      const at = draws.whole(0, lines.length - 1);
      lines[at] = spoilBytes(lines[at] as Uint8Array, draws, []);
      const all = CLEAN_LINES.flatMap((own, index) => (index === victim ? lines : own));
      return { what: `bytes of line ${at}`, open: fhirEvents(withLineFeeds(all), true) };
    },
    clean: () => outcomeOf(fhirEvents(withLineFeeds(CLEAN_LINES.flat()), true)),
  },
  'a CSV': {
    spoil: (victim, draws) => {
      const rows = [...CLEAN_ROWS];
      const cells = cellsOf(victim);
      if (draws.whole(0, 2) > 0) {
        cells[draws.whole(0, cells.length - 1)] = draws.pick(JUNK_TEXTS);
        rows[victim + 1] = text(cells.join(';'));
        return { what: 'a cell', open: csvEvents(withLineFeeds(rows)) };
      }
      rows[victim + 1] = spoilBytes(rows[victim + 1] as Uint8Array, draws, []);
      return { what: 'bytes', open: csvEvents(withLineFeeds(rows)) };
    },
    clean: () => outcomeOf(csvEvents(withLineFeeds(CLEAN_ROWS))),
  },
  'a workbook': {
    spoil: (victim, draws) => {
      const row: Cell[] = cellsOf(victim);
      for (let n = draws.whole(1, 4); n > 0; n--)
        row[draws.whole(0, row.length - 1)] =
          draws.whole(0, 3) === 0 ? { day: draws.whole(-5, 3_000_000) } : draws.pick(JUNK_CELLS);
      const rows = everybody.map((index): Cell[] => (index === victim ? row : cellsOf(index)));
      return { what: 'cells', open: workbookEvents(workbookOf([HEADINGS, ...rows])) };
    },
    clean: () => outcomeOf(workbookEvents(CLEAN_WORKBOOK)),
  },
  'the archive of a workbook': {
    spoil: (victim, draws) => {
      if (draws.chance(0.5))
        return { what: 'bytes of the archive', open: workbookEvents(spoilBytes(CLEAN_WORKBOOK, draws, [])) };
      // The archive is whole, and what it holds of one patient is not: a writer that breaks off or writes no XML.
      const parts = unzipSync(CLEAN_WORKBOOK);
      const sheet = strFromU8(parts[SHEET] as Uint8Array);
      const rows = sheet.split('<row ');
      rows[victim + 2] = strFromU8(spoilBytes(strToU8(rows[victim + 2] as string), draws, []));
      const changed = { ...parts, [SHEET]: strToU8(rows.join('<row ')) };
      return { what: `XML of row ${victim + 2}`, open: workbookEvents(zipSync(changed, { level: 1 })) };
    },
    clean: () => outcomeOf(workbookEvents(CLEAN_WORKBOOK)),
    mayBeRefusedWhole: true,
  },
};
