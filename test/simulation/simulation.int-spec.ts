// In: seeds. Out: no invariant broken in any run; the same run of the same seed; each planted bug found, and by what.
// LONGVIEW_SEED=n runs that seed alone, and tells what it broke; LONGVIEW_SEEDS=n and LONGVIEW_FROM=n run so many from there; LONGVIEW_LONG=1 runs
// 20,000, and looks for each planted bug from the first seed on.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Bug } from './planted.ts';
import { type Curve, exchangedCurve, exchangeSigning, type Signing } from './signatures.ts';
import type { Run, Simulation } from './simulate.ts';

const curves = await import('@noble/curves/ed25519.js');
const log = exchangedCurve(curves.ed25519 as unknown as Curve);
jest.unstable_mockModule('@noble/curves/ed25519.js', () => ({ ...curves, ed25519: log.curve }));
const { Simulation: Made } = await import('./simulate.ts');
const { BUGS } = await import('./planted.ts');

const long = process.env['LONGVIEW_LONG'] === '1';
const only = process.env['LONGVIEW_SEED'];
const first = Number(only ?? process.env['LONGVIEW_FROM'] ?? 1);
const SEEDS = only !== undefined ? 1 : Number(process.env['LONGVIEW_SEEDS'] ?? (long ? 20_000 : 60));
/** A bug that is not found in so many runs counts as not found. */
const MOST = 1_000;
/** Runs that sign with Ed25519. */
const SIGNED_FOR_REAL = [1, 2, 3];

let signing: Signing;
let simulation: Simulation;
beforeAll(() => {
  signing = exchangeSigning();
  simulation = new Made(async () => {
    do await new Promise((resolve) => setImmediate(resolve));
    while (signing.underWay() > 0);
  });
});
afterAll(() => signing.restore());

const replay = (seed: number): string =>
  `LONGVIEW_SEED=${seed} npm run jest -- --selectProjects integration --testPathPatterns test/simulation -t "breaks no"`;

/** What a person needs to see of a run that went wrong: what, how to see it again, and the last steps before it. */
function told({ seed, violation, trace }: Run): string {
  if (!violation) return '';
  const file = join(tmpdir(), `longview-simulation-${seed}.trace`);
  writeFileSync(file, `${trace.join('\n')}\n`);
  return [
    `seed ${seed} broke "${violation.invariant}": ${violation.what}`,
    `again: ${replay(seed)}`,
    `the whole trace: ${file}; its last steps:`,
    ...trace.slice(-25),
  ].join('\n');
}

describe('the simulation', () => {
  test(
    `of ${SEEDS} seeds breaks no invariant`,
    async () => {
      const sum: Record<string, number> = {};
      const count = (name: string, more: number): void => void (sum[name] = (sum[name] ?? 0) + more);
      const cpu = process.cpuUsage();
      const progress = (seed: number): void => {
        // Past the test runner, which keeps what is told until the end: a person may wait for minutes.
        if ((seed - first) % 500 === 499) process.stderr.write(`up to seed ${seed}: nothing broken\n`);
      };
      for (let seed = first; seed < first + SEEDS; seed++) {
        const run = await simulation.run(seed);
        if (run.violation) throw new Error(told(run));
        for (const [name, value] of Object.entries(run.figures)) count(name, value);
        progress(seed);
        count('steps', run.steps);
        count('virtual hours', run.seconds / 3600);
      }
      count('ms of processor a seed', process.cpuUsage(cpu).user / 1000 / SEEDS);
      if (long || only !== undefined) console.log(`${SEEDS} seeds from ${first}:`, sum);
      expect(sum['acknowledged']).toBeGreaterThan(0);
    },
    // No measure of speed: a busy machine takes many times as long.
    long ? 7_200_000 : 1_200_000,
  );

  test('of one seed is one run: twice the same trace, byte for byte, and other seeds give others', async () => {
    const traces: string[] = [];
    for (const seed of [11, 12, 13]) {
      const [one, other] = [await simulation.run(seed), await simulation.run(seed)];
      expect(other.trace.join('\n')).toBe(one.trace.join('\n'));
      expect(other.figures).toEqual(one.figures);
      traces.push(one.trace.join('\n'));
    }
    expect(new Set(traces).size).toBe(3);
  });

  test('is the same when Ed25519 signs', async () => {
    for (const seed of SIGNED_FOR_REAL) {
      const quick = await simulation.run(seed);
      log.real(true);
      signing.real(true);
      const signed = await new Made(settledOf(signing)).run(seed);
      log.real(false);
      signing.real(false);
      expect(signed.violation).toBeUndefined();
      expect(signed.trace.join('\n')).toBe(quick.trace.join('\n'));
    }
  }, 600_000);
});

const settledOf = (operations: Signing) => async (): Promise<void> => {
  do await new Promise((resolve) => setImmediate(resolve));
  while (operations.underWay() > 0);
};

describe('a planted bug is found', () => {
  const found: string[] = [];
  afterAll(() => {
    if (long) console.log(`planted bugs:\n${found.join('\n')}`);
  });

  /** The seed at which it was found before is tried first; what changes elsewhere may move it. */
  const seedsFor = (bug: Bug): number[] => [
    ...(long ? [] : [bug.seen]),
    ...Array.from({ length: MOST }, (_, index) => index + 1),
  ];

  test.each(BUGS.map((bug) => [bug.name, bug] as const))(
    '%s',
    async (_name, bug) => {
      for (const seed of seedsFor(bug)) {
        const { violation } = await simulation.run(seed, bug);
        if (!violation) continue;
        process.stderr.write(long ? `${bug.name}: seed ${seed}, ${violation.invariant}\n` : '');
        found.push(`${bug.name}: seed ${seed}, ${violation.invariant}`);
        expect(bug.by).toContain(violation.invariant);
        return;
      }
      throw new Error(`not found in ${MOST} seeds`);
    },
    1_200_000,
  );
});
