// In: a folder. Out: one key file an epoch, readable by its owner alone. Refuses files that others may read, that are no key, or that exist already.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { err, fromBase64Url, ok, refusal, toBase64Url } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import { isEpoch } from '@longview/pseudonym-protocol';
import { keyPairOf } from '@longview/pseudonym-server';
import type { KeyPair } from '@longview/pseudonym-server';
import type { KeyStore, KeyStoreCode } from './key-store.ts';

const FILE = /^epoch-([1-9][0-9]{0,8})\.json$/;

export function fileKeyStore(folder: string): KeyStore {
  const fileOf = (epoch: number): string => join(folder, `epoch-${epoch}.json`);
  const mark = (epoch: number): string => join(folder, `epoch-${epoch}.destroyed`);
  return {
    read() {
      const keys = new Map<number, KeyPair>();
      const names = existsSync(folder) ? readdirSync(folder) : [];
      for (const name of names) {
        const epoch = Number(FILE.exec(name)?.[1]);
        // What is marked may be half overwritten.
        if (Number.isNaN(epoch) || existsSync(mark(epoch))) continue;
        const key = readKey(fileOf(epoch), epoch);
        if (!key.ok) return key;
        keys.set(epoch, key.value);
      }
      return ok(keys);
    },
    create(epoch, key) {
      if (existsSync(mark(epoch)))
        return err(
          refusal('KEY_DESTROYED', `the key of epoch ${epoch} was destroyed: take a number that was never used`),
        );
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      let file: number;
      try {
        file = openSync(fileOf(epoch), 'wx', 0o600);
      } catch (fault) {
        if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
        return err(refusal('KEY_EXISTS', `epoch ${epoch} has a key already, and a key is never replaced`));
      }
      try {
        writeSync(file, `${JSON.stringify({ v: 1, epoch, secret: toBase64Url(key.secret) })}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      return ok(undefined);
    },
    destroy(epoch) {
      const path = fileOf(epoch);
      if (!existsSync(path)) {
        const was = existsSync(mark(epoch)) ? ': it was destroyed before' : '';
        return err(refusal('KEY_MISSING', `epoch ${epoch} has no key here${was}`));
      }
      writeFileSync(mark(epoch), '', { mode: 0o600, flush: true });
      flushFolder(folder);
      writeFileSync(path, new Uint8Array(statSync(path).size), { flag: 'r+', flush: true });
      rmSync(path);
      flushFolder(folder);
      return ok(undefined);
    },
  };
}

/** A name is on the disk once its folder is; Windows flushes none and needs none. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function readKey(path: string, epoch: number): Result<KeyPair, Refusal<KeyStoreCode>> {
  // Windows has no such bits; there the folder's access list is the guard.
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    return err(refusal('KEY_EXPOSED', `others than its owner may open ${path}: set mode 0600 and change the key`));
  const unreadable = err(refusal('KEY_UNREADABLE' as const, `${path} does not hold the key of epoch ${epoch}`));
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown> | null;
    if (value?.['v'] !== 1 || !isEpoch(value['epoch']) || value['epoch'] !== epoch) return unreadable;
    const key = keyPairOf(fromBase64Url(String(value['secret'])));
    return key.ok ? key : unreadable;
  } catch (fault) {
    // The text of the fault may quote the file, and the file is the secret: say only which file.
    if (fault instanceof SyntaxError || fault instanceof TypeError) return unreadable;
    throw fault;
  }
}
