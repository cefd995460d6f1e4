// In: a folder with hospital-1.csv to hospital-4.csv and oracle-per-site.txt (LY1801). Out: the four files through four agents into a
// network of its own; each hospital's OS and PFS over GraphQL against R's; the researcher's pooled, protected answer. Exit 1 when a figure
// differs by more than 1e-9 or a course is missing.
// Run after a build: node --conditions=@longview/source --import ./deploy/swc-hook.mjs test/oracle/ly1801-network.ts <folder>
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { ask, freePort, freePorts, HOSPITALS, runAgent, startNetwork } from '@longview/local';

const TOLERANCE = 1e-9;
const DAYS = [365, 1096, 1826];
const folder = process.argv[2];
if (folder === undefined) throw new Error('name the folder that holds hospital-1.csv and oracle-per-site.txt');

interface Line {
  readonly site: number;
  readonly endpoint: 'OS' | 'PFS';
  readonly scale: 'LOG' | 'LOG_LOG';
  /** n, events, median, lower, upper; then for each day: at risk, S, lower, upper. NaN stands for R's NA. */
  readonly figures: readonly number[];
}

function oracle(text: string): Line[] {
  const lines: Line[] = [];
  const number = (word: string | undefined) => (word === undefined || word === 'NA' ? Number.NaN : Number(word));
  let open: { head: Omit<Line, 'figures'>; figures: number[] } | undefined;
  for (const line of text.split('\n')) {
    const head = /^site (\d) (OS|PFS) (log|log-log) n (\d+) events (\d+) median (\S+) (\S+) (\S+)/.exec(line);
    if (head) {
      if (open) lines.push({ ...open.head, figures: open.figures });
      open = {
        head: { site: Number(head[1]), endpoint: head[2] as 'OS', scale: head[3] === 'log' ? 'LOG' : 'LOG_LOG' },
        figures: head.slice(4).map(number),
      };
    }
    const row = /^\d\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+)/.exec(line);
    if (row && open) open.figures.push(...row.slice(2).map(number));
  }
  if (open) lines.push({ ...open.head, figures: open.figures });
  return lines;
}

const QUESTION = `query Site($endpoint: SurvivalEndpoint!, $interval: IntervalScale!, $at: [Days!]!) {
  cohort { ... on Cohort { size { ... on CohortSize { patients courses } } survival(endpoint: $endpoint, interval: $interval, at: $at) {
    ... on Survival { strata { n events median { days lower upper } at { day atRisk survival lower upper } } }
  } } }
}`;

interface Answer {
  readonly cohort: {
    readonly size: { readonly patients: number; readonly courses: number };
    readonly survival: {
      readonly strata: readonly {
        readonly n: number;
        readonly events: number;
        readonly median: { readonly days: number | null; readonly lower: number | null; readonly upper: number | null };
        readonly at: readonly {
          readonly atRisk: number;
          readonly survival: number;
          readonly lower: number;
          readonly upper: number;
        }[];
      }[];
    };
  };
}

const stateDir = mkdtempSync(join(tmpdir(), 'longview-ly1801-'));
chmodSync(stateDir, 0o755);
rmSync(stateDir, { recursive: true });
const ports = {
  registry: await freePort(),
  pseudonymiser: await freePort(),
  identityProvider: await freePort(),
  postgres: await freePort(),
  workbenches: await freePorts(4),
};
const network = await startNetwork({ stateDir, ports });
let failed = false;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const fail = (line: string): void => {
  failed = true;
  say(`DIFFERS: ${line}`);
};
try {
  let accepted = 0;
  for (const [index, hospital] of HOSPITALS.entries()) {
    const { exit, answer } = await runAgent(network, hospital, [
      'submit',
      resolve(folder, `hospital-${index + 1}.csv`),
      '--mapping',
      resolve(import.meta.dirname, '../../schema/mappings/ly1801.yaml'),
      '--demonstration',
    ]);
    const { read } = answer as { read: { accepted: number; refused: number; patients: number } };
    say(`${hospital.id}: exit ${exit}, ${read.accepted} records accepted, ${read.refused} refused`);
    if (exit !== 0) fail(`${hospital.id} exit ${exit}`);
  }
  let largest = 0;
  const courses = new Map<number, number>();
  for (const { site, endpoint, scale, figures } of oracle(readFileSync(join(folder, 'oracle-per-site.txt'), 'utf8'))) {
    const { cohort } = await ask<Answer>(network, `data-manager@${HOSPITALS[site - 1]?.id}`, QUESTION, {
      endpoint: endpoint === 'OS' ? 'OVERALL' : 'PROGRESSION_FREE',
      interval: scale,
      at: DAYS,
    });
    courses.set(site, cohort.size.courses);
    const [stratum] = cohort.survival.strata;
    if (!stratum) throw new Error('no stratum');
    const ours = [
      stratum.n,
      stratum.events,
      stratum.median.days ?? Number.NaN,
      stratum.median.lower ?? Number.NaN,
      stratum.median.upper ?? Number.NaN,
      ...stratum.at.flatMap(({ atRisk, survival, lower, upper }) => [atRisk, survival, lower, upper]),
    ];
    if (ours.length !== figures.length)
      fail(`site ${site} ${endpoint} ${scale}: ${ours.length} figures, R has ${figures.length}`);
    const differences = figures.map((figure, n) => {
      const own = ours[n] ?? Number.NaN;
      return Number.isNaN(figure) && Number.isNaN(own) ? 0 : Math.abs(figure - own);
    });
    const worst = Math.max(...differences);
    largest = Math.max(largest, worst);
    if (!(worst <= TOLERANCE)) fail(`site ${site} ${endpoint} ${scale}: ${worst}`);
  }
  accepted = [...courses.values()].reduce((sum, count) => sum + count, 0);
  say(
    `${accepted} courses (${[...courses.values()].join(' + ')}); largest difference from R: ${largest.toExponential(2)}`,
  );
  if (accepted !== 285) fail(`${accepted} courses, not 285`);

  await ask(network, 'steward@registry', 'mutation { cutRelease { __typename } }');
  const pooled = await ask<{ cohort: object }>(
    network,
    'researcher@university',
    `{ cohort(permit: "permit-1", purpose: "scientificResearch") { ... on Refusal { code message } ... on Cohort { exact size { ... on CohortSize { patients } }
       survival(endpoint: OVERALL, by: STATUS_AT_INFUSION, at: [365, 1096]) { ... on Refusal { code } ... on Survival {
         strata { label n events at { day survival exactWithin } median { state after upTo } } withheld logRank { p below between } protection { rule k gridDays largestShift statement } } } } } }`,
  );
  say(`pooled, as the researcher sees it: ${JSON.stringify(pooled.cohort)}`);

  const client = new pg.Client({ connectionString: readFileSync(network.files.registry.databaseUrl, 'utf8') });
  await client.connect();
  const { rows } = await client.query(
    'select count(*)::int as courses, count(distinct patient_id)::int as patients from registry.course',
  );
  say(`in the store: ${JSON.stringify(rows[0])}`);
  await client.end();
} finally {
  await network.stop();
  rmSync(stateDir, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
