// In: how many random data sets (10,000 unless told). Out: how far our figures lie from those of R's survival and cmprsk on the same sets; fails when
// one differs by more than 1e-9. Needs Rscript with both packages.
// Run: node --conditions=@longview/source --import ./deploy/swc-hook.mjs test/oracle/r-random.ts [sets]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { againstR, type Answer, type Difference } from './against-r.ts';
import { csvOf, randomSet } from './random-sets.ts';

const SCRIPT = join(import.meta.dirname, '../../libs/outcomes/vectors/r-models.R');
const sets = Array.from({ length: Number(process.argv[2] ?? 10_000) }, (_, number) => randomSet(number));
const folder = mkdtempSync(join(tmpdir(), 'longview-oracle-'));
try {
  const file = join(folder, 'sets.csv');
  writeFileSync(file, csvOf(sets));
  const answers = execFileSync('Rscript', [SCRIPT, file], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  let [compared, largest] = [0, 0];
  const differences: Difference[] = [];
  for (const line of answers.trim().split('\n')) {
    const answer = JSON.parse(line) as Answer;
    const found = againstR(sets[answer.set] as (typeof sets)[number], answer);
    compared += found.compared;
    largest = Math.max(largest, found.largest);
    differences.push(...found.differences);
  }
  const kinds = new Map<string, number>();
  for (const { what } of differences) {
    const kind = what.replace(/\[\d+\]/, '');
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  for (const { set, what, ours, theirs } of differences.slice(0, 40))
    console.log(`set ${set}: ${what}: ${ours}, R ${theirs}`);
  for (const [kind, count] of kinds) console.log(`${count} differ: ${kind}`);
  console.log(
    `${sets.length} sets, ${compared} figures compared, ${differences.length} differ; largest difference of the others ${largest.toExponential(1)}`,
  );
  if (differences.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
