// In: a file and its mapping, as arguments; the parts that are used are those of the checkout that it is started in. Out: one line of JSON, how long `submit` took
// from the first byte of the file to the last receipt, and how many records the registry then held.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Local from '@longview/local';
import type * as Walk from '../support/walk-network.ts';

const [csvPath = '', mappingPath = ''] = process.argv.slice(2);
const here = process.cwd();
const load = (path: string): Promise<unknown> => import(pathToFileURL(join(here, path)).href);

const { startWalkNetwork } = (await load('test/support/walk-network.ts')) as typeof Walk;
const { HOSPITALS, runAgent } = (await load('deploy/local/src/index.ts')) as typeof Local;
const [hospital] = HOSPITALS;
if (!hospital) throw new Error('there is no hospital');
const walk = await startWalkNetwork();
try {
  // Otherwise the quota is what is measured: 20 requests of 100 people a minute.
  const file = join(walk.stateDir, 'pseudonymiser/config.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as { quotas: object };
  const quotas = { ...config.quotas, default: { perMinute: { requests: 1_000_000 } } };
  writeFileSync(file, JSON.stringify({ ...config, quotas }));
  await walk.network.restart('pseudonymiser');
  const begun = performance.now();
  const { exit, words } = await runAgent(walk.network, hospital, ['submit', csvPath, '--mapping', mappingPath]);
  const seconds = (performance.now() - begun) / 1000;
  if (exit !== 0) throw new Error(words);
  const [{ n } = { n: -1 }] = await walk.rows<{ n: number }>('select count(*)::int as n from registry.clinical_record');
  process.stdout.write(`${JSON.stringify({ seconds, n })}\n`);
} finally {
  await walk.stop();
}
