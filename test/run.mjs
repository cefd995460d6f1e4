// In: --check for the quick part, --long for the long suites as well. Out: one line a step, failures in full, and `N passed, N failed` as the last line.
// Every step runs even when an earlier one failed; the run fails when any did.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { groupsOf, specsOf, writeGroups } from './support/groups.mjs';

const { values: flags } = parseArgs({
  options: { check: { type: 'boolean', default: false }, long: { type: 'boolean', default: false } },
});
const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules/.bin');
/** The Node that the lock file pins stands among the packages; whoever starts this may have another. */
const node = [join(bin, 'node'), process.execPath].find((path) => existsSync(path));
const scratch = mkdtempSync(join(tmpdir(), 'longview-run-'));

const program = (path, ...args) => [join(root, 'node_modules', path), ...args];
const FROM_SOURCE = ['--conditions=@longview/source', '--import', './deploy/swc-hook.mjs'];
const MODULES = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const BRIEF = ['--reporters', join(root, 'test/support/brief-reporter.mjs')];
const jest = (project, ...args) => ({
  name: project,
  commands: [[...MODULES, ...program('jest/bin/jest.js', '--selectProjects', project, ...args, ...BRIEF)]],
  counts: join(scratch, `${project}.json`),
});

/** The specs of a kind in groups that load what they need once; each must have been told of in the end. */
function grouped(name, ending, count, ...args) {
  const groups = groupsOf(root, ending, count);
  const folder = join(scratch, `${name}.groups`);
  writeGroups(root, folder, groups);
  return {
    ...jest('groups', '--testSequencer', join(root, 'test/support/named-order.mjs'), ...args),
    name,
    counts: join(scratch, `${name}.json`),
    env: { LONGVIEW_GROUPS: folder },
    files: specsOf(root, ending),
  };
}

const QUICK = [
  { name: 'format', commands: [program('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')] },
  { name: 'lint', commands: [program('oxlint/bin/oxlint', '--quiet')] },
  { name: 'walls', commands: [['test/architecture/walls.mjs']] },
  {
    name: 'types',
    commands: [program('typescript/bin/tsc', '-b'), program('typescript/bin/tsc', '-p', 'test', '--noEmit')],
  },
  { name: 'schema', commands: [[...FROM_SOURCE, 'deploy/schema.ts', '--check']] },
  jest('unit', '--maxWorkers=2'),
];
// These wait as much as they work, for a server, a socket or another process. The long ones are whole machines under load, each by itself.
const FULL = [
  ...QUICK,
  flags.long ? jest('integration', '--maxWorkers=3') : grouped('integration', '.int-spec.ts', 9, '--maxWorkers=3'),
  jest('walk', flags.long ? '--runInBand' : '--maxWorkers=3'),
];

let passed = 0;
let failed = 0;

try {
  for (const step of flags.check ? QUICK : FULL) {
    const start = performance.now();
    const { ok, text } = await run(step);
    const counted = countOf(step, ok);
    passed += counted.passed;
    failed += counted.failed;
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(7);
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name.padEnd(12)}${seconds} s${counted.note}`);
    if (!ok) console.log(`\n${text.trimEnd()}\n`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

/** Runs the commands of a step up to the first that fails. */
async function run({ commands, counts, env = {}, files = [] }) {
  let text = '';
  for (const command of commands) {
    const result = await execute(command, counts ? { LONGVIEW_COUNTS: counts, ...env } : env);
    text += result.text;
    if (!result.ok) return { ok: false, text };
  }
  const told = files.length > 0 && existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')).files : [];
  const lost = files.filter((file) => !told.includes(file));
  return { ok: lost.length === 0, text: `${text}${lost.map((file) => `${file}: was not run\n`).join('')}` };
}

function execute(args, more) {
  // Hundreds of processes start, each from the same files: what was compiled once is kept for the others.
  const env = {
    ...process.env,
    NODE_COMPILE_CACHE: join(scratch, 'compiled'),
    ...more,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    NO_COLOR: '1',
  };
  delete env.FORCE_COLOR;
  if (flags.long) env.LONGVIEW_LONG = '1';
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk) => (text += chunk));
    }
    child.on('error', (fault) => resolve({ ok: false, text: `${text}${fault.message}\n` }));
    child.on('close', (code, signal) =>
      resolve({ ok: code === 0, text: signal ? `${text}ended by ${signal}\n` : text }),
    );
  });
}

/** A check is one test; a run of jest counts its own, and one more failure when it failed without naming any. */
function countOf({ counts }, ok) {
  if (!counts) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, note: '' };
  if (!existsSync(counts)) return { passed: 0, failed: 1, note: '  did not run' };
  const told = JSON.parse(readFileSync(counts, 'utf8'));
  const skipped = told.skipped > 0 ? `, ${told.skipped} skipped` : '';
  const note = `  ${told.passed} passed, ${told.failed} failed${skipped}`;
  return { passed: told.passed, failed: ok ? told.failed : Math.max(1, told.failed), note };
}
