// What an attacker learns for certain from what is shown, and that turning off any single rule lets one of these attacks through.
import { describe, expect, test } from '@jest/globals';
import { unwrap } from '@longview/foundation';
import { coxModel } from '@longview/outcomes';
import fc from 'fast-check';
import type { Rules } from './context.ts';
import { EVERY_RULE } from './context.ts';
import type { SurvivalRow } from './measures/survival.ts';
import { releaseUnder } from './release.ts';
import { binOf, roundCount } from './rules/d4-rounding.ts';
import { roundedTable } from './survival/grid-table.ts';
import { certainties, cornered, exposed } from './testing/attacker.ts';
import type { Person } from './testing/people.ts';
import { askedOf, cohort, context, countsOf, range, setOf, strataOf } from './testing/people.ts';

const off = (...rules: readonly (keyof Rules)[]): Rules => ({
  ...EVERY_RULE,
  ...Object.fromEntries(rules.map((rule) => [rule, false])),
});
const rowsOf = (people: readonly Person[], rules: Rules): readonly SurvivalRow[] => {
  const result = releaseUnder(askedOf([people]), context(), rules);
  return result.ok ? (result.value.answer.value.strata[0]?.rows ?? []) : [];
};

/** Every day its own person: whoever reads a day off the curve has found one. */
const unique: Person[] = range(0, 100).map((index) => ({ day: 7 * index + 3, event: index % 3 === 0 ? 0 : 1 }));

describe('reading single persons off a curve', () => {
  test('with every rule in force nobody is exposed and nobody cornered, whatever the data', () => {
    fc.assert(
      fc.property(fc.oneof(cohort(20, 120), cohort(90, 300)), (people) => {
        const found = certainties(rowsOf(people, EVERY_RULE), 5);
        expect(exposed(found, 5)).toEqual([]);
        expect(cornered(found, 10)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    const found = certainties(rowsOf(unique, EVERY_RULE), 5);
    expect(found.length).toBeGreaterThan(10);
    expect(exposed(found, 5)).toEqual([]);
  });

  test('nor at k = 10', () => {
    fc.assert(
      fc.property(cohort(90, 300), (people) => {
        const result = releaseUnder(askedOf([people]), context({ audience: 'public' }), EVERY_RULE);
        const rows = result.ok ? (result.value.answer.value.strata[0]?.rows ?? []) : [];
        const found = certainties(rows, 10);
        expect(exposed(found, 10)).toEqual([]);
        expect(cornered(found, 20)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test('who reads both the public and the permit answer about a set learns nothing from the public one', () => {
    fc.assert(
      fc.property(cohort(90, 300), (people) => {
        const [fine, coarse] = (['permit', 'public'] as const).map((audience) => {
          const result = releaseUnder(askedOf([people]), context({ audience }), EVERY_RULE);
          return result.ok ? (result.value.answer.value.strata[0]?.rows ?? []) : [];
        });
        for (const row of coarse?.slice(1) ?? []) {
          const same = fine?.find(({ day }) => day === row.day);
          if (same === undefined) throw new Error(`the public day ${row.day} lies between two days of the permit`);
          for (const count of ['events', 'atRisk'] as const) {
            const [inner, outer] = [binOf(same[count], 5), binOf(row[count], 10)];
            expect(inner[0] >= outer[0] && inner[1] <= outer[1]).toBe(true);
          }
        }
      }),
    );
  });

  test('two grids that are no multiples of each other date a person', () => {
    // The tenth event, on day 91, opens a new bin.
    const counts = countsOf(
      range(0, 100).map((index) => (index < 10 ? { day: 10 + 9 * index, event: 1 } : { day: 500, event: 0 })),
    );
    const shown = (gridDays: number) => roundedTable(counts, { k: 5, gridDays, leastAtRisk: 10 });
    const together = (wide: number) => {
      const rows = new Map([...shown(30), ...shown(wide)].map((row) => [row.day, row]));
      return [...rows.values()].toSorted((left, right) => left.day - right.day);
    };
    expect(exposed(certainties(together(91), 5), 5).length).toBeGreaterThan(0);
    expect(exposed(certainties(together(90), 5), 5)).toEqual([]);
  });

  test('the attacker is real: it never excludes what truly happened', () => {
    fc.assert(
      fc.property(cohort(40, 150), (people) => {
        for (const { from, upTo, events } of certainties(rowsOf(people, EVERY_RULE), 5)) {
          const truth = people.filter(
            ({ day, event }) => event === 1 && day <= upTo && (day > from || from === 0),
          ).length;
          expect(truth >= events[0] && truth <= events[1]).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('without rounding, small groups of persons are counted exactly', () => {
    const found = exposed(certainties(rowsOf(unique, off('rounding')), 1), 5);
    expect(found.length).toBeGreaterThan(10);
  });

  test('without the grid, the day of an event is known', () => {
    const found = exposed(certainties(rowsOf(unique, off('grid')), 5), 5);
    expect(found.length).toBeGreaterThan(5);
    for (const { upTo } of found)
      expect(
        unique.some(({ day, event }) => day === upTo && event === 1) || unique.some(({ day }) => day === upTo),
      ).toBe(true);
  });

  test('without the stop, the last few at risk are cornered', () => {
    // Five of the last eight die within one interval.
    const tail: Person[] = [
      ...range(0, 92).map((index): Person => ({ day: 100 + index, event: index % 4 === 0 ? 1 : 0 })),
      ...range(0, 8).map((index): Person => ({ day: index < 6 ? 400 + index : 900, event: index < 6 ? 1 : 0 })),
    ];
    expect(cornered(certainties(rowsOf(tail, EVERY_RULE), 5), 10)).toEqual([]);
    expect(cornered(certainties(rowsOf(tail, off('stop')), 5), 10).length).toBeGreaterThan(0);
  });
});

describe('subtracting one answer from another', () => {
  // Just below the edge of a bin at day 90, so that one more event shows.
  const others: Person[] = range(0, 120).map((index) => ({
    day: index < 14 ? 20 + index : 600,
    event: index < 54 ? 1 : 0,
  }));
  const victim: Person = { day: 77, event: 1 };

  /** The first day by which the attacker knows that the one person had the event. */
  const learnt = (rules: Rules, told: boolean): number | undefined => {
    const first = releaseUnder(askedOf([others]), context(), rules);
    const before = told && first.ok ? first.value.told : [];
    const second = releaseUnder(askedOf([[...others, victim]]), context({ told: before }), rules);
    if (!first.ok || !second.ok) return undefined;
    const [small, large] = [first, second].map((one) => one.value.answer.value.strata[0]?.rows ?? []);
    return large?.find((row, index) => row.events !== small?.[index]?.events)?.day;
  };

  test('D7 stops it', () => expect(learnt(EVERY_RULE, true)).toBeUndefined());
  test('each half of D7 stops it alone; without both, one person more in the set gives that person away', () => {
    expect(learnt(off('overlap'), true)).toBeUndefined();
    expect(learnt(off('rowSpace'), true)).toBeUndefined();
    expect(learnt(off('overlap', 'rowSpace'), true)).toBe(90);
  });

  test('D6 stops asking for everybody but one, and without it the answer is given', () => {
    const population = setOf(range(0, 121));
    const strata = strataOf([others]);
    const ask = (rules: Rules) =>
      releaseUnder({ measure: 'survival', limits: 'log', strata }, context({ population }), rules);
    expect(ask(EVERY_RULE).ok).toBe(false);
    expect(ask(off('querySetSize')).ok).toBe(true);
    expect(learnt(off('querySetSize'), false)).toBe(90);
  });
});

describe('adding up a table', () => {
  const sizes = [54, 54, 54, 3] as const;
  let next = 0;
  const cells = sizes.map((size, index) => ({ label: `${index}`, patients: setOf(range(next, (next += size))) }));
  const total = sizes.reduce((left, right) => left + right, 0);

  /** What an attacker who knows the rounded total can still think the last cell to be. */
  const possible = (rules: Rules): number | undefined => {
    const result = unwrap(releaseUnder({ measure: 'table', cells }, context(), rules)).answer.value;
    const shown = result.cells.flatMap(({ patients }) => patients ?? []);
    if (shown.length < 3) return undefined;
    const [least, most] = binOf(roundCount(total, 5), 5);
    const low = Math.max(0, least - shown.reduce((sum, value) => sum + binOf(value, 5)[1], 0));
    const high = Math.min(4, most - shown.reduce((sum, value) => sum + binOf(value, 5)[0], 0));
    return high - low + 1;
  };

  test('the complement rule holds back a second cell', () => expect(possible(EVERY_RULE)).toBeUndefined());
  test('without it the small cell is narrowed below k possibilities', () =>
    expect(possible(off('complement'))).toBe(2));
});

describe('asking about a few', () => {
  const few = setOf([3, 8, 21]);
  const told = (rules: Rules) => {
    const result = releaseUnder({ measure: 'size', set: few }, context(), rules);
    return result.ok ? result.value.answer.value.patients : undefined;
  };

  test('threshold, rounding and D6 each stop it alone; without all three the few are counted', () => {
    expect(told(EVERY_RULE)).toBeUndefined();
    expect(told(off('threshold'))).toBeUndefined();
    expect(told(off('querySetSize'))).toBeUndefined();
    expect(told({ ...EVERY_RULE, threshold: false, querySetSize: false })).toBe(2);
    expect(told({ ...EVERY_RULE, threshold: false, querySetSize: false, rounding: false })).toBe(3);
  });

  test('without the threshold a group of whom nearly nobody died is described: what is true of all is known of each', () => {
    const people: Person[] = range(0, 14).map((index) => ({ day: 900, event: index === 0 ? 1 : 0 }));
    expect(rowsOf(people, EVERY_RULE)).toEqual([]);
    const last = rowsOf(people, off('threshold')).at(-1);
    expect(last).toMatchObject({ day: 810, events: 2, atRisk: 12 });
  });
});

describe('single figures that are somebody’s own', () => {
  test('without the rule on zeros, nobody of a group is known to have it', () => {
    const cells = [range(0, 50), range(50, 90), []].map((patients, index) => ({
      label: `${index}`,
      patients: setOf(patients),
    }));
    const third = (rules: Rules) =>
      unwrap(releaseUnder({ measure: 'table', cells }, context(), rules)).answer.value.cells[2]?.patients;
    expect(third(EVERY_RULE)).toBeNull();
    expect(third(off('zero', 'complement'))).toBe(0);
  });

  test('without D11, the tenth of few values is the smallest one: a person’s own', () => {
    const values = [17, ...range(0, 11).map((index) => 40 + index)];
    const ask = (rules: Rules) =>
      unwrap(
        releaseUnder(
          { measure: 'distribution', grid: 7, strata: [{ label: 'all', patients: setOf(range(0, 12)), values }] },
          context(),
          rules,
        ),
      ).answer.value.strata[0]?.quantiles;
    expect(ask(EVERY_RULE)?.map(({ share }) => share)).toEqual([0.5]);
    expect(ask(off('quantile'))).toContainEqual({ share: 0.1, from: 40, below: 41 });
    expect(ask(off('quantile'))?.every(({ from, below }) => below - from === 1 && values.includes(from))).toBe(true);
  });

  test('without D12, a ratio in full says between which two others the one event of a person lies', () => {
    // Five of a group with their events, one of them the victim; the attacker knows the other nine and tries every day.
    const others = range(0, 9).map((index) => ({ day: 20 * (index + 1), group: index % 2 }));
    const fitWith = (day: number) => {
      const all = [...others, { day, group: 1 }];
      return coxModel(
        {
          days: Int32Array.from(all, (one) => one.day),
          events: new Uint8Array(10).fill(1),
          covariates: [Float64Array.from(all, (one) => one.group)],
        },
        'efron',
      );
    };
    const told = (rules: Rules) => {
      const result = releaseUnder(
        {
          measure: 'model',
          fit: fitWith(131),
          covariates: ['group'],
          patients: setOf(range(0, 10)),
          levels: [0, 1].map((group) => ({
            label: `${group}`,
            patients: setOf([...range(0, 9).filter((index) => index % 2 === group), ...(group === 1 ? [9] : [])]),
            events: 5,
          })),
        },
        context(),
        rules,
      );
      return result.ok ? result.value.answer.value.ratios[0]?.hazardRatio : undefined;
    };
    expect(told(EVERY_RULE)).toBeUndefined();
    const ratio = told(off('model'));
    const possible = range(1, 240).filter((day) => {
      const fit = fitWith(day);
      return fit.state === 'fitted' && fit.covariates[0]?.hazardRatio === ratio;
    });
    expect(possible).toContain(131);
    expect(possible.length).toBeLessThan(60);
  });

  test('without the rule on own rows, what is left of a group is two persons', () => {
    const own = setOf(range(0, 40));
    const ask = (rules: Rules) =>
      releaseUnder({ measure: 'size', set: setOf(range(0, 42)) }, context({ own }), rules).ok;
    expect(ask(EVERY_RULE)).toBe(false);
    expect(ask(off('own'))).toBe(true);
  });
});

// Rules that have no switch: what they forbid is made here, and the attack on it.
describe('rules that are what is left out', () => {
  test('D9, D15: an answer with noise, asked as often as the budget allows, gives the exact count; one that is not random gives nothing', () => {
    const set = setOf(range(0, 63));
    const told = (): number =>
      unwrap(releaseUnder({ measure: 'size', set }, context(), EVERY_RULE)).answer.value.patients;
    const answers = new Set(range(0, 500).map(told));
    const [only] = answers;
    expect(answers.size).toBe(1);
    expect(binOf(only as number, 5)).toEqual([60, 64]);
    // Rounded up or down by chance, without bias, as offices of statistics have it; and with noise of Laplace for an epsilon of 0.5.
    let state = 20_261_127;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state + 0.5) / 4_294_967_296;
    };
    const mean = (one: () => number): number => range(0, 500).reduce((sum) => sum + one(), 0) / 500;
    const laplace = (): number => {
      const at = random() - 0.5;
      return 63 - (1 / 0.5) * Math.sign(at) * Math.log(1 - 2 * Math.abs(at));
    };
    expect(Math.round(mean(() => (random() < 3 / 5 ? 65 : 60)))).toBe(63);
    expect(Math.round(mean(laplace))).toBe(63);
  });

  test('D13: a picture of the exact curve, a thousand points wide, gives nearly every day of an event away; the table none', () => {
    const events = unique.filter(({ event }) => event === 1).map(({ day }) => day);
    const last = Math.max(...unique.map(({ day }) => day));
    let [alive, atRisk] = [1, unique.length];
    const steps = unique.map(({ day, event }) => {
      if (event === 1) alive *= 1 - 1 / atRisk;
      atRisk--;
      return [day, alive] as const;
    });
    const height = (day: number): number => Math.round(1000 * (steps.findLast(([at]) => at <= day)?.[1] ?? 1));
    const columns = range(0, 1001).map((column) => (column * last) / 1000);
    const read = columns.filter((day, column) => column > 0 && height(day) < height(columns[column - 1] as number));
    const hit = events.filter((day) => read.some((own) => Math.abs(own - day) <= 1));
    expect(hit.length).toBeGreaterThan(0.9 * events.length);
    // Of the table: a day is found when an interval holds surely somebody and is no longer than that.
    expect(exposed(certainties(rowsOf(unique, EVERY_RULE), 5), 5)).toEqual([]);
  });

  test('D10: free conditions single nearly everybody out; the closed list within its limit few, whom D2 and D6 hold back', () => {
    // Seven facts of each of 600, with three to eight values: how many are the only one with theirs?
    const values = [6, 4, 2, 5, 4, 8, 7];
    const people = range(0, 600).map((person) =>
      values.map((count, field) =>
        Math.floor(Math.abs(Math.sin(person * 12.9898 + field * 78.233) * 43_758.5453) % count),
      ),
    );
    const alone = (fields: number): number => {
      const seen = new Map<string, number>();
      for (const own of people) seen.set(own.slice(0, fields).join(), (seen.get(own.slice(0, fields).join()) ?? 0) + 1);
      return [...seen.values()].filter((count) => count === 1).length;
    };
    expect(alone(7)).toBeGreaterThan(500);
    expect(alone(3)).toBe(0);
    expect(releaseUnder({ measure: 'size', set: setOf([17]) }, context(), EVERY_RULE).ok).toBe(false);
  });

  test('D16: a merge made to suit one answer differs from the one that is defined by the person in between', () => {
    const [three, one] = [range(0, 60), 60];
    const defined = setOf(three);
    const suited = setOf([...three, one]);
    const told = [defined];
    expect(releaseUnder({ measure: 'size', set: suited }, context({ told }), EVERY_RULE).ok).toBe(false);
    expect(
      releaseUnder({ measure: 'size', set: suited }, context({ told }), off('overlap', 'rowSpace', 'threes')).ok,
    ).toBe(true);
  });
});
