// In: a run of tests that use PostgreSQL. Out: one cluster at rest, of which each test's own is a copy; gone when the run ends. Making one takes
// seconds, and a run makes forty.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterAtRest } from '@longview/local';

const KEPT = Symbol.for('longview.cluster-template');

export default async function setUp() {
  if ((process.env.LONGVIEW_CLUSTER_TEMPLATE ?? '') !== '') return;
  const folder = mkdtempSync(join(tmpdir(), 'longview-template-'));
  // PostgreSQL runs as another account when root starts it, and has to pass through.
  chmodSync(folder, 0o755);
  globalThis[KEPT] = folder;
  process.env.LONGVIEW_CLUSTER_TEMPLATE = await clusterAtRest(join(folder, 'postgres', 'cluster'));
}

export function tearDown() {
  if (globalThis[KEPT] === undefined) return;
  rmSync(globalThis[KEPT], { recursive: true, force: true });
  delete process.env.LONGVIEW_CLUSTER_TEMPLATE;
}
