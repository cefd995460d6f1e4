// In: a vector and a covariance. Out: vᵀ V⁻¹ v, the statistic of a test. Undefined when the covariance is singular: then nothing can be compared.

export function quadraticForm(
  vector: readonly number[],
  covariance: readonly (readonly number[])[],
): number | undefined {
  const solved = solve(covariance, vector);
  return solved && vector.reduce((total, value, index) => total + value * (solved[index] as number), 0);
}

/** Gaussian elimination with partial pivoting; undefined when the matrix is singular. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const size = right.length;
  const rows = matrix.map((line, index) => [...line, right[index] as number]);
  const scale = Math.max(...rows.map((row, index) => Math.abs(row[index] as number)));
  for (let column = 0; column < size; column++) {
    let best = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]?.[column] as number) > Math.abs(rows[best]?.[column] as number)) best = row;
    const pivotRow = rows[best] as number[];
    const pivot = pivotRow[column] as number;
    if (!(Math.abs(pivot) > scale * 1e-12)) return undefined;
    rows[best] = rows[column] as number[];
    rows[column] = pivotRow;
    for (let row = column + 1; row < size; row++) {
      const line = rows[row] as number[];
      const factor = (line[column] as number) / pivot;
      for (let index = column; index <= size; index++)
        line[index] = (line[index] as number) - factor * (pivotRow[index] as number);
    }
  }
  const solution = Array.from<number>({ length: size }).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    const line = rows[row] as number[];
    let value = line[size] as number;
    for (let index = row + 1; index < size; index++) value -= (line[index] as number) * (solution[index] as number);
    solution[row] = value / (line[row] as number);
  }
  return solution;
}
