// In: specs that pass, fail, cannot be loaded, hold nothing, change the environment or set a limit. Out: opened as a group each is told under its own
// name, and none is lost or meets what another left.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { groupsOf, specsOf, writeGroups } from './groups.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'longview-groups-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each notes in `log` when its hooks and tests run. */
const SPECS: Record<string, string> = {
  'a.mjs': `
    process.env.LONGVIEW_OF_A = 'a'; delete process.env.LONGVIEW_GIVEN;
    beforeAll(() => log('a begins')); afterAll(() => log('a ends'));
    test('sees its own environment', () => {
      log('a'); expect([process.env.LONGVIEW_OF_A, process.env.LONGVIEW_GIVEN]).toEqual(['a', undefined]);
      process.env.LONGVIEW_LEFT = 'by a';
    });`,
  'b.mjs': `
    beforeAll(() => log('b begins')); afterAll(() => log('b ends'));
    describe('inside', () => test('sees none of another', () => {
      log('b'); expect([process.env.LONGVIEW_OF_A, process.env.LONGVIEW_GIVEN, process.env.LONGVIEW_LEFT]).toEqual([undefined, 'given', undefined]);
    }));`,
  'broken.mjs': `test('is never reached in full', () => undefined); throw new Error('cannot be loaded so');`,
  'empty.mjs': `export {};`,
  'hooked.mjs': `beforeAll(() => { throw new Error('does not begin'); }); test('one', () => undefined); test('two', () => undefined);`,
  'impatient.mjs': `jest.setTimeout(100); test('ends late', () => new Promise((done) => setTimeout(done, 5_000)));`,
  'patient.mjs': `test('takes its time', () => new Promise((done) => setTimeout(done, 400)));`,
};

interface Told {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

describe('a group of specs', () => {
  let told: Told;
  const log = join(folder, 'log');

  beforeAll(() => {
    const opening = `import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
const log = (line) => appendFileSync(${JSON.stringify(log)}, line + '\\n');\n`;
    for (const [name, text] of Object.entries(SPECS)) writeFileSync(join(folder, name), `${opening}${text}\n`);
    mkdirSync(join(folder, 'groups'));
    writeGroups(ROOT, join(folder, 'groups'), [Object.keys(SPECS).map((name) => join(folder, name))]);
    const run = spawnSync(
      process.execPath,
      [
        '--experimental-vm-modules',
        join(ROOT, 'node_modules/jest/bin/jest.js'),
        ...['--selectProjects', 'groups', '--runInBand', '--json', '--outputFile', join(folder, 'told.json')],
      ],
      {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '', LONGVIEW_GROUPS: join(folder, 'groups'), LONGVIEW_GIVEN: 'given' },
      },
    );
    expect([run.status, run.stderr]).toEqual([1, expect.any(String)]);
    told = JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8')) as Told;
  });

  const under = (name: string, rest: string): string | undefined =>
    told.testResults
      .flatMap((one) => one.assertionResults)
      .find(({ fullName }) => fullName.endsWith(`/${name} ${rest}`))?.status;

  test('is run one after another, each within its own hooks', () => {
    expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
      'a begins',
      'a',
      'a ends',
      'b begins',
      'b',
      'b ends',
    ]);
  });

  test('each sees the environment that it made and none that another left', () => {
    expect(under('a.mjs', 'sees its own environment')).toBe('passed');
    expect(under('b.mjs', 'inside sees none of another')).toBe('passed');
  });

  test('one that cannot be loaded has failed, and one without a test', () => {
    expect(under('broken.mjs', 'can be loaded')).toBe('failed');
    expect(under('empty.mjs', 'has tests')).toBe('failed');
    expect(told.testResults[0]?.message).toContain('cannot be loaded so');
  });

  test('what fails before its tests fails them, and those of no other', () => {
    expect(['one', 'two'].map((name) => under('hooked.mjs', name))).toEqual(['failed', 'failed']);
  });

  test('a limit of time is that of the spec that set it', () => {
    expect(under('impatient.mjs', 'ends late')).toBe('failed');
    expect(under('patient.mjs', 'takes its time')).toBe('passed');
    expect([told.numPassedTests, told.numFailedTests]).toEqual([4, 5]);
  });
});

test.each(['.int-spec.ts', '.spec.ts'])('each %s of the repository is in one group', (ending) => {
  const specs = specsOf(ROOT, ending);
  expect(specs.length).toBeGreaterThan(40);
  for (const count of [1, 5, 9]) expect(groupsOf(ROOT, ending, count).flat().toSorted()).toEqual(specs);
});

test('who changes modules stays alone, and who says why', () => {
  const alone = groupsOf(ROOT, '.int-spec.ts', 5).filter(({ length }) => length === 1);
  expect(alone).toEqual(
    expect.arrayContaining([['test/simulation/simulation.int-spec.ts'], ['deploy/local/src/network.int-spec.ts']]),
  );
});
