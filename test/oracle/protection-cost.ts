// In: nothing, or a folder with day-level.csv of LY1801. Out: how often the Kaplan-Meier rule withholds a stratum and how far it moves S(t),
// on seeded synthetic courses (and on that file), as the rows of the table in libs/disclosure/README.md.
// Run: node --conditions=@longview/source --import ./deploy/swc-hook.mjs test/oracle/protection-cost.ts [folder]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Audience, SurvivalAnswer, SurvivalStratum } from '@longview/disclosure';
import { release } from '@longview/disclosure';
import {
  countByDay,
  kaplanMeier,
  limits,
  logRankTerms,
  logRankTest,
  medianSurvival,
  survivalAt,
} from '@longview/outcomes';

interface Subject {
  readonly days: number;
  readonly event: number;
  readonly strata: Readonly<Record<string, string>>;
}

/** A small generator with a stated seed (Marsaglia's xorshift32), so that the table can be made again. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 4_294_967_296;
  };
}

/** Four centres of 150: one-year survival 55 %, 24 months of accrual read a year after it ends, 1 in 20 lost: about 30 % censored. */
function synthetic(seed: number): Subject[] {
  const random = generator(seed);
  const shares = [0.45, 0.3, 0.17, 0.08];
  return Array.from({ length: 600 }, (_, index) => {
    const death = -Math.log(random()) / (-Math.log(0.55) / 365.25);
    const closing = 365 + random() * 730;
    const lost = random() < 0.05 ? random() * closing : Infinity;
    const end = Math.min(closing, lost);
    let [product, left] = [0, random()];
    while (left > (shares[product] as number) && product < 3) left -= shares[product++] as number;
    return {
      days: Math.floor(Math.min(death, end)),
      event: death <= end ? 1 : 0,
      strata: {
        all: 'all',
        centre: `${index % 4}`,
        product: `${product}`,
        'product x centre': `${product}${index % 4}`,
      },
    };
  });
}

/** With who had the event. */
type Stratum = SurvivalStratum & { readonly happened: Uint8Array };

function split(subjects: readonly Subject[], by: string): Stratum[] {
  const labels = [...new Set(subjects.map(({ strata }) => strata[by] as string))].toSorted();
  return labels.map((label) => {
    const [patients, happened] = [new Uint8Array(subjects.length / 8 + 1), new Uint8Array(subjects.length / 8 + 1)];
    const own = subjects.filter(({ strata, event }, index) => {
      const inside = strata[by] === label;
      if (inside) patients[index >> 3] = (patients[index >> 3] as number) | (1 << (index & 7));
      if (inside && event === 1) happened[index >> 3] = (happened[index >> 3] as number) | (1 << (index & 7));
      return inside;
    });
    const counts = countByDay({
      days: Int32Array.from(own, ({ days }) => days),
      events: Uint8Array.from(own, ({ event }) => event),
    });
    return { label, patients, counts, happened };
  });
}

class Tally {
  strata = 0;
  withheld = 0;
  readonly errors: Record<number, number[]> = { 365: [], 730: [] };
  readonly bounds: number[] = [];
  medians = { possible: 0, shown: 0, wrong: 0 };
  /** Days between the middle of the interval that is shown and the exact median. */
  readonly medianShifts: number[] = [];
  /** Percent points between the shown and the exact share of those with the event. */
  readonly rateShifts: number[] = [];
  rates = { asked: 0, outside: 0 };
  tests = { asked: 0, shown: 0, outside: 0, contrary: 0 };
  outside = 0;

  add(strata: readonly Stratum[], audience: Audience): void {
    const population = new Uint8Array(strata[0]?.patients.length ?? 0);
    for (const { patients } of strata)
      patients.forEach((byte, index) => (population[index] = (population[index] as number) | byte));
    this.addRates(strata, audience, population);
    const result = release(
      { measure: 'survival', limits: 'log', strata, compare: strata.length > 1 },
      { audience, population, told: [] },
    );
    this.strata += strata.length;
    if (!result.ok) {
      this.withheld += strata.length;
      return;
    }
    const whole: SurvivalAnswer = result.value.answer.value;
    // What is shown together as `other` has no curve of its own.
    const answer = { ...whole, strata: whole.strata.filter(({ of }) => of === undefined) };
    this.withheld += strata.length - answer.strata.length;
    this.bounds.push(answer.protection.largestShift);
    for (const { label, rows, median } of answer.strata) {
      const curve = kaplanMeier((strata.find((own) => own.label === label) as SurvivalStratum).counts);
      const band = limits(curve, 'log');
      for (const row of rows.slice(1)) {
        const exact = survivalAt(curve, band, row.day)?.survival ?? NaN;
        if (!(exact >= row.exactWithin[0] - 1e-9 && exact <= row.exactWithin[1] + 1e-9)) this.outside++;
      }
      for (const day of [365, 730]) {
        // The last grid day up to the landmark, compared with the exact curve on that same day.
        const row = rows.findLast((own) => own.day <= day);
        if (row === undefined || (rows.at(-1)?.day ?? 0) + answer.protection.gridDays <= day) continue;
        this.errors[day]?.push(Math.abs(row.survival - (survivalAt(curve, band, row.day)?.survival ?? NaN)));
      }
      const exact = medianSurvival(curve, band).median;
      if (exact !== undefined && exact <= (rows.at(-1)?.day ?? 0)) {
        this.medians.possible++;
        if (median.state === 'within') {
          this.medians.shown++;
          this.medianShifts.push(Math.abs((median.after + median.upTo) / 2 - exact));
        }
        if (median.state === 'within' && !(exact > median.after && exact <= median.upTo)) this.medians.wrong++;
        if (median.state === 'notReached') this.medians.wrong++;
      }
    }
    if (answer.strata.length > 1) {
      this.tests.asked++;
      const { comparison } = answer;
      if (comparison !== undefined) {
        this.tests.shown++;
        const groups = answer.strata.map(
          ({ label }) => (strata.find((own) => own.label === label) as SurvivalStratum).counts,
        );
        // The same days: whoever is followed longer is censored at the end of the comparison.
        const cut = groups.map(({ size, events, censored }) => ({
          size,
          events: events.slice(0, comparison.upToDay + 1),
          censored: censored.slice(0, comparison.upToDay + 1),
        }));
        const p = logRankTest(logRankTerms(cut)).p ?? NaN;
        if (p < comparison.between[0] - 0.005 || p > comparison.between[1] + 0.005) this.tests.outside++;
        if (p < 0.05 !== comparison.between[1] < 0.05) this.tests.contrary++;
      }
    }
  }

  /** The share of those with the event, as a response or a toxicity would be asked for. */
  addRates(strata: readonly Stratum[], audience: Audience, population: Uint8Array): void {
    this.rates.asked += strata.length;
    const result = release(
      {
        measure: 'proportion',
        strata: strata.map(({ label, patients: of, happened: count }) => ({ label, of, count })),
      },
      { audience, population, told: [] },
    );
    if (!result.ok) return;
    for (const { label, percent, exactWithin } of result.value.answer.value.strata) {
      const { counts } = strata.find((own) => own.label === label) as Stratum;
      const exact = (100 * counts.events.reduce((sum, next) => sum + next, 0)) / counts.size;
      this.rateShifts.push(Math.abs(percent - exact));
      if (exact < exactWithin[0] || exact > exactWithin[1]) this.rates.outside++;
    }
  }

  row(name: string): string {
    const spread = (values: readonly number[]): string =>
      values.length === 0
        ? 'none shown'
        : `${(values.reduce((total, value) => total + value, 0) / values.length).toFixed(3)} / ${Math.max(...values).toFixed(3)}`;
    const { medians, tests, rates } = this;
    const wide = (values: readonly number[]): string =>
      values.length === 0
        ? 'none shown'
        : `${(values.reduce((total, value) => total + value, 0) / values.length).toFixed(1)} / ${Math.max(...values).toFixed(1)}`;
    return `| ${name} | ${this.withheld} of ${this.strata} | ${spread(this.errors[365] ?? [])} | ${spread(this.errors[730] ?? [])} | ${spread(this.bounds)} | ${medians.shown} of ${medians.possible}${medians.wrong > 0 ? ` (${medians.wrong} wrong)` : ''} | ${wide(this.medianShifts)} | ${this.rateShifts.length} of ${rates.asked}: ${wide(this.rateShifts)}${rates.outside > 0 ? ` (${rates.outside} OUTSIDE)` : ''} | ${tests.shown} of ${tests.asked}${tests.shown > 0 ? ` (${tests.outside} outside, ${tests.contrary} contrary)` : ''} |${this.outside > 0 ? ` ${this.outside} OUTSIDE` : ''}`;
  }
}

function report(name: string, cohorts: readonly (readonly Subject[])[], by: string): void {
  for (const audience of ['permit', 'public'] as const) {
    const tally = new Tally();
    for (const cohort of cohorts) tally.add(split(cohort, by), audience);
    console.log(tally.row(`${name}, ${by}, ${audience}`));
  }
}

const folder = process.argv[2];
if (folder !== undefined) {
  const subjects = readFileSync(join(folder, 'day-level.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line): Subject => {
      const [site, status, days, event] = line.split(',');
      return {
        days: Number(days),
        event: Number(event),
        strata: { all: 'all', status: `${status}`, site: `${site}`, 'status x site': `${status}${site}` },
      };
    });
  for (const by of ['all', 'status', 'site', 'status x site']) report('LY1801', [subjects], by);
}
const cohorts = Array.from({ length: 100 }, (_, index) => synthetic(index + 1));
for (const by of ['all', 'product', 'centre', 'product x centre']) report('synthetic', cohorts, by);
