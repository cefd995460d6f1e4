// The library's bounds beside those of a second, independent solver (HiGHS), and beside the truth.
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { binOf, roundCount } from './d4-rounding.ts';
import type { SecondSolver } from '../testing/second-solver.ts';
import { secondSolver } from '../testing/second-solver.ts';
import type { Bounds, Margin } from './d5-feasible.ts';
import { feasibleCells } from './d5-feasible.ts';

let highs: SecondSolver;
beforeAll(async () => {
  highs = await secondSolver();
});

const table = fc
  .integer({ min: 2, max: 4 })
  .chain((height) =>
    fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.tuple(
          fc.constant(width),
          fc.array(fc.nat(30), { minLength: height * width, maxLength: height * width }),
          fc.array(fc.boolean(), { minLength: height * width, maxLength: height * width }),
        ),
      ),
  );

function seen(width: number, counts: readonly number[], hidden: readonly boolean[]) {
  const height = counts.length / width;
  const bounds = (count: number): Required<Bounds> => {
    const [least, most] = binOf(roundCount(count, 5), 5);
    return { least, most };
  };
  const cells = counts.map((count, cell): Bounds => (hidden[cell] ? { least: 0 } : bounds(count)));
  const line = (of: readonly number[]): Margin => ({
    ...bounds(of.reduce((sum, cell) => sum + (counts[cell] as number), 0)),
    cells: of,
  });
  const index = (length: number) => Array.from({ length }, (_, at) => at);
  const margins = [
    line(index(counts.length)),
    ...index(height).map((row) => line(index(width).map((column) => row * width + column))),
    ...index(width).map((column) => line(index(height).map((row) => row * width + column))),
  ];
  return { cells, margins, wanted: index(counts.length).filter((cell) => hidden[cell]) };
}

function secondOpinion(cells: readonly Bounds[], margins: readonly Margin[], cell: number): [number, number] {
  const lines = margins.flatMap(({ cells: of, least, most }, at) => {
    const sum = of.map((own) => `x${own}`).join(' + ');
    return [` low${at}: ${sum} >= ${least}`, ` top${at}: ${sum} <= ${most}`];
  });
  const limits = cells.map(({ least, most }, at) =>
    most === undefined ? ` x${at} >= ${least}` : ` ${least} <= x${at} <= ${most}`,
  );
  const end = (way: string) =>
    highs.solve(`${way}\n obj: x${cell}\nSubject To\n${lines.join('\n')}\nBounds\n${limits.join('\n')}\nEnd`)
      .ObjectiveValue;
  return [end('Minimize'), end('Maximize')];
}

describe('D5, what everybody can work out of a table', () => {
  test('one hidden cell of a line: what the rounded total leaves', () => {
    const { cells, margins, wanted } = seen(2, [12, 3, 20, 22], [false, true, false, false]);
    expect(feasibleCells(cells, margins, wanted)).toEqual([[1, 9]]);
  });

  test('holds the truth, in whole numbers, as a second solver finds it', () => {
    fc.assert(
      fc.property(table, ([width, counts, hidden]) => {
        const { cells, margins, wanted } = seen(width, counts, hidden);
        feasibleCells(cells, margins, wanted).forEach(([least, most], at) => {
          const cell = wanted[at] as number;
          const truth = counts[cell] as number;
          expect(least <= truth && truth <= most).toBe(true);
          const [low, high] = secondOpinion(cells, margins, cell);
          expect(least).toBeCloseTo(low, 6);
          expect(most).toBeCloseTo(high, 6);
        });
      }),
      { numRuns: 15 },
    );
  });
});
