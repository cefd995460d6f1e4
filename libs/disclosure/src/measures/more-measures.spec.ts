import { describe, expect, test } from '@jest/globals';
import { unwrap } from '@longview/foundation';
import { aalenJohansen, countCauses, coxModel, incidenceAt } from '@longview/outcomes';
import fc from 'fast-check';
import { EVERY_RULE } from '../context.ts';
import { release, releaseUnder } from '../release.ts';
import { binOf } from '../rules/d4-rounding.ts';
import { feasibleCells } from '../rules/d5-feasible.ts';
import { pausedUntil } from '../rules/d8-probing.ts';
import { dominated } from '../rules/d11-quantiles.ts';
import { budgetLeft } from '../rules/d14-budget.ts';
import { mergesOf } from '../rules/d16-merges.ts';
import { context, range, setOf } from '../testing/people.ts';
import type { CrossTableAnswer, CrossTableRequest } from './cross-table.ts';
import { exactSafetyCounters } from './safety-counters.ts';

function crossTableOf(sizes: readonly (readonly number[])[]): CrossTableRequest {
  let next = 0;
  return {
    measure: 'crossTable',
    rows: sizes.map((_, row) => `row ${row}`),
    columns: (sizes[0] ?? []).map((_, column) => `column ${column}`),
    cells: sizes.map((row) => row.map((size) => setOf(range(next, (next += size))))),
  };
}
const crossTable = (sizes: readonly (readonly number[])[], more = {}): CrossTableAnswer =>
  unwrap(release(crossTableOf(sizes), context(more))).answer.value;

/** What everybody can work out for the cells that are held back. */
function workedOut({ cells, rowTotals, columnTotals, total }: CrossTableAnswer, k: number) {
  const bounds = (shown: number) => ({ least: binOf(shown, k)[0], most: binOf(shown, k)[1] });
  const width = columnTotals.length;
  const flat = cells.flat();
  const line = (shown: number | null, of: readonly number[]) =>
    shown === null ? [] : [{ ...bounds(shown), cells: of }];
  return feasibleCells(
    flat.map((shown) => (shown === null ? { least: 0 } : bounds(shown))),
    [
      ...line(total, range(0, flat.length)),
      ...rowTotals.flatMap((shown, row) => line(shown, range(row * width, (row + 1) * width))),
      ...columnTotals.flatMap((shown, column) =>
        line(
          shown,
          range(0, rowTotals.length).map((row) => row * width + column),
        ),
      ),
    ],
    range(0, flat.length).filter((cell) => flat[cell] === null),
  );
}

describe('a table of rows and columns', () => {
  test('all cells large: all shown, each total rounded by itself', () => {
    expect(
      crossTable([
        [12, 23],
        [31, 8],
      ]),
    ).toMatchObject({
      cells: [
        [12, 22],
        [32, 7],
      ],
      rowTotals: [37, 37],
      columnTotals: [42, 32],
      total: 72,
    });
  });

  test('a small cell takes others of its row and column with it', () => {
    const { cells } = crossTable([
      [3, 30, 30],
      [30, 12, 30],
      [30, 30, 30],
    ]);
    const hidden = cells.flat().filter((cell) => cell === null).length;
    expect(cells[0]?.[0]).toBeNull();
    expect(hidden).toBeGreaterThanOrEqual(3);
  });

  test('an observed zero is a small cell, an impossible one is shown', () => {
    const sizes = [
      [0, 30, 30],
      [30, 12, 30],
      [30, 30, 30],
    ];
    expect(crossTable(sizes).cells[0]?.[0]).toBeNull();
    const request = crossTableOf(sizes);
    const impossible = sizes.map((row) => row.map((size) => size === 0));
    expect(unwrap(release({ ...request, impossible }, context())).answer.value.cells[0]?.[0]).toBe(0);
  });

  test('a small row has no total, and is not given away by the others', () => {
    const { rowTotals } = crossTable([
      [1, 2],
      [30, 30],
      [40, 40],
      [7, 12],
    ]);
    expect(rowTotals).toEqual([null, 62, 82, null]);
  });

  test('whoever solves the table finds k possibilities for each cell held back; without the check, for some fewer', () => {
    const narrowest = { with: Infinity, without: Infinity };
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(22), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 4 }),
        fc.constantFrom('permit' as const, 'public' as const),
        (sizes, audience) => {
          const k = audience === 'permit' ? 5 : 10;
          for (const [name, rules] of [
            ['with', EVERY_RULE],
            ['without', { ...EVERY_RULE, feasible: false }],
          ] as const) {
            const result = releaseUnder(crossTableOf(sizes), context({ audience }), rules);
            if (!result.ok) continue;
            for (const [least, most] of workedOut(result.value.answer.value, k))
              narrowest[name] = Math.min(narrowest[name], (most - least + 1) / k);
          }
        },
      ),
      { numRuns: 120, seed: 20_261_127 },
    );
    expect(narrowest.with).toBeGreaterThanOrEqual(1);
    expect(narrowest.without).toBeLessThan(1);
  });

  test('who brought some of the rows cannot narrow a cell either', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(22), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 3 }),
        fc.nat(3),
        (sizes, every) => {
          const own = setOf(range(0, 200).filter((patient) => patient % 4 <= every % 3));
          const result = release(crossTableOf(sizes), context({ own }));
          if (!result.ok) return;
          const { cells } = result.value.answer.value;
          const others = (set: Uint8Array) => set.reduce((n, byte, at) => n + bits(byte & ~(own[at] as number)), 0);
          crossTableOf(sizes).cells.forEach((row, at) =>
            row.forEach((set, column) => {
              if (cells[at]?.[column] !== null) expect(others(set)).toBeGreaterThanOrEqual(5);
            }),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a patient in two cells, a table without a cell somewhere, or too large a table', () => {
    const twice = crossTableOf([
      [30, 30],
      [30, 30],
    ]);
    const cells = [[twice.cells[0]?.[0], twice.cells[0]?.[0]], twice.cells[1]] as Uint8Array[][];
    expect(() => release({ ...twice, cells }, context())).toThrow(RangeError);
    expect(() => release({ ...twice, rows: ['one'] }, context())).toThrow(RangeError);
    expect(release(crossTableOf(range(0, 40).map(() => range(0, 6).map(() => 1))), context()).ok).toBe(false);
  });
});

const bits = (byte: number): number => byte.toString(2).replaceAll('0', '').length;

describe('a share', () => {
  const asked = (...strata: readonly (readonly [count: number, of: number])[]) => {
    let next = 0;
    return {
      measure: 'proportion' as const,
      strata: strata.map(([count, of], index) => {
        const from = next;
        next += of;
        return { label: `${index}`, of: setOf(range(from, next)), count: setOf(range(from, from + count)) };
      }),
    };
  };

  test('whole percents of rounded counts, with where the exact one lies', () => {
    const { strata, protection } = unwrap(release(asked([61, 115]), context())).answer.value;
    expect(strata[0]).toMatchObject({ count: 62, of: 117, percent: 53, exactWithin: [50, 56] });
    expect(protection).toEqual({ rule: 'D3-D5', k: 5, largestShift: 3 });
  });

  test('everybody or nobody is known of each: held back', () => {
    for (const count of [0, 2, 38, 40]) expect(release(asked([count, 40]), context()).ok).toBe(false);
    expect(release(asked([5, 40]), context()).ok).toBe(true);
  });

  test('the exact share lies where the answer says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 180 }), fc.nat(1000), (of, share) => {
        const count = Math.round((of * share) / 1000);
        const result = release(asked([count, of], [20, 50]), context());
        if (!result.ok) return;
        for (const { label, percent, exactWithin } of result.value.answer.value.strata) {
          const exact = label === '0' ? (100 * count) / of : 40;
          expect(exactWithin[0] <= exact && exact <= exactWithin[1]).toBe(true);
          expect(Math.abs(exact - percent)).toBeLessThanOrEqual(result.value.answer.value.protection.largestShift);
        }
      }),
    );
  });
});

describe('D11, values', () => {
  const asked = (values: readonly number[], more = {}) => ({
    measure: 'distribution' as const,
    grid: 7,
    strata: [{ label: 'all', patients: setOf(range(0, values.length)), values }],
    ...more,
  });
  const waits = (count: number) => range(0, count).map((index) => 20 + ((index * 37) % 40));
  const shares = (count: number, more = {}) => {
    const result = release(asked(waits(count)), context(more));
    return result.ok ? result.value.answer.value.strata[0]?.quantiles.map(({ share }) => share) : [];
  };

  test('a median from 2k patients, quartiles from 4k, tenths from 10k, and never an end', () => {
    expect(shares(9)).toEqual([]);
    expect(shares(10)).toEqual([0.5]);
    expect(shares(20)).toEqual([0.25, 0.5, 0.75]);
    expect(shares(50)).toEqual([0.1, 0.25, 0.5, 0.75, 0.9]);
    expect(shares(19, { audience: 'public' })).toEqual([]);
    expect(shares(20, { audience: 'public' })).toEqual([0.5]);
  });

  test('each figure lies on the grid, and the exact one within', () => {
    const { strata } = unwrap(release(asked(waits(80)), context())).answer.value;
    for (const { from, below } of strata[0]?.quantiles ?? []) expect([from % 7, below - from]).toEqual([0, 7]);
    expect((strata[0]?.mean ?? 1) % 7).toBe(0);
  });

  test('amounts of which one or two persons hold nearly all are held back', () => {
    const costs = [1_000_000, ...range(0, 19).map(() => 100)];
    expect(release(asked(costs), context()).ok).toBe(true);
    expect(release(asked(costs, { amounts: true }), context()).ok).toBe(false);
    expect(dominated([50, 40, 10, 9, 8])).toBe(false);
    expect(dominated([50, 40, 2])).toBe(true);
  });
});

describe('D12, models', () => {
  const people = range(0, 200).map((index) => ({ day: 30 + ((index * 53) % 700), event: index % 3 === 0 ? 1 : 0 }));
  const model = (count: number, more = {}) => {
    const own = people.slice(0, count);
    const arm = own.map((_, index) => index % 2);
    const fit = coxModel(
      {
        days: Int32Array.from(own, ({ day }) => day),
        events: Uint8Array.from(own, ({ event }) => event),
        covariates: [Float64Array.from(arm)],
      },
      'efron',
    );
    const level = (is: number) => own.flatMap((person, index) => (arm[index] === is ? [{ person, index }] : []));
    return release(
      {
        measure: 'model',
        fit,
        covariates: ['arm'],
        patients: setOf(range(0, count)),
        levels: [0, 1].map((is) => ({
          label: `${is}`,
          patients: setOf(level(is).map(({ index }) => index)),
          events: level(is).filter(({ person }) => person.event === 1).length,
        })),
        ...more,
      },
      context(),
    );
  };

  test('three digits, p to two decimals', () => {
    const [ratio] = unwrap(model(200)).answer.value.ratios;
    expect(String(ratio?.hazardRatio).replace('.', '').replace(/^0+/, '').length).toBeLessThanOrEqual(3);
    expect((ratio?.p ?? 0) * 100).toBeCloseTo(Math.round((ratio?.p ?? 0) * 100), 9);
  });

  test('ten events a parameter and ten degrees of freedom, and each level large enough', () => {
    expect(model(60).ok).toBe(true);
    expect(model(30).ok).toBe(false);
    const few = { label: 'few', patients: setOf([1, 2, 3]), events: 3 };
    expect(model(200, { levels: [few] }).ok).toBe(false);
  });

  test('a model that counts spans instead of patients is a fault', () =>
    expect(() => model(200, { patients: setOf(range(0, 199)) })).toThrow(RangeError));
});

describe('D-KM under competing risks', () => {
  const person = fc.record({ day: fc.integer({ min: 1, max: 1000 }), cause: fc.integer({ min: 0, max: 2 }) });

  test('no figure is finer than the grid, and the exact incidence lies where the answer says', () => {
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 60, maxLength: 250 }),
        fc.constantFrom('permit' as const, 'public' as const),
        (people, audience) => {
          const counts = countCauses(
            {
              days: Int32Array.from(people, ({ day }) => day),
              events: Uint8Array.from(people, ({ cause }) => cause),
            },
            2,
          );
          const strata = [{ label: 'all', patients: setOf(range(0, people.length)), counts }];
          const result = release({ measure: 'incidence', strata }, context({ audience }));
          if (!result.ok) return;
          const { strata: shown, protection } = result.value.answer.value;
          const exact = aalenJohansen(counts);
          for (const row of shown[0]?.rows ?? []) {
            expect(row.day % protection.gridDays).toBe(0);
            if (row.day === 0) continue;
            const truth = incidenceAt(exact, 1, row.day)?.incidence ?? 0;
            expect(truth).toBeGreaterThanOrEqual(row.exactWithin[0] - 1e-9);
            expect(truth).toBeLessThanOrEqual(row.exactWithin[1] + 1e-9);
            expect(row.incidence + row.competing).toBeLessThanOrEqual(1.001);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

test.each(['proportion', 'incidence'] as const)('%s of no stratum at all is refused, not a fault', (measure) =>
  expect(release({ measure, strata: [] }, context())).toMatchObject({ ok: false, error: { code: 'DISCLOSURE_RISK' } }),
);

describe('national safety counters', () => {
  const request = {
    measure: 'safetyCounters',
    product: 'L01XL03',
    counters: [
      { counter: 'infused', patients: 164 },
      { counter: 'secondPrimaryTCell', patients: 0 },
    ],
  } as const;

  test('exact, zero too, for a medicines agency and for the product’s own holder; for nobody else', () => {
    expect(exactSafetyCounters(request, { kind: 'medicinesAgency' })?.value).toEqual(request.counters);
    expect(exactSafetyCounters(request, { kind: 'holder', products: ['L01XL03'] })?.ground).toBe('safetyCounter');
    expect(exactSafetyCounters(request, { kind: 'holder', products: ['L01XL04'] })).toBeUndefined();
    expect(exactSafetyCounters(request, { kind: 'anybody' })).toBeUndefined();
  });

  test('coarse for the public: 0 looks like 9', () => {
    const { counters } = unwrap(release(request, context({ audience: 'public' }))).answer.value;
    expect(counters).toEqual([
      { counter: 'infused', from: 160, to: 169 },
      { counter: 'secondPrimaryTCell', from: 0, to: 9 },
    ]);
  });

  test('the list is closed', () => {
    const other = { ...request, counters: [{ counter: 'headache', patients: 3 }] } as unknown as typeof request;
    expect(() => release(other, context())).toThrow(TypeError);
    expect(() => exactSafetyCounters(other, { kind: 'medicinesAgency' })).toThrow(TypeError);
  });
});

describe('what is counted of an asker', () => {
  const day = 86_400_000;
  test('twenty refusals of the probing kind within a day: until the twentieth last is a day old', () => {
    const probes = range(0, 20).map((index) => index * 1000);
    expect(pausedUntil(probes.slice(1), 20_000)).toBeUndefined();
    expect(pausedUntil(probes, 20_000)).toBe(day);
    expect(pausedUntil(probes, day + 1)).toBeUndefined();
  });
  test('five hundred answers in thirty days', () => {
    const now = 100 * day;
    expect(budgetLeft([], now)).toBe(500);
    expect(budgetLeft([now - day, now - 29 * day, now - 31 * day], now)).toBe(498);
    expect(
      budgetLeft(
        range(0, 600).map(() => now),
        now,
      ),
    ).toBe(0);
  });
});

describe('D16, merges', () => {
  test('each coarser grouping is made of whole groups of the finer one', () => {
    const labels = [
      '0-17',
      '18-39',
      '40-59',
      '60-69',
      '70-120',
      ...range(2015, 2031).map(String),
      'LBCL',
      'MM',
      'B_ALL',
    ];
    for (const field of ['ageBand', 'infusionYear', 'disease', 'priorLines', 'statusAtInfusion']) {
      const merges = mergesOf(field);
      merges.slice(1).forEach((coarse, index) => {
        const fine = merges[index];
        for (const one of labels)
          for (const other of labels)
            if (fine?.of(one) === fine?.of(other)) expect(coarse.of(one)).toBe(coarse.of(other));
      });
    }
    expect(mergesOf('product')).toEqual([]);
    expect(mergesOf('disease')[0]?.of('PMBCL')).toBe('lymphoma');
    expect(mergesOf('infusionYear')[0]?.of('2023')).toBe('2022-2023');
  });
});
