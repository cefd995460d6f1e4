// In: the file of the log's secret key. Out: its signer. Refuses a file that others may read or that holds no key; makes one in development only.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { err, fromBase64Url, ok, refusal, toBase64Url } from '@longview/foundation';
import type { Random, Refusal, Result } from '@longview/foundation';
import { KEY_TYPE, ed25519Signer } from '@longview/transparency-proof';
import type { Signer } from '@longview/transparency-proof';

export type LogKeyCode = 'NO_LOG_KEY' | 'LOG_KEY_EXPOSED' | 'LOG_KEY_UNREADABLE';

export function openLogKey(
  file: string,
  origin: string,
  createIfMissing: boolean,
  random: Random,
): Result<Signer, Refusal<LogKeyCode>> {
  if (!existsSync(file)) {
    if (!createIfMissing) return err(refusal('NO_LOG_KEY', `there is no ${file} to sign the log with`));
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${toBase64Url(random.bytes(32))}\n`, { mode: 0o600, flag: 'wx', flush: true });
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    return err(refusal('LOG_KEY_EXPOSED', `others than its owner may open ${file}: set mode 0600 and change the key`));
  try {
    const secret = fromBase64Url(readFileSync(file, 'utf8').trim());
    if (secret.length === 32) return ok(ed25519Signer(origin, KEY_TYPE.log, secret));
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault;
  }
  return err(refusal('LOG_KEY_UNREADABLE', `${file} does not hold base64url of 32 bytes under a usable log origin`));
}
