// In: the configuration. Out: findings on this machine's side: the folder, the disk, the site key with its ledger, the queue. Makes and
// changes nothing but one probe file, which it removes.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@longview/foundation';
import type { AgentConfig } from '../agent.config.ts';
import { LEDGER_SHAPE, SITE_KEY_BYTES, siteKey } from '../ledger/index.ts';
import { broken, type Finding, fine, odd } from './finding.ts';

const GIB = 1024 ** 3;
/** A first load of a large hospital queues some hundreds of megabytes. */
const LITTLE = GIB;
const TOO_LITTLE = 100 * 1024 ** 2;
const LONG_WAL = 64 * 1024 ** 2;
const HOUR = 3_600_000;

export function lookAtState({ stateDir }: AgentConfig): readonly Finding[] {
  if (!existsSync(stateDir))
    return [
      odd(
        'state folder',
        `${stateDir} is not there yet`,
        'The first command that needs it makes it: longview-agent status.',
      ),
    ];
  const { mode } = statSync(stateDir);
  const open = process.platform !== 'win32' && (mode & 0o077) !== 0;
  return [
    open
      ? broken('state folder', `others than its owner can use ${stateDir}`, `chmod 700 ${stateDir}`)
      : fine('state folder', stateDir),
    lookAtDisk(stateDir),
  ];
}

function lookAtDisk(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const probe = join(folder, `.doctor-${process.pid}`);
  try {
    const file = openSync(probe, 'wx', 0o600);
    try {
      writeSync(file, 'x'.repeat(4096));
      fsyncSync(file);
    } finally {
      closeSync(file);
      rmSync(probe, { force: true });
    }
  } catch (fault) {
    const code = (fault as NodeJS.ErrnoException).code ?? String(fault);
    return broken(
      'disk',
      `nothing can be written durably in ${folder} (${code})`,
      code === 'ENOSPC'
        ? 'Free space: nothing can be queued until then.'
        : 'Run the agent as the user whom the folder belongs to.',
    );
  }
  return judgeSpace(free);
}

/** @param free bytes. */
export function judgeSpace(free: number): Finding {
  const told = `${(free / GIB).toFixed(1)} GiB free`;
  if (free < TOO_LITTLE) return broken('disk', told, 'Free space before the next export is read.');
  return free < LITTLE
    ? odd('disk', told, 'Free some: an export is queued whole before it is sent.')
    : fine('disk', `${told}, writes are durable`);
}

export function lookAtLedger(config: AgentConfig, clock: Clock): readonly Finding[] {
  const keyFile = config.siteKey ?? join(config.stateDir, 'site.key');
  const ledgerFile = join(config.stateDir, 'ledger.sqlite');
  const restore = 'Restore site key and ledger from the same backup; make no new key: it would double every record.';
  if (!existsSync(ledgerFile))
    return existsSync(keyFile)
      ? [
          odd(
            'site key',
            'a site key without a ledger',
            'If records were sent before, restore the ledger from its backup.',
          ),
        ]
      : [fine('site key', 'not made yet: the first submission makes it')];
  if (!existsSync(keyFile)) return [broken('site key', `${keyFile} is not there, but the ledger is`, restore)];
  if (process.platform !== 'win32' && (statSync(keyFile).mode & 0o077) !== 0)
    return [broken('site key', `others than its owner can use ${keyFile}`, `chmod 600 ${keyFile}`)];
  const key = readFileSync(keyFile);
  if (key.length !== SITE_KEY_BYTES) return [broken('site key', `${keyFile} holds no site key`, restore)];

  let database: DatabaseSync;
  try {
    database = new DatabaseSync(ledgerFile, { timeout: 5000 });
  } catch (fault) {
    return [broken('ledger', `${ledgerFile} cannot be opened (${(fault as Error).message})`, restore)];
  }
  try {
    return judgeLedger(database, siteKey(key).fingerprint, ledgerFile, restore, clock);
  } catch (fault) {
    return [broken('ledger', `${ledgerFile} cannot be read (${(fault as Error).message})`, restore)];
  } finally {
    database.close();
  }
}

function judgeLedger(
  database: DatabaseSync,
  fingerprint: string,
  file: string,
  restore: string,
  clock: Clock,
): readonly Finding[] {
  const { user_version: shape } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (shape > LEDGER_SHAPE)
    return [broken('ledger', `of shape ${shape}, this agent knows ${LEDGER_SHAPE}`, 'Install the newer agent again.')];
  const held = database.prepare("SELECT value FROM fact WHERE name = 'siteKey'").get() as { value: string } | undefined;
  if (held !== undefined && held.value !== fingerprint)
    return [broken('site key', 'it is another one than that of the ledger', restore)];
  const damage = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
  if (damage.quick_check !== 'ok') return [broken('ledger', `damaged: ${damage.quick_check}`, restore)];
  const { busy } = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() as { busy: number };
  const wal = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return [
    fine('site key', 'belongs to the ledger'),
    wal > LONG_WAL && busy !== 0
      ? odd(
          'ledger',
          `${Math.round(wal / 1024 ** 2)} MiB wait to be merged, and something holds them`,
          'End commands of the agent that hang, and run this again.',
        )
      : fine('ledger', `of shape ${shape}, whole`),
    lookAtQueue(database, clock),
  ];
}

function lookAtQueue(database: DatabaseSync, clock: Clock): Finding {
  const { open, refused } = database
    .prepare(
      `SELECT count(*) FILTER (WHERE state IN ('queued', 'sent')) AS open, count(*) FILTER (WHERE state = 'refused') AS refused FROM submission`,
    )
    .get() as { open: number; refused: number };
  const head = database
    .prepare(`SELECT queued_at, trouble FROM submission WHERE state IN ('queued', 'sent') ORDER BY seq LIMIT 1`)
    .get() as { queued_at: string; trouble: string | null } | undefined;
  if (refused > 0)
    return odd(
      'queue',
      `${refused} submissions were refused as a whole, ${open} wait`,
      'longview-agent problems says why.',
    );
  if (head === undefined) return fine('queue', 'empty');
  const hours = (clock.now().getTime() - Date.parse(head.queued_at)) / HOUR;
  const told = `${open} submissions wait, the oldest for ${hours < 1 ? 'less than an hour' : `${Math.floor(hours)} hours`}`;
  if (hours < 24) return fine('queue', told);
  return odd('queue', told, `${head.trouble ?? 'Nothing has tried to send them.'} longview-agent run keeps sending.`);
}
