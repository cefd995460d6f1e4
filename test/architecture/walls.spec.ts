// A guard that no breach can trip is not a guard: each wall is broken once, in a bare copy of the repository, and must be the one that falls.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AMBIENT_RULE } from './ambient.ts';
import { makeBareCopy } from './bare-copy.ts';
import { rulesFor } from './check-walls.ts';
import { DECLARED_RULES } from './declared.ts';
import type { Finding } from './finding.ts';
import { INNOCENT, PLANTS } from './planted.ts';
import { readProjects } from './projects.ts';

const root = join(import.meta.dirname, '../..');
const planted = Object.assign({}, INNOCENT, ...PLANTS.map(({ files }) => files)) as Record<string, string>;
let copy: string;

function checkCopy(): { status: number | null; findings: Finding[] } {
  const command = [join(root, 'test/architecture/walls.mjs'), '--json', '--root', copy];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return { status, findings: JSON.parse(stdout) as Finding[] };
}

describe('the walls', () => {
  let status: number | null;
  let findings: Finding[];

  beforeAll(() => {
    copy = makeBareCopy(root, planted);
    ({ status, findings } = checkCopy());
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const rules = [
    ...new Set([...rulesFor(readProjects(root)).map(({ name }) => name), ...DECLARED_RULES, AMBIENT_RULE]),
  ];

  it.each(rules)('%s has a breach planted against it', (rule) => {
    expect(PLANTS.map((plant) => plant.rule)).toContain(rule);
  });

  it.each(PLANTS.map((plant) => [plant.rule, Object.keys(plant.files).at(-1) as string, plant] as const))(
    '%s falls to %s, and it alone',
    (rule, _path, { files }) => {
      const here = findings.filter(({ from }) => Object.hasOwn(files, from));
      expect([...new Set(here.map((finding) => finding.rule))]).toEqual([rule]);
    },
  );

  it('finds nothing where nothing was planted', () => {
    const elsewhere = findings.filter(({ from }) => !PLANTS.some(({ files }) => Object.hasOwn(files, from)));
    expect(elsewhere).toEqual([]);
  });

  it('ends with a failure', () => expect(status).toBe(1));
});

describe('a bare copy without plants', () => {
  it('stands', () => {
    copy = makeBareCopy(root, {});
    try {
      expect(checkCopy()).toEqual({ status: 0, findings: [] });
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});
