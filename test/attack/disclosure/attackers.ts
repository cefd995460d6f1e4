// In: what somebody was told. Out: how far each attack gets with it: as counts that are 0 where every rule is in force.
import { type CourseRow, filter, indexCourses, populationCount, type Where } from '@longview/cohort';
import type { SurvivalAnswer } from '@longview/disclosure';
import { binOf, certainties, cornered, exposed, type SecondSolver } from '@longview/disclosure/testing';
import type { Measure } from '@longview/registry';
import { type Asker, frameOf } from './registry-of.ts';

interface Told {
  readonly words: Uint32Array;
  readonly size: number;
  readonly answer: number;
}

const isFew = (count: number, k: number): boolean => count > 0 && count < k;

const wordsOf = (set: Uint8Array): Uint32Array => {
  const words = new Uint32Array((set.length + 3) >> 2);
  new Uint8Array(words.buffer).set(set);
  return words;
};

function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** How many are in one and not in the other, no further than up to `most`. */
function differing(left: Uint32Array, right: Uint32Array, most = Infinity): number {
  const length = Math.max(left.length, right.length);
  let count = 0;
  for (let at = 0; at < length && count < most; at++) count += bitsIn((left[at] ?? 0) ^ (right[at] ?? 0));
  return count;
}

/** By size, each with the number of its answer: two sets that differ by a few differ by no more in size. */
const bySize = (answers: readonly (readonly Uint8Array[])[]): Told[] =>
  answers
    .flatMap((sets, answer) => sets.map((set) => ({ words: wordsOf(set), size: populationCount(set), answer })))
    .sort((left, right) => left.size - right.size);

/** Pairs of sets told in different answers that differ by 1 to k − 1 patients: each could be subtracted. */
export const nearPairs = ({ told }: Pick<Asker, 'told'>, k: number): number =>
  nearSets(
    told.map(({ sets }) => sets),
    k,
  );

/** The same of sets in answers, whoever was told them. */
export function nearSets(answers: readonly (readonly Uint8Array[])[], k: number): number {
  const all = bySize(answers);
  let found = 0;
  for (let one = 0; one < all.length; one++) {
    const { words, size, answer } = all[one] as Told;
    for (let other = one + 1; other < all.length; other++) {
      const next = all[other] as Told;
      if (next.size - size >= k) break;
      if (next.answer !== answer && isFew(differing(words, next.words, k), k)) found++;
    }
  }
  return found;
}

/** Threes of answers A, B, C with A + B = C but for 1 to k − 1 patients, A and B apart from each other. */
export function apart(told: readonly { readonly sets: readonly Uint8Array[] }[], k: number): number {
  const all = bySize(told.map(({ sets }) => sets.slice(0, 1)));
  let found = 0;
  for (let one = 0; one < all.length; one++)
    for (let other = one + 1; other < all.length; other++) {
      const [left, right] = [all[one] as Told, all[other] as Told];
      const size = left.size + right.size;
      if (size - (all.at(-1)?.size ?? 0) >= k) break;
      if (left.words.some((word, at) => (word & (right.words[at] ?? 0)) !== 0)) continue;
      const both = left.words.map((word, at) => word | (right.words[at] ?? 0));
      for (let third = firstOf(all, size - k + 1); third < all.length; third++) {
        const whole = all[third] as Told;
        if (whole.size - size >= k) break;
        if (whole !== left && whole !== right && isFew(differing(both, whole.words, k), k)) found++;
      }
    }
  return found;
}

/** The place of the first that is not smaller. */
function firstOf(all: readonly Told[], size: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] as Told).size < size) low = middle + 1;
    else high = middle;
  }
  return low;
}

const FIELDS = ['product', 'sex', 'ageBand'] as const;

/** Every size that was told as two inequalities over the cells of product, sex and age band: which small cells have one count left? */
export function solvedCells(
  highs: SecondSolver,
  rows: readonly CourseRow[],
  asked: readonly Where[],
  asker: Asker,
): { small: number; solved: number } {
  const cellOf = (row: CourseRow): string => FIELDS.map((field) => row[field]).join('|');
  const truth = new Map<string, number>();
  for (const row of rows) truth.set(cellOf(row), (truth.get(cellOf(row)) ?? 0) + 1);
  const cells = [...truth.keys()];
  const answers = new Map(asker.told.map(({ question, answer }) => [question, answer]));
  const lines: string[] = [];
  for (const where of asked) {
    const told = answers.get(JSON.stringify({ measure: { name: 'size' }, where: sorted(where) }));
    if (told?.measure !== 'size' || told.of !== undefined) continue;
    const width = told.protection.largestShift === 0 ? 1 : told.protection.k;
    const [least, most] = binOf(told.patients, width);
    const inside = cells.flatMap((cell, index) => {
      const labels = cell.split('|');
      const meets = FIELDS.every((field, at) => where[field]?.includes(labels[at] as string) ?? true);
      return meets ? [`x${index}`] : [];
    });
    if (inside.length === 0) continue;
    lines.push(
      ` a${lines.length}: ${inside.join(' + ')} >= ${least}`,
      ` b${lines.length}: ${inside.join(' + ')} <= ${most}`,
    );
  }
  if (lines.length === 0) return { small: 0, solved: 0 };
  const end = (way: string, cell: number): number => {
    const names = cells.map((_, index) => ` 0 <= x${index} <= ${rows.length}`);
    const text = `${way}\n obj: x${cell}\nSubject To\n${lines.join('\n')}\nBounds\n${names.join('\n')}\nEnd`;
    return highs.solve(text).ObjectiveValue;
  };
  let [small, solved] = [0, 0];
  cells.forEach((cell, index) => {
    if (!isFew(truth.get(cell) as number, 5)) return;
    small++;
    if (Math.ceil(end('Minimize', index) - 1e-6) === Math.floor(end('Maximize', index) + 1e-6)) solved++;
  });
  return { small, solved };
}

/** Keys in the order of canonical JSON. */
const sorted = (where: Where): unknown =>
  Object.fromEntries(Object.entries(where).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Questions asked of two releases whose answers differ although their patients do by 1 to k − 1 only. */
export function changedBetween(asker: Asker, questions: readonly (readonly [Where, Measure])[], k: number): number {
  const before = bySize(asker.told.map(({ sets }) => sets));
  let changed = 0;
  questions.forEach(([where, measure]) => {
    const { answering } = asker.ask(where, measure);
    if (answering.act !== 'tell') return;
    const near = answering.told.told
      .map(wordsOf)
      .some((set) => before.some(({ words }) => isFew(differing(set, words, k), k)));
    if (near) changed++;
  });
  return changed;
}

/** Windows of every curve that was told in which somebody is counted exactly, dated, or one of few. */
export function exposedPersons(asker: Asker, k: number): number {
  let found = 0;
  for (const { answer } of asker.told) {
    if (answer.measure !== 'survival') continue;
    for (const { rows } of answer.strata) {
      const certain = certainties(rows, k);
      found += exposed(certain, 5).length + cornered(certain, 10).length;
    }
  }
  return found;
}

/**
 * Guyot et al., BMC Med Res Methodol 2012;12:9, on whole curves: events spread evenly over each interval of the shown table, as the algorithm does.
 * A hit is a day on which exactly one person of the group had the event and on which the reconstruction puts one. `expected`: what as many days
 * drawn by chance within each interval would hit.
 */
export function guyotHits(
  asker: Asker,
  rows: readonly CourseRow[],
): { hits: number; expected: number; persons: number } {
  const frame = frameOf(rows);
  let [hits, expected, persons] = [0, 0, 0];
  for (const { answer, question } of asker.told) {
    if (answer.measure !== 'survival') continue;
    const { where } = JSON.parse(question) as { where: Where };
    const days = new Map<number, number>();
    for (const row of indexCourses(filter(frame, where)).rows) {
      const day = frame.endpoints.os.days[row] as number;
      if (frame.endpoints.os.events[row] === 1) days.set(day, (days.get(day) ?? 0) + 1);
    }
    const lone = new Set([...days].filter(([, count]) => count === 1).map(([day]) => day));
    for (const { rows: shown } of (answer as SurvivalAnswer).strata) {
      shown.slice(1).forEach((end, index) => {
        const start = shown[index] as (typeof shown)[number];
        const count = end.events - start.events;
        const width = end.day - start.day;
        const inside = [...lone].filter((day) => day > start.day && day <= end.day).length;
        persons += inside;
        const placed = new Set(
          Array.from(
            { length: count },
            (_, place) => start.day + Math.max(1, Math.round(((place + 0.5) * width) / count)),
          ),
        );
        for (const day of placed) if (lone.has(day)) hits++;
        expected += (placed.size * inside) / width;
      });
    }
  }
  return { hits, expected, persons };
}
