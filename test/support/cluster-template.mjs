// In: a run of tests that use PostgreSQL. Out: one cluster at rest, of which each test's own is a copy; gone when the run ends. Making one takes
// seconds, and a run makes forty.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCluster } from '../../deploy/local/src/postgres-cluster.ts';
import { postgresPlace } from '../../deploy/local/src/postgres-place.ts';
import { postgresAccount, postgresPrograms } from '../../deploy/local/src/postgres-programs.ts';

const KEPT = Symbol.for('longview.cluster-template');

export default async function setUp() {
  if ((process.env.LONGVIEW_CLUSTER_TEMPLATE ?? '') !== '') return;
  const folder = mkdtempSync(join(tmpdir(), 'longview-template-'));
  // PostgreSQL runs as another account when root starts it, and has to pass through.
  chmodSync(folder, 0o755);
  globalThis[KEPT] = folder;
  const account = postgresAccount();
  const place = postgresPlace({ dataDir: join(folder, 'postgres', 'cluster'), programs: postgresPrograms() }, account);
  await ensureCluster(place.dataDir, place.programs, account);
  process.env.LONGVIEW_CLUSTER_TEMPLATE = place.dataDir;
}

export function tearDown() {
  if (globalThis[KEPT] === undefined) return;
  rmSync(globalThis[KEPT], { recursive: true, force: true });
  delete process.env.LONGVIEW_CLUSTER_TEMPLATE;
}
