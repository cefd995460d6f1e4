// In: the path of the configuration file. Out: its typed settings. Refuses unknown ones, and a first load that two people did not open.
import { ConfigRefused, readConfig } from '@longview/nest-config';
import type { Config, Settings } from '@longview/nest-config';
import { refusal } from '@longview/foundation';
import { checkFirstLoads } from './quota/check-first-loads.ts';

const perMinute = {
  kind: 'object',
  description: 'In any 60 seconds.',
  members: { requests: { kind: 'integer', min: 1, default: 20, description: 'Requests of one centre.' } },
} as const;
const perDay = {
  kind: 'object',
  description: 'In any 24 hours.',
  members: { elements: { kind: 'integer', min: 1, default: 200, description: 'Elements of one centre.' } },
} as const;

export const SETTINGS = {
  listen: {
    kind: 'object',
    description: 'Where it listens; TLS ends at a proxy in front.',
    members: {
      host: { kind: 'string', default: '127.0.0.1', description: 'Address.' },
      port: { kind: 'integer', min: 1, max: 65_535, default: 4010, description: 'Port.' },
    },
  },
  federation: {
    kind: 'object',
    description: 'Who the parties are.',
    members: {
      file: { kind: 'path', description: 'The signed federation.json; read anew when it changes.' },
      key: { kind: 'path', description: 'The public key of the federation (a JWK file), pinned here.' },
    },
  },
  state: { kind: 'path', description: 'SQLite file of uses, quotas and the newest manifest known.' },
  keys: {
    kind: 'object',
    description: 'The secret keys.',
    members: {
      folder: { kind: 'path', description: 'Folder of one key file an epoch, mode 0600.' },
      createIfMissing: {
        kind: 'boolean',
        developmentOnly: true,
        description: 'Makes the key of epoch 1 when the folder holds none, and the key of the log.',
      },
    },
  },
  log: {
    kind: 'object',
    description: 'Its own transparency log.',
    members: {
      file: { kind: 'path', description: 'SQLite file of the log.' },
      origin: { kind: 'string', description: 'Name of the log on its signed checkpoints.' },
      key: { kind: 'path', description: 'Secret key that signs checkpoints: base64url of 32 bytes, mode 0600.' },
    },
  },
  quotas: {
    kind: 'object',
    description: 'How much a centre may have evaluated.',
    members: {
      default: { kind: 'object', description: 'For every centre not named below.', members: { perMinute, perDay } },
      centres: {
        kind: 'map',
        default: {},
        description: 'For a centre by its id.',
        of: { kind: 'object', description: 'The limits of one centre.', members: { perMinute, perDay } },
      },
      firstLoads: {
        kind: 'list',
        default: [],
        description: 'Times in which a centre may load its old records beyond the daily limit.',
        of: {
          kind: 'object',
          description: 'One first load.',
          members: {
            centre: { kind: 'string', description: 'Id of the centre.' },
            from: { kind: 'string', description: 'First instant, RFC 3339 in UTC.' },
            to: { kind: 'string', description: 'First instant after it.' },
            elements: { kind: 'integer', min: 1, description: 'Elements in all.' },
            openedBy: {
              kind: 'list',
              description: 'Two different people.',
              of: { kind: 'string', description: 'Name.' },
            },
          },
        },
      },
    },
  },
} as const satisfies Settings;

export type PseudonymiserConfig = Config<typeof SETTINGS>;

/** @throws ConfigRefused naming everything that is wrong. */
export function readPseudonymiserConfig(path: string, shout?: (line: string) => void): PseudonymiserConfig {
  const config = readConfig(path, SETTINGS, shout);
  const loads = checkFirstLoads(config.quotas.firstLoads);
  if (loads.ok) return config;
  const { message, path: at } = loads.error;
  throw new ConfigRefused(path, [refusal('OUT_OF_RANGE', `quotas.${at ?? 'firstLoads'}: ${message}`)]);
}
