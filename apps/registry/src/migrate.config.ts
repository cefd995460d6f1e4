// In: the path of the migration's configuration. Out: what it needs. The registry itself never reads this file.
import { fromBase64Url } from '@longview/foundation';
import { readConfig, type Settings } from '@longview/nest-config';
import type { MigrateOptions } from './persistence/migrate.ts';

export const MIGRATE_SETTINGS = {
  admin: { kind: 'secretFile', description: 'Connection string of an administrator who may create roles.' },
  appPassword: { kind: 'secretFile', description: 'Password that longview_app gets.' },
  integratorPassword: { kind: 'secretFile', description: 'Password that longview_integrator gets.' },
  seal: {
    kind: 'secretFile',
    description: 'Key of the sealed context, base64url of 32 bytes; the registry is given the same.',
  },
} as const satisfies Settings;

export function readMigrateConfig(path: string): MigrateOptions {
  const config = readConfig(path, MIGRATE_SETTINGS);
  return {
    adminUrl: config.admin.read(),
    appPassword: config.appPassword.read(),
    integratorPassword: config.integratorPassword.read(),
    sealKey: fromBase64Url(config.seal.read()),
  };
}
