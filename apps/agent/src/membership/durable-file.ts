// In: a path and a text. Out: the text on the disk, whole, under its name: after a power cut the file is the old one or the new one. A secret is
// made once and readable by its owner alone; what is there already is never overwritten.
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** @returns false when the file is there already. */
export function makeSecret(path: string, text: string): boolean {
  try {
    writeAndSync(path, 'wx', text, 0o600);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fault;
  }
  syncFolder(path);
  return true;
}

/** Replaces the file in one step. */
export function replaceFile(path: string, text: string, mode = 0o644): void {
  const beside = `${path}.${process.pid}.new`;
  writeAndSync(beside, 'w', text, mode);
  moveFile(beside, path);
}

export function moveFile(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(to);
}

function writeAndSync(path: string, flag: 'w' | 'wx', text: string, mode: number): void {
  const file = openSync(path, flag, mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
