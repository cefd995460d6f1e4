// In: nothing (seeded). Out: how long survival with limits and the log-rank test take over 4 strata of 1,000,000 subjects, beside the floor
// that reading the same columns once sets, and what filtering, grouping and releasing add. Throws when an estimate is wrong.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bitmap, buildFrame, filter, groupBy, indexCourses, survivalColumns } from '@longview/cohort';
import { release } from '@longview/disclosure';
import type { DayCounts } from '@longview/outcomes';
import {
  countByDay,
  countByDayInGroups,
  kaplanMeier,
  limits,
  logRankTerms,
  logRankTest,
  medianSurvival,
  survivalAt,
} from '@longview/outcomes';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const SUBJECTS = 1_000_000;
const STRATA = 4;
const ROUNDS = 15;

interface Columns {
  readonly days: Int32Array;
  readonly events: Uint8Array;
  readonly groups: Uint16Array;
}

export async function benchOutcomes(): Promise<Figure[]> {
  const columns = drawn(SUBJECTS);
  verify(columns);
  const counts = countByDayInGroups(columns, columns.groups, STRATA);
  return [
    figure('floor: one sum over the same three columns', () => floor(columns)),
    figure('count by day in 4 strata', () => countByDayInGroups(columns, columns.groups, STRATA)),
    figure('Kaplan-Meier, limits and medians of 4 strata', () => describe(counts)),
    figure('log-rank over 4 strata', () => logRankTest(logRankTerms(counts))),
    figure('all three: 4 strata of 1,000,000 subjects', () => {
      const groups = countByDayInGroups(columns, columns.groups, STRATA);
      describe(groups);
      logRankTest(logRankTerms(groups));
    }),
    ...cohortFigures(columns),
    ...rFigures(columns),
  ];
}

/**
 * The same strata in R's survival package, its columns in memory before the clock starts: `survfit` with its limits and `survdiff`. Its survival at one year
 * and its chi-square must be ours. Nothing where there is no R.
 */
function rFigures(columns: Columns): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'longview-bench-'));
  try {
    for (const [name, column] of Object.entries(columns) as [string, Int32Array | Uint8Array | Uint16Array][])
      writeFileSync(join(folder, name), Int32Array.from(column));
    const script = `
      if (!suppressWarnings(require(survival, quietly = TRUE))) quit(status = 3)
      read <- function(name) readBin(file.path("${folder}", name), "integer", ${SUBJECTS}, 4)
      d <- data.frame(days = read("days"), events = read("events"), groups = read("groups"))
      once <- function() system.time({
        fit <<- survfit(Surv(days, events) ~ groups, data = d)
        test <<- survdiff(Surv(days, events) ~ groups, data = d)
      })[["elapsed"]]
      seconds <- median(sapply(1:3, function(i) once()))
      cat(seconds, test$chisq, summary(fit, times = 365)$surv, sep = " ")`;
    const { status, stdout } = spawnSync('Rscript', ['-e', script], { encoding: 'utf8' });
    if (status !== 0) return [];
    const [seconds = NaN, chiSquare = NaN, ...survival] = stdout.trim().split(' ').map(Number);
    const groups = countByDayInGroups(columns, columns.groups, STRATA);
    const ours = logRankTest(logRankTerms(groups)).chiSquare ?? NaN;
    // R prints seven digits.
    const agree = (left: number, right: number): boolean => Math.abs(left - right) <= 1e-6 * Math.abs(right);
    const curves = groups.map((group) => {
      const curve = kaplanMeier(group);
      return survivalAt(curve, limits(curve, 'log'), 365)?.survival ?? NaN;
    });
    if (
      !agree(ours, chiSquare) ||
      survival.length !== STRATA ||
      !curves.every((own, at) => agree(own, survival[at] ?? NaN))
    )
      throw new Error('our survival or chi-square differs from that of R');
    return [{ name: 'R: survfit with limits and survdiff of the same 4 strata', value: 1000 * seconds, unit: 'ms' }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a function of its own: a million row objects kept alive would be timed as garbage collection. */
const frameOf = ({ days, events, groups }: Columns) =>
  buildFrame(
    Array.from(days, (day, index) => ({
      patient: index,
      product: `product ${groups[index]}`,
      sex: index % 2 === 0 ? 'female' : 'male',
      infusionDay: 18_000 + (index % 2_000),
      infusionYear: 2019 + (index % 6),
      outcomes: { os: [day, events[index] as number] as const },
    })),
  );

function cohortFigures(columns: Columns): Figure[] {
  const frame = frameOf(columns);
  const where = { product: ['product 0', 'product 1', 'product 2'], infusionYear: { from: 2020 } };
  const selection = indexCourses(filter(frame, where));
  const { labels, members } = groupBy(selection, 'product');
  const strata = members.map((member, index) => {
    const { counted, ...subjects } = survivalColumns(member, 'os');
    return { label: labels[index] as string, patients: bitmap(counted), counts: countByDay(subjects) };
  });
  const population = bitmap(filter(frame));
  return [
    figure('filter on two columns', () => filter(frame, where)),
    figure('index courses of the selection', () => indexCourses(filter(frame, where))),
    figure('group the selection, with bitmaps', () => groupBy(selection, 'product').members.map(bitmap)),
    figure('release: protected curves and audit against 20 sets', () => {
      const told = Array.from({ length: 20 }, () => population);
      const context = { audience: 'permit', population, told } as const;
      const result = release({ measure: 'survival', limits: 'log', strata, compare: true }, context);
      if (!result.ok) throw new Error('the release that is timed was refused');
    }),
  ];
}

const describe = (groups: readonly DayCounts[]) =>
  groups.map((group) => {
    const curve = kaplanMeier(group);
    return medianSurvival(curve, limits(curve, 'log'));
  });

function floor({ days, events, groups }: Columns): number {
  let total = 0;
  for (let index = 0; index < days.length; index++)
    total += (days[index] as number) + (events[index] as number) + (groups[index] as number);
  return total;
}

/** Exponential survival with another rate in each stratum, uniform censoring over fifteen years; a generator with a stated seed. */
function drawn(size: number): Columns {
  let state = 20_240_229;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 4_294_967_296;
  };
  const columns = { days: new Int32Array(size), events: new Uint8Array(size), groups: new Uint16Array(size) };
  for (let index = 0; index < size; index++) {
    const group = Math.floor(random() * STRATA);
    const death = -Math.log(random()) * (700 + 100 * group);
    const censored = random() * 5_478;
    columns.groups[index] = group;
    columns.days[index] = Math.floor(Math.min(death, censored));
    columns.events[index] = death <= censored ? 1 : 0;
  }
  return columns;
}

/** The textbook way, subject by subject after sorting, on a part of the data. */
function verify({ days, events }: Columns): void {
  const part = { days: days.slice(0, 2_000), events: events.slice(0, 2_000) };
  const order = [...part.days.keys()].toSorted(
    (left, right) =>
      (part.days[left] as number) - (part.days[right] as number) ||
      (part.events[right] as number) - (part.events[left] as number),
  );
  let [survival, atRisk] = [1, order.length];
  const after = new Map<number, number>();
  for (const subject of order) {
    if (part.events[subject] === 1) survival *= 1 - 1 / atRisk;
    atRisk--;
    after.set(part.days[subject] as number, survival);
  }
  const curve = kaplanMeier(countByDay(part));
  curve.days.forEach((day, index) => {
    if (!(Math.abs((after.get(day) as number) - (curve.survival[index] as number)) < 1e-9))
      throw new Error(`survival on day ${day} differs from the textbook way`);
  });
}

/** The median of several rounds, after two to warm up. */
function figure(name: string, run: () => unknown): Figure {
  const times: number[] = [];
  for (let round = -2; round < ROUNDS; round++) {
    const start = performance.now();
    run();
    if (round >= 0) times.push(performance.now() - start);
  }
  const middle = times.toSorted((left, right) => left - right)[Math.floor(ROUNDS / 2)] as number;
  return { name, value: Math.round(middle * 100) / 100, unit: 'ms' };
}
