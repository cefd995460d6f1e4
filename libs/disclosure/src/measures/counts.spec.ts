import { describe, expect, test } from '@jest/globals';
import { unwrap } from '@longview/foundation';
import fc from 'fast-check';
import { release } from '../release.ts';
import { binOf, largestRounding, roundCount } from '../rules/d4-rounding.ts';
import { context, everybody, range, setOf } from '../testing/people.ts';

const sizeOfFirst = (count: number, more = {}) =>
  release({ measure: 'size', set: setOf(range(0, count)) }, context(more));

describe('D4 rounding', () => {
  test.each([
    [5, 0, 2],
    [5, 4, 2],
    [5, 5, 7],
    [10, 19, 15],
    [10, 20, 25],
  ])('k %i: %i is shown as %i', (k, count, shown) => expect(roundCount(count, k)).toBe(shown));

  test('is monotone, stays in its bin, and says how far it moves a count', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(20), fc.constantFrom(5, 10), (count, more, k) => {
        expect(roundCount(count + more, k)).toBeGreaterThanOrEqual(roundCount(count, k));
        const [low, high] = binOf(roundCount(count, k), k);
        expect(low <= count && count <= high && high - low === k - 1).toBe(true);
        expect(Math.abs(roundCount(count, k) - count)).toBeLessThanOrEqual(largestRounding(k));
      }),
    );
  });
});

describe('size', () => {
  test('k is 5 within a permit and 10 without', () => {
    expect(sizeOfFirst(4).ok).toBe(false);
    expect(unwrap(sizeOfFirst(5)).answer.value).toEqual({
      measure: 'size',
      patients: 7,
      protection: { rule: 'D3-D4', k: 5, largestShift: 2 },
    });
    expect(sizeOfFirst(9, { audience: 'public' }).ok).toBe(false);
    expect(unwrap(sizeOfFirst(10, { audience: 'public' })).answer.value.patients).toBe(15);
  });

  test('D6: what is left of the population must be large enough too, unless nothing is left', () => {
    const population = setOf(range(0, 50));
    expect(sizeOfFirst(46, { population }).ok).toBe(false);
    expect(sizeOfFirst(45, { population }).ok).toBe(true);
    expect(sizeOfFirst(50, { population }).ok).toBe(true);
    expect(() => sizeOfFirst(51, { population })).toThrow(RangeError);
  });

  test('D7: not when it differs from something told by 1 to k − 1', () => {
    const told = [setOf(range(0, 60))];
    expect(sizeOfFirst(60, { told }).ok).toBe(true);
    expect(sizeOfFirst(61, { told }).ok).toBe(false);
    expect(sizeOfFirst(56, { told }).ok).toBe(false);
    expect(sizeOfFirst(65, { told }).ok).toBe(true);
    // Two in, two out: the sizes agree, four persons differ.
    const swapped = setOf([...range(2, 60), 70, 71]);
    expect(release({ measure: 'size', set: swapped }, context({ told })).ok).toBe(false);
  });

  test('an asker with own rows is held to every rule without them as well', () => {
    const own = setOf(range(0, 40));
    expect(sizeOfFirst(44, { own }).ok).toBe(false);
    expect(sizeOfFirst(45, { own }).ok).toBe(true);
    // Of the six in whom the sets differ, three are the asker's own.
    const told = [setOf(range(0, 60))];
    const other = setOf([...range(3, 60), 100, 101, 102]);
    expect(release({ measure: 'size', set: other }, context({ told })).ok).toBe(true);
    expect(release({ measure: 'size', set: other }, context({ told, own })).ok).toBe(false);
  });

  test('a refusal says DISCLOSURE_RISK, and nothing of the rule or the set', () => {
    const refusals = [
      sizeOfFirst(1),
      sizeOfFirst(3),
      sizeOfFirst(398),
      sizeOfFirst(61, { told: [setOf(range(0, 60))] }),
    ];
    for (const refused of refusals) expect(refused).toEqual(refusals[0]);
    expect(refusals[0]).toMatchObject({ ok: false, error: { code: 'DISCLOSURE_RISK' } });
  });

  test('sets of another numbering are a fault', () =>
    expect(() => release({ measure: 'size', set: new Uint8Array(3).fill(255) }, context())).toThrow(RangeError));
});

/** Consecutive cells of these sizes. */
const cellsOf = (...sizes: readonly number[]) => {
  let next = 0;
  return sizes.map((size, index) => ({ label: `cell ${index}`, patients: setOf(range(next, (next += size))) }));
};
const table = (...sizes: readonly number[]) => release({ measure: 'table', cells: cellsOf(...sizes) }, context());
const shown = (...sizes: readonly number[]) =>
  unwrap(table(...sizes)).answer.value.cells.map(({ patients }) => patients);

describe('table', () => {
  test('all cells large: all shown, rounded', () => expect(shown(50, 43, 12)).toEqual([52, 42, 12]));
  test('one small cell takes the smallest other with it', () =>
    expect(shown(50, 43, 12, 3)).toEqual([52, 42, null, null]));
  test('small cells that are large together stay alone', () => expect(shown(50, 3, 4)).toEqual([52, null, null]));
  test('an observed zero is a small cell, an impossible one is not', () => {
    expect(shown(50, 40, 0)).toEqual([52, 42, null]);
    const cells = cellsOf(50, 40, 0).map((cell, index) => ({ ...cell, impossible: index === 2 }));
    expect(unwrap(release({ measure: 'table', cells }, context())).answer.value.cells[2]?.patients).toBe(0);
  });
  test('two cells of which one is small: nothing is left to show', () => expect(table(50, 3).ok).toBe(false));
  test('the next question is audited against the whole, the shown cells together and each of them', () => {
    const { told } = unwrap(table(50, 43, 12, 3));
    const next = (size: number) => release({ measure: 'size', set: setOf(range(0, size)) }, context({ told })).ok;
    expect([108, 106, 93, 92, 50, 51].map(next)).toEqual([true, false, true, false, true, false]);
  });
  test('somebody in an impossible cell is a fault: its zero would be a lie', () => {
    const cells = cellsOf(50, 40, 6).map((cell, index) => ({ ...cell, impossible: index === 2 }));
    expect(() => release({ measure: 'table', cells }, context())).toThrow(RangeError);
  });
  test('a patient in two cells is a fault', () => {
    const cells = [cellsOf(30)[0], cellsOf(20)[0]].map((cell) => ({
      label: 'x',
      patients: cell?.patients ?? everybody,
    }));
    expect(() => release({ measure: 'table', cells }, context())).toThrow(RangeError);
  });

  test('whoever knows the rounded total and all shown cells cannot narrow a cell that is held back below k possibilities', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { minLength: 2, maxLength: 6 }), (sizes) => {
        const result = table(...sizes);
        if (!result.ok) return;
        const values = result.value.answer.value.cells.map(({ patients }) => patients);
        const total = sizes.reduce((left, right) => left + right, 0);
        const [least, most] = binOf(roundCount(total, 5), 5);
        const bins = values.filter((value) => value !== null).map((value) => binOf(value, 5));
        const hidden = sizes.filter((_, index) => values[index] === null);
        // Together the cells held back hold between these, for an attacker with the rounded total and every shown cell.
        const low = Math.max(0, least - bins.reduce((sum, [, high]) => sum + high, 0));
        const high = most - bins.reduce((sum, [first]) => sum + first, 0);
        if (hidden.length > 0) expect(high - low).toBeGreaterThanOrEqual(4);
        if (hidden.length === 1) expect(low).toBe(0);
        const together = hidden.reduce((left, right) => left + right, 0);
        expect(together === 0 || together >= 5).toBe(true);
        values.forEach((value, index) => {
          if (value !== null) expect((sizes[index] as number) >= 5 && value % 5 === 2).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('flow', () => {
  const flow = (...sizes: readonly number[]) =>
    release(
      { measure: 'flow', steps: sizes.map((size, index) => ({ label: `${index}`, patients: setOf(range(0, size)) })) },
      context(),
    );
  const steps = (...sizes: readonly number[]) =>
    unwrap(flow(...sizes)).answer.value.steps.map(({ patients }) => patients);

  test('rounded steps', () => expect(steps(120, 100, 80)).toEqual([122, 102, 82]));
  test('a step that lost 1 to k − 1 patients is held back: those few are a small cell', () =>
    expect(steps(120, 118, 80)).toEqual([122, null, 82]));
  test('nobody lost is shown', () => expect(steps(120, 120)).toEqual([122, 122]));
  test('a small step is held back, a flow of small steps refused', () => {
    expect(steps(20, 3)).toEqual([22, null]);
    expect(flow(3, 2).ok).toBe(false);
  });
});
