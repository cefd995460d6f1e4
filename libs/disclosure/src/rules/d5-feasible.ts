// D5, checked. In: a table with the bounds of what is shown of it. Out: for each cell that is held back, the least and the most that everybody
// who reads the table can work out for it. Linear programming over all tables that look like this one; in a table with rows and columns the
// ends are whole numbers by themselves (its matrix is totally unimodular: Hoffman & Kruskal 1956).
import type { Constraint, Coefficients } from 'yalps';
import { solve } from 'yalps';

/** What a reader knows of a count: between these, both included. Held back: from what the reader has already, without end. */
export interface Bounds {
  readonly least: number;
  readonly most?: number;
}

/** Cells that add up to a margin which is shown. */
export interface Margin extends Bounds {
  readonly cells: readonly number[];
}

export function feasibleCells(
  cells: readonly Bounds[],
  margins: readonly Margin[],
  wanted: readonly number[],
): readonly (readonly [least: number, most: number])[] {
  const constraints = new Map<string, Constraint>();
  const variables = cells.map((): Map<string, number> => new Map());
  // Each cell is what lies above its least, so that the solver's own bound, 0, is the lower one.
  cells.forEach(({ least, most }, index) => {
    if (most === undefined) return;
    constraints.set(`cell ${index}`, { max: most - least });
    variables[index]?.set(`cell ${index}`, 1);
  });
  margins.forEach((margin, index) => {
    const base = margin.cells.reduce((sum, cell) => sum + (cells[cell] as Bounds).least, 0);
    const most = margin.most === undefined ? {} : { max: margin.most - base };
    constraints.set(`margin ${index}`, { min: margin.least - base, ...most });
    for (const cell of margin.cells) variables[cell]?.set(`margin ${index}`, 1);
  });
  return wanted.map((cell) => {
    const end = (direction: 'minimize' | 'maximize'): number => {
      const named = variables.map((own, index): [string, Coefficients] => [
        `${index}`,
        index === cell ? new Map([...own, ['objective', 1]]) : own,
      ]);
      const { status, result } = solve({ direction, objective: 'objective', constraints, variables: named });
      if (status === 'unbounded') return Infinity;
      if (status !== 'optimal') throw new Error(`no table looks like the one that is shown: ${status}`);
      return (cells[cell] as Bounds).least + Math.round(result);
    };
    return [end('minimize'), end('maximize')] as const;
  });
}
