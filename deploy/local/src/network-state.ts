// In: the state folder of a local network. Out: the folder ready for one start, or removed. Refuses a folder of something else, and a second start.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { livingFrom, writePidFile } from './pid-file.ts';
import type { Files } from './parties.ts';

export type JsonValue = string | number | boolean | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** @returns when the network was first made, RFC 3339 in UTC. */
export function openState(stateDir: string, at: Files): string {
  const running = livingFrom(at.lock);
  if (running !== undefined && running !== process.pid)
    throw new Error(`a network is running already on ${stateDir}: stop process ${running} first`);
  if (!existsSync(at.marker)) {
    if (existsSync(stateDir) && readdirSync(stateDir).length > 0)
      throw new Error(`${stateDir} is not empty and holds no network: choose another folder`);
    // PostgreSQL runs as another account when root starts it, and has to pass through.
    mkdirSync(stateDir, { recursive: true, mode: 0o755 });
    writeFileSync(at.marker, `${JSON.stringify({ created: `${new Date().toISOString().slice(0, 19)}Z` })}\n`);
  }
  writePidFile(at.lock, process.pid);
  return (JSON.parse(readFileSync(at.marker, 'utf8')) as { created: string }).created;
}

export const closeState = (at: Files): void => rmSync(at.lock, { force: true });

/** Empties the folder of a network that is not running; whatever is in it that was running must have been ended. */
export function removeState(stateDir: string): void {
  for (const name of existsSync(stateDir) ? readdirSync(stateDir) : [])
    rmSync(join(stateDir, name), { recursive: true, force: true });
}

export function writeConfig(path: string, value: JsonValue): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  return path;
}
