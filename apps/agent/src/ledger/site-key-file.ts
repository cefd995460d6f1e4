// In: where kS lies. Out: its 32 bytes, made at first use. Refuses a file of another size, and to make a key where a ledger already is.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { err, ok, type Random, type Refusal, refusal, type Result } from '@longview/foundation';
import { SITE_KEY_BYTES } from './site-key.ts';

export type SiteKeyCode = 'SITE_KEY_LOST' | 'SITE_KEY_OPEN' | 'SITE_KEY_MALFORMED';

/** `made` is true when this call made the key: the caller then tells the person to back it up. */
export function readSiteKey(
  file: string,
  ledgerFile: string,
  random: Random,
): Result<{ readonly key: Uint8Array; readonly made: boolean }, Refusal<SiteKeyCode>> {
  if (!existsSync(file)) {
    if (existsSync(ledgerFile))
      return err(
        refusal(
          'SITE_KEY_LOST',
          `${file} is not there, but the ledger is. Restore the site key from its backup: a new one would double every record.`,
        ),
      );
    const key = random.bytes(SITE_KEY_BYTES);
    writeDurably(file, key);
    return ok({ key, made: true });
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    return err(refusal('SITE_KEY_OPEN', `Others than its owner can use ${file}: chmod 600 ${file}`));
  const key = readFileSync(file);
  return key.length === SITE_KEY_BYTES
    ? ok({ key, made: false })
    : err(refusal('SITE_KEY_MALFORMED', `${file} does not hold ${SITE_KEY_BYTES} bytes. Restore it from its backup.`));
}

/** Exclusive creation, and both the bytes and their name reach the disk before the first record is named by the key. */
function writeDurably(file: string, key: Uint8Array): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, key);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  const directory = openSync(dirname(file), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
