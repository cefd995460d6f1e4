// In: the path of the configuration file. Out: every setting of the registry, typed. Refuses unknown ones.
import { type Config, readConfig, type Settings } from '@longview/nest-config';

export const SETTINGS = {
  listen: {
    kind: 'object',
    description: 'Where it listens; TLS ends at a proxy in front.',
    members: {
      host: { kind: 'string', default: '127.0.0.1', description: 'Address.' },
      port: { kind: 'integer', min: 1, max: 65_535, default: 4000, description: 'Port.' },
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
  database: {
    kind: 'object',
    description: 'PostgreSQL, as two roles that own nothing.',
    members: {
      app: { kind: 'secretFile', description: 'Connection string of longview_app.' },
      integrator: { kind: 'secretFile', description: 'Connection string of longview_integrator.' },
      poolSize: { kind: 'integer', min: 2, max: 100, default: 10, description: 'Connections of the application role.' },
      waitMs: {
        kind: 'integer',
        min: 100,
        max: 45_000,
        default: 20_000,
        description: 'How long a request may wait for one of them before it is told to come again.',
      },
    },
  },
  keys: {
    kind: 'object',
    description: 'Secrets of the registry.',
    members: {
      pseudonym: { kind: 'secretFile', description: 'kR, base64url of 32 bytes: turns a token into what is stored.' },
      seal: {
        kind: 'secretFile',
        description: 'Key of the sealed context, base64url of 32 bytes, as given to the migration.',
      },
      receipt: { kind: 'secretFile', description: 'Private Ed25519 JWK that signs receipts.' },
      log: { kind: 'secretFile', description: 'Ed25519 secret that signs checkpoints, base64url of 32 bytes.' },
    },
  },
  people: {
    kind: 'object',
    description: 'How people sign in: any OpenID Connect provider. Issuer and audience stand in the federation file.',
    members: {
      jwksUri: {
        kind: 'url',
        optional: true,
        description: 'Where its keys are; its discovery document says so otherwise.',
      },
      organisationClaim: { kind: 'string', default: 'org', description: 'Claim that names the organisation.' },
      rolesClaim: { kind: 'string', default: 'roles', description: 'Claim that holds the roles.' },
      roles: {
        kind: 'map',
        default: {},
        description: "The provider's role to the registry's: dataManager, clinician, researcher, steward, dpo.",
        of: { kind: 'string', description: 'Role of the registry.' },
      },
    },
  },
  permits: { kind: 'path', description: 'The bootstrap file of permits.' },
  activities: { kind: 'path', description: 'The processing activities.' },
  policies: { kind: 'path', description: 'Folder of the Cedar schema and policies.' },
  bases: {
    kind: 'list',
    description:
      'Grounds on which the registry stores: the patient’s consent, and each law that the controllers have signed. A record is stored when its Consent records name one of them.',
    of: { kind: 'choice', values: ['consent', 'publicInterest', 'legalObligation'], description: 'A ground (GDPR 6).' },
  },
  demonstration: {
    kind: 'boolean',
    developmentOnly: true,
    description: 'Takes in data made with demonstration constants.',
  },
  log: {
    kind: 'object',
    description: 'The access log.',
    members: {
      integrateEveryMs: {
        kind: 'integer',
        min: 10,
        max: 1000,
        default: 250,
        description: 'Entries get their index at least this often.',
      },
      checkpointEveryMs: {
        kind: 'integer',
        min: 100,
        max: 60_000,
        default: 10_000,
        description: 'The head is signed at most this often.',
      },
    },
  },
} as const satisfies Settings;

export type RegistryConfig = Config<typeof SETTINGS>;

export const readRegistryConfig = (path: string, shout?: (line: string) => void): RegistryConfig =>
  readConfig(path, SETTINGS, shout);
