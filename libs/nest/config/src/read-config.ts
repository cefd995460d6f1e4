// In: the path of an app's configuration file. Out: its typed settings. Refuses to start on a wrong one; shouts what is for development only.
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { refusal } from '@longview/foundation';
import { parseConfig } from './parse-config.ts';
import type { ParsedConfig } from './parse-config.ts';
import type { Config, ConfigRefusal, Settings } from './settings.ts';

/** Why an app does not start: every refusal in one message, each on its own line. */
export class ConfigRefused extends Error {
  readonly refusals: readonly ConfigRefusal[];

  constructor(path: string, refusals: readonly ConfigRefusal[]) {
    super([`${path} is refused:`, ...refusals.map(({ message }) => `  ${message}`)].join('\n'));
    this.name = 'ConfigRefused';
    this.refusals = refusals;
  }
}

const shoutOnStderr = (line: string): void => void process.stderr.write(`DEVELOPMENT: ${line}\n`);

/**
 * Reads a JSON file by its description. Paths in it start from its own folder.
 * @throws ConfigRefused with all that is wrong; the file system's error when the file cannot be read.
 */
export function readConfig<const S extends Settings>(
  path: string,
  settings: S,
  shout: (line: string) => void = shoutOnStderr,
): Config<S> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (fault) {
    if ((fault as Error).name !== 'SyntaxError') throw fault;
    throw new ConfigRefused(path, [refusal('NOT_JSON', `is not JSON: ${(fault as Error).message}`)]);
  }
  const parsed = parseConfig(value, settings, dirname(resolve(path)));
  const refusals = parsed.ok ? checkSecrets(parsed.value.secrets) : parsed.error;
  if (!parsed.ok || refusals.length > 0) throw new ConfigRefused(path, refusals);
  for (const line of parsed.value.shouts) shout(line);
  return parsed.value.config;
}

function checkSecrets(secrets: ParsedConfig<Settings>['secrets']): readonly ConfigRefusal[] {
  return secrets.flatMap(({ name, secret }): readonly ConfigRefusal[] => {
    const file = statSync(secret.path, { throwIfNoEntry: false });
    if (!file?.isFile()) return [refusal('NO_SECRET', `${name} names no file: ${secret.path}`, name)];
    const open = process.platform !== 'win32' && (file.mode & 0o007) !== 0;
    return open ? [refusal('OPEN_SECRET', `${name} can be read by anyone: chmod o= ${secret.path}`, name)] : [];
  });
}
