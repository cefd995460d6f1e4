// In: a folder with day-level.csv, oracle.txt and oracle-per-site.txt (LY1801, figures printed by R's survival package).
// Out: for each line of R the largest difference from ours. Exit 1 above 1e-9, or when a line is not understood.
// Run: node --conditions=@longview/source --import ./deploy/swc-hook.mjs test/oracle/ly1801.ts <folder>
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearScalars } from '@longview/disclosure';
import type { DayCounts, LimitScale } from '@longview/outcomes';
import {
  aalenJohansen,
  countByDay,
  countCausesInGroups,
  coxModel,
  grayTerms,
  grayTest,
  incidenceAt,
  kaplanMeier,
  limits,
  logRankTerms,
  logRankTest,
  medianSurvival,
  reverse,
  survivalAt,
} from '@longview/outcomes';

const TOLERANCE = 1e-9;
const folder = process.argv[2];
if (folder === undefined)
  throw new Error('name the folder that holds day-level.csv, oracle.txt and oracle-per-site.txt');

interface Subject {
  readonly site: number;
  readonly arm: number;
  readonly os: number;
  readonly dead: number;
  readonly pfs: number;
  readonly progressed: number;
  /** 0 censored, 1 relapse or progression, 2 death without it. */
  readonly cause: number;
}

const subjects: readonly Subject[] = readFileSync(join(folder, 'day-level.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    // Columns: site, arm, os, dead, rel, pfs, progrel, trm; the days of progression-free survival stand in `rel`, its event in `pfs`.
    const [site = 0, arm = 0, os = 0, dead = 0, days = 0, event = 0, relapsed = 0, nonRelapse = 0] = line
      .split(',')
      .map(Number);
    return { site, arm, os, dead, pfs: days, progressed: event, cause: relapsed === 1 ? 1 : nonRelapse === 1 ? 2 : 0 };
  });

type Endpoint = 'OS' | 'PFS';

function counts(endpoint: Endpoint, keep: (subject: Subject) => boolean): DayCounts {
  const kept = subjects.filter(keep);
  return countByDay({
    days: Int32Array.from(kept, (subject) => (endpoint === 'OS' ? subject.os : subject.pfs)),
    events: Uint8Array.from(kept, (subject) => (endpoint === 'OS' ? subject.dead : subject.progressed)),
  });
}

const everyone = (): boolean => true;
const arms = (endpoint: Endpoint, keep: (subject: Subject) => boolean = everyone): readonly DayCounts[] =>
  [1, 2].map((arm) => counts(endpoint, (subject) => subject.arm === arm && keep(subject)));

/** n, events, median and its limits; NaN stands for R's NA. */
function summary(group: DayCounts, scale: LimitScale): number[] {
  const curve = kaplanMeier(group);
  const median = medianSurvival(curve, limits(curve, scale));
  return [curve.size, curve.eventTotal, median.median ?? NaN, median.lower ?? NaN, median.upper ?? NaN];
}

function row(group: DayCounts, scale: LimitScale, day: number, withError: boolean): number[] {
  const curve = kaplanMeier(group);
  const point = survivalAt(curve, limits(curve, scale), day);
  if (point === undefined) return [];
  const error = withError ? [point.standardError ?? NaN] : [];
  return [day, point.atRisk, point.survival, ...error, point.lower ?? NaN, point.upper ?? NaN];
}

let [worst, judged, strange] = [0, 0, 0];

function judge(line: string, expected: readonly number[], computed: readonly number[]): void {
  const difference =
    expected.length === computed.length
      ? Math.max(
          0,
          ...expected.map((value, index) => {
            const own = computed[index] as number;
            return Number.isNaN(value) && Number.isNaN(own) ? 0 : Math.abs(value - own);
          }),
        )
      : Infinity;
  // Comparisons with NaN are false: a figure that only one side has must not pass unseen.
  const shown = Number.isNaN(difference) ? Infinity : difference;
  worst = Math.max(worst, shown);
  judged++;
  console.log(`${shown.toExponential(1).padStart(9)}  ${line.trim()}`);
}

const numbers = (text: string): number[] =>
  (text.match(/(?<![\w.-])(?:NA|-?\d+(?:\.\d+)?(?:e-?\d+)?)(?![\w.])/g) ?? []).map((word) =>
    word === 'NA' ? NaN : Number(word),
  );

interface Heading {
  readonly endpoint: Endpoint;
  readonly scale: LimitScale;
  readonly site?: number;
}

const siteFilter = (site: number | undefined) => (subject: Subject) => site === undefined || subject.site === site;

function readLine(line: string, heading: Heading | undefined): Heading | undefined {
  const whole = /^(?:site (\d) )?(OS|PFS) (log-log|log) n /.exec(line);
  const grouped = /^(OS|PFS) by status (log-log|log)/.exec(line);
  const scaleOf = (name: string | undefined): LimitScale => (name === 'log' ? 'log' : 'logLog');
  if (whole) {
    const site = whole[1] === undefined ? undefined : Number(whole[1]);
    const next: Heading = {
      endpoint: whole[2] as Endpoint,
      scale: scaleOf(whole[3]),
      ...(site !== undefined && { site }),
    };
    judge(line, numbers(line.slice(line.indexOf(' n '))), summary(counts(next.endpoint, siteFilter(site)), next.scale));
    return next;
  }
  if (grouped) return { endpoint: grouped[1] as Endpoint, scale: scaleOf(grouped[2]) };
  if (heading === undefined) return undefined;

  const [complete, partial] = arms(heading.endpoint, siteFilter(heading.site)) as [DayCounts, DayCounts];
  const total = /^g=(CR|PR) /.exec(line);
  const byArm = /^\d+ +g=(CR|PR) +(\d+) /.exec(line);
  const plain = /^\d+ +(?:all +)?(365|1096|1826) /.exec(line);
  if (total) judge(line, numbers(line.slice(4)), summary(total[1] === 'CR' ? complete : partial, heading.scale));
  else if (byArm)
    judge(
      line,
      numbers(line.slice(line.indexOf(byArm[1] as string) + 2)),
      row(byArm[1] === 'CR' ? complete : partial, heading.scale, Number(byArm[2]), true),
    );
  else if (plain) {
    const expected = numbers(line).slice(1);
    const group = counts(heading.endpoint, siteFilter(heading.site));
    judge(line, expected, row(group, heading.scale, Number(plain[1]), expected.length === 6));
  } else return undefined;
  return heading;
}

function readTest(line: string): boolean {
  const logRank = /^(os|pfs) log-rank chisq/.exec(line);
  const stratified = /^(os|pfs) site-stratified log-rank chisq/.exec(line);
  const site = /^site (\d) n /.exec(line);
  const endpoint = (name: string | undefined): Endpoint => (name === 'os' ? 'OS' : 'PFS');
  const terms = (of: Endpoint, number?: number) => logRankTerms(arms(of, siteFilter(number)));
  if (logRank) {
    const test = logRankTest(terms(endpoint(logRank[1])));
    judge(line, numbers(line), [
      test.chiSquare ?? NaN,
      test.p ?? NaN,
      ...test.observed,
      ...test.expected,
      test.variance[0]?.[0] ?? NaN,
    ]);
  } else if (stratified) {
    const test = logRankTest(...[1, 2, 3, 4].map((number) => terms(endpoint(stratified[1]), number)));
    judge(line, numbers(line), [test.chiSquare ?? NaN]);
  } else if (site) {
    const number = Number(site[1]);
    const { observed, expected, variance } = terms('PFS', number);
    const points = [365, 1096, 1826].map((day) => row(counts('OS', siteFilter(number)), 'log', day, false));
    const sizes = counts('OS', siteFilter(number)).size;
    const own = [number, sizes, observed[1], expected[1], variance[1]?.[1]].map((value) => value ?? NaN);
    judge(line, numbers(line), [
      ...own,
      ...points.map((point) => point[2] ?? NaN),
      ...points.map((point) => point[1] ?? NaN),
    ]);
  } else if (/^(os|pfs) (site-stratified Cox|Cox PR vs CR Efron) /.test(line)) {
    const of = endpoint(line.split(' ')[0]);
    const fit = coxModel(
      {
        covariates: [Float64Array.from(subjects, (subject) => subject.arm - 1)],
        days: Int32Array.from(subjects, (subject) => (of === 'OS' ? subject.os : subject.pfs)),
        events: Uint8Array.from(subjects, (subject) => (of === 'OS' ? subject.dead : subject.progressed)),
        ...(line.includes('stratified') && { strata: Uint16Array.from(subjects, (subject) => subject.site) }),
      },
      'efron',
    );
    const ratio = fit.state === 'fitted' ? fit.covariates[0] : undefined;
    const own = [ratio?.hazardRatio, 1 / (ratio?.hazardRatio ?? NaN), ratio?.lower, ratio?.upper, ratio?.standardError];
    const expected = numbers(line);
    judge(
      line,
      expected,
      own.slice(0, expected.length).map((value) => value ?? NaN),
    );
  } else if (line.startsWith('pooled PFS events')) {
    const total = (of: Endpoint): number => kaplanMeier(counts(of, everyone)).eventTotal;
    judge(line, numbers(line.replaceAll(/[()]/g, ' ')), [total('PFS'), total('PFS'), total('OS'), total('OS')]);
  } else if (line.startsWith('reverse KM median')) {
    const curve = kaplanMeier(reverse(counts('OS', everyone)));
    const { median = NaN, lower = NaN, upper = NaN } = medianSurvival(curve, limits(curve, 'logLog'));
    judge(line, numbers(line), [median, lower, upper]);
  } else return false;
  return true;
}

/** What cmprsk printed: incidence, or its variance, of all and by status; then Gray's test, one line a cause. */
function readIncidence(line: string, variance: boolean): boolean {
  const point = /^(1|CR|PR) ([12]) (.*)$/.exec(line);
  const test = /^([12]) +(\S+ +\S+ +1)$/.exec(line);
  const all = {
    days: Int32Array.from(subjects, (subject) => subject.pfs),
    events: Uint8Array.from(subjects, (subject) => subject.cause),
  };
  const arm = Uint16Array.from(subjects, (subject) => subject.arm - 1);
  if (test) {
    const cause = Number(test[1]);
    const own = grayTest(grayTerms(countCausesInGroups(all, 2, arm, 2), cause));
    judge(line, numbers(test[2] as string), [own.chiSquare ?? NaN, own.p ?? NaN, own.degreesOfFreedom]);
  } else if (point) {
    const groups = point[1] === '1' ? countCausesInGroups(all, 2, arm, 1) : countCausesInGroups(all, 2, arm, 2);
    const curves = groups.map(aalenJohansen)[point[1] === 'PR' ? 1 : 0];
    const points = [365, 1096, 1826].map((day) => curves && incidenceAt(curves, Number(point[2]), day));
    // The variances are printed of all together only.
    const own = points.map((one) =>
      variance && point[1] === '1' ? (one?.standardError ?? NaN) ** 2 : (one?.incidence ?? NaN),
    );
    judge(line, numbers(point[3] as string), own);
  } else return false;
  return true;
}

for (const file of ['oracle.txt', 'oracle-per-site.txt']) {
  let variance = false;
  let heading: Heading | undefined;
  for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
    const before = judged;
    if (line.trim() === '') continue;
    if (line.startsWith('$')) variance = line === '$var';
    if (readTest(line) || readIncidence(line, variance)) continue;
    const next = readLine(line, heading);
    // The titles of R's columns stand between a heading and its rows.
    if (next !== undefined || !/^ +(?:records|group|day) /.test(line)) heading = next;
    if (judged === before && next === undefined && !/^ +(?:records|group|day|365|stat) |^days:|^\$/.test(line)) {
      strange++;
      console.log(` not understood  ${line.trim()}`);
    }
  }
}
// What a permit holder is cleared of the two groups, through disclosure control: the same figures, where it gives one.
const printed = readFileSync(join(folder, 'oracle.txt'), 'utf8').split('\n');
for (const [endpoint, name, heading] of [
  ['OS', 'os', 0],
  ['PFS', 'pfs', 4],
] as const) {
  const setOf = (inside: (subject: (typeof subjects)[number]) => boolean): Uint8Array => {
    const bits = new Uint8Array((subjects.length + 7) >> 3);
    subjects.forEach((subject, index) => {
      if (inside(subject)) bits[index >> 3] = (bits[index >> 3] as number) | (1 << (index & 7));
    });
    return bits;
  };
  const dayOf = ({ os, pfs }: (typeof subjects)[number]): number => (endpoint === 'OS' ? os : pfs);
  const eventOf = ({ dead, progressed }: (typeof subjects)[number]): number => (endpoint === 'OS' ? dead : progressed);
  const result = clearScalars(
    {
      measure: 'survival',
      figure: endpoint,
      limits: 'log',
      strata: arms(endpoint).map((own, arm) => ({
        label: arm === 0 ? 'CR' : 'PR',
        patients: setOf((subject) => subject.arm === arm + 1),
        counts: own,
        having: (day) => setOf((subject) => subject.arm === arm + 1 && eventOf(subject) === 1 && dayOf(subject) <= day),
      })),
      subjects: {
        days: Int32Array.from(subjects, dayOf),
        events: Uint8Array.from(subjects, eventOf),
        covariates: [Float64Array.from(subjects, ({ arm }) => arm - 1)],
      },
    },
    { audience: 'permit', cleared: [] },
  );
  if (!result.ok) throw new Error('LY1801 is not cleared');
  const { strata, logRank, hazardRatio } = result.value.scalars.value;
  const groups = printed.filter((line) => /^g=(?:CR|PR) /.test(line)).slice(heading, heading + 2);
  strata.forEach(({ label, n, events, median, at }, index) => {
    const line = groups[index] as string;
    judge(`cleared ${name} ${line}`, numbers(line.slice(4)).slice(0, 3), [n, events, median?.days ?? NaN]);
    for (const { day, survival } of at) {
      const pattern = new RegExp(`g=${label} +${day} `);
      const point = printed.filter((own) => pattern.test(own))[endpoint === 'OS' ? 0 : 2];
      if (point)
        judge(`cleared ${name} ${point}`, numbers(point.split(/g=[CP]R/)[1] as string).slice(2, 3), [survival]);
    }
  });
  const test = printed.find((line) => line.startsWith(`${name} log-rank`)) as string;
  const [chiSquare = NaN, p = NaN] = numbers(
    test
      .replace(/^\S+ log-rank chisq /, '')
      .replace(/ O .*$/, '')
      .replace(' p ', ' '),
  );
  judge(`cleared ${test}`, [chiSquare, p], [logRank?.chiSquare ?? NaN, logRank?.p ?? NaN]);
  const cox = printed.find((line) => line.startsWith(`${name} Cox`)) as string;
  const [ratio = NaN, , lower = NaN, upper = NaN] = numbers(cox.replace(/^.*Efron /, '').replace(/ se .*$/, ''));
  judge(
    `cleared ${cox}`,
    [ratio, lower, upper],
    [hazardRatio?.ratio ?? NaN, hazardRatio?.lower ?? NaN, hazardRatio?.upper ?? NaN],
  );
}
console.log(`${judged} lines judged, ${strange} not understood; largest difference ${worst.toExponential(1)}`);
if (judged === 0 || strange > 0 || !(worst <= TOLERANCE)) process.exitCode = 1;
