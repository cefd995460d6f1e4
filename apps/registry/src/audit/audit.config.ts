// In: the path of the audit's configuration. Out: what it needs. The registry itself never reads this file, nor holds such a connection.
import { type Config, readConfig, type Settings } from '@longview/nest-config';

export const AUDIT_SETTINGS = {
  admin: {
    kind: 'secretFile',
    description: 'Connection string of an administrator, who is bound by no row policy; the audit only reads.',
  },
  federation: {
    kind: 'object',
    description: 'Who the parties are: the keys of the log, of its witnesses and of the receipts.',
    members: {
      file: { kind: 'path', description: 'The signed federation.json.' },
      key: { kind: 'path', description: 'The public key of the federation (a JWK file), pinned here.' },
    },
  },
} as const satisfies Settings;

export type AuditConfig = Config<typeof AUDIT_SETTINGS>;

export const readAuditConfig = (path: string): AuditConfig => readConfig(path, AUDIT_SETTINGS);
