// In: the path of a configuration, in the arguments or LONGVIEW_PSEUDONYMISER_CONFIG. Out: the service until SIGTERM; or, for `keys` and `create-key`, the public keys; for `destroy-key`, a key gone.
import { systemClock, systemIds, systemRandom } from '@longview/foundation';
import { ConfigRefused } from '@longview/nest-config';
import { keysJson } from '@longview/pseudonym-protocol';
import { generateKeyPair } from '@longview/pseudonym-server';
import { SqliteLogStore } from '@longview/transparency-log';
import { formatKey } from '@longview/transparency-proof';
import { openFederationSource } from './federation.ts';
import { destroyKey } from './keys/destroy-key.ts';
import { fileKeyStore } from './keys/file-key-store.ts';
import { openKeys } from './keys/open-keys.ts';
import { EvaluationLog } from './log/evaluation-log.ts';
import { openLogKey } from './log/log-key.ts';
import { NotStarted } from './not-started.ts';
import { readPseudonymiserConfig } from './pseudonymiser.config.ts';
import type { PseudonymiserConfig } from './pseudonymiser.config.ts';
import { openState } from './state.ts';

const USAGE = `usage: main.js [config.json]                        serve (the path may come from LONGVIEW_PSEUDONYMISER_CONFIG)
       main.js <config.json> keys                  print the public keys for federation.json
       main.js <config.json> create-key <epoch>    make the key of a new epoch, then print the same
       main.js <config.json> destroy-key <epoch>   destroy the key of an epoch that has ended
`;

const stderr = (line: string): void => void process.stderr.write(`${line}\n`);

/** What the federation publishes about this service: the keys of its epochs and of its log. */
function printKeys(config: PseudonymiserConfig): void {
  const createIfMissing = config.keys.createIfMissing === true;
  const keys = openKeys(fileKeyStore(config.keys.folder), createIfMissing, systemRandom);
  if (!keys.ok) throw new NotStarted(keys.error);
  const signer = openLogKey(config.log.key, config.log.origin, createIfMissing, systemRandom);
  if (!signer.ok) throw new NotStarted(signer.error);
  const list = [...keys.value].map(([epoch, { publicKey }]) => ({ epoch, publicKey }));
  process.stdout.write(`${JSON.stringify({ ...keysJson({ keys: list }), logKey: formatKey(signer.value.key) })}\n`);
}

function epochOf(text: string | undefined): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text ?? '')) throw new NotStarted({ code: 'USAGE', message: USAGE });
  return Number(text);
}

function createKey(config: PseudonymiserConfig, epoch: string | undefined): void {
  const created = fileKeyStore(config.keys.folder).create(epochOf(epoch), generateKeyPair(systemRandom));
  if (!created.ok) throw new NotStarted(created.error);
}

async function destroy(config: PseudonymiserConfig, text: string | undefined): Promise<void> {
  const epoch = epochOf(text);
  const signer = openLogKey(config.log.key, config.log.origin, false, systemRandom);
  if (!signer.ok) throw new NotStarted(signer.error);
  const state = openState(config.state);
  const log = new SqliteLogStore(config.log.file);
  try {
    const federation = await openFederationSource(config.federation, state, systemClock, stderr);
    if (!federation.ok) throw new NotStarted(federation.error);
    const destroyed = await destroyKey(epoch, {
      federation: federation.value.current,
      store: fileKeyStore(config.keys.folder),
      log: new EvaluationLog(log, signer.value, systemClock, systemRandom, systemIds),
      at: systemClock.now(),
    });
    if (!destroyed.ok) throw new NotStarted(destroyed.error);
  } finally {
    log.close();
    state.close();
  }
  process.stdout.write(`the key of epoch ${epoch} is destroyed\n`);
  stderr(
    'A running service holds it in memory until it is started again; copies and backups of the folder are yours to destroy.',
  );
}

async function serve(config: PseudonymiserConfig): Promise<void> {
  // The web server is for this alone: the other commands do not wait for it to load.
  const { startPseudonymiser } = await import('./start.ts');
  const service = await startPseudonymiser(config, { clock: systemClock, random: systemRandom, report: stderr });
  const stop = (): void => void service.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`pseudonymiser ready on ${service.url}\n`);
}

async function main([path = process.env['LONGVIEW_PSEUDONYMISER_CONFIG'], command, epoch]: string[]): Promise<void> {
  if (path === undefined) throw new NotStarted({ code: 'USAGE', message: USAGE });
  const config = readPseudonymiserConfig(path);
  if (command === undefined) return serve(config);
  if (command === 'destroy-key') return destroy(config, epoch);
  if (command === 'create-key') createKey(config, epoch);
  else if (command !== 'keys') throw new NotStarted({ code: 'USAGE', message: USAGE });
  printKeys(config);
}

main(process.argv.slice(2)).catch((fault: unknown) => {
  // What an operator can mend needs no stack; anything else does.
  const mendable = fault instanceof NotStarted || fault instanceof ConfigRefused;
  stderr(mendable ? fault.message : fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
  process.exitCode = 1;
});
