// In: a running network. Out: a small cohort's exports in the hospitals' folders, as many files and kinds of error, a third of the rows.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Cohort, generateCohort, generateExports, hospitalFolder, type Manifest } from '@longview/fixtures';
import type { Network } from '@longview/local';

export const SMALL = { seed: 11, courses: 200 } as const;

export function writeSmallExports(
  { files }: Network,
  size: { readonly seed: number; readonly courses: number } = SMALL,
): { readonly cohort: Cohort; readonly manifest: Manifest } {
  const cohort = generateCohort(size);
  const { files: exported, manifest } = generateExports(cohort);
  for (const { hospital, name, bytes } of exported) {
    const path = join(files.exports, hospitalFolder(hospital), name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  return { cohort, manifest };
}
