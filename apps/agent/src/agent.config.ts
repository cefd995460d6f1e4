// In: agent.json. Out: its settings, typed. Refuses unknown keys; where the other parties are stands in the federation manifest, not here.
import { type Config, readConfig, type Settings } from '@longview/nest-config';

export const AGENT_SETTINGS = {
  centre: { kind: 'string', description: 'The centre, as the federation manifest names it.' },
  stateDir: { kind: 'path', description: 'Folder of the ledger and the site key. Back it up whole.' },
  federation: { kind: 'path', description: 'The signed manifest of the federation.' },
  federationKey: {
    kind: 'path',
    description: 'Public key (JWK) of the federation, obtained from it by another way than the manifest.',
  },
  agentKey: {
    kind: 'secretFile',
    description: 'Private Ed25519 key (JWK with kid) with which the agent signs what it sends.',
  },
  witnessKey: {
    kind: 'secretFile',
    description: 'Private Ed25519 key (JWK) with which the agent cosigns checkpoints of the log.',
  },
  siteKey: {
    kind: 'path',
    optional: true,
    description: 'The site key kS; site.key in stateDir when left out. Made at first use, never rotated.',
  },
  mapping: { kind: 'path', optional: true, description: 'Mapping of CSV columns, when --mapping is not given.' },
  batch: { kind: 'integer', min: 1, max: 100, default: 50, description: 'Patients a submission.' },
  attempts: {
    kind: 'integer',
    min: 1,
    max: 20,
    default: 4,
    description: 'Sendings of one submission before `submit` leaves it in the queue.',
  },
  timeoutSeconds: { kind: 'integer', min: 1, max: 600, default: 60, description: 'How long one answer is waited for.' },
  witnessSeconds: { kind: 'integer', min: 1, max: 3600, default: 30, description: 'How often `run` looks at the log.' },
  federationSeconds: {
    kind: 'integer',
    min: 1,
    max: 86_400,
    default: 60,
    description: 'How often `run` looks for a newer federation file at the registry.',
  },
  workbenchPort: {
    kind: 'integer',
    min: 0,
    max: 65535,
    default: 4101,
    description: 'Port of the status page that `run` serves to this machine.',
  },
  language: {
    kind: 'choice',
    values: ['en', 'nl', 'fr', 'de'],
    optional: true,
    description: 'In which refusals, queries and mends are told, unless --language says another.',
  },
  proxy: {
    kind: 'url',
    schemes: ['http', 'https'],
    optional: true,
    description: 'Proxy through which the agent dials out; HTTPS_PROXY and NO_PROXY of the environment when left out.',
  },
  watchSeconds: {
    kind: 'integer',
    min: 1,
    max: 3600,
    default: 5,
    description: 'How often `watch` looks into its folder; a file that did not change between two looks is read.',
  },
  fhirServer: {
    kind: 'url',
    schemes: ['http', 'https'],
    optional: true,
    description: 'Base address of the FHIR R4 server of the hospital, for `pull`.',
  },
  fhirPatients: {
    kind: 'string',
    optional: true,
    description: 'Search that says whose records are read, such as `Patient?_list=cart`. Everybody when left out.',
  },
  fhirSearches: {
    kind: 'string',
    default:
      'Patient Condition Observation Procedure MedicationAdministration MedicationDispense AdverseEvent Encounter QuestionnaireResponse ServiceRequest Consent',
    description: 'What is read, each a type or `Type?query`, with blanks between them.',
  },
  fhirCount: { kind: 'integer', min: 1, max: 1000, default: 200, description: 'Resources a page.' },
  fhirClientId: { kind: 'string', optional: true, description: 'Under which name the server knows the agent.' },
  fhirKey: {
    kind: 'secretFile',
    optional: true,
    description: 'Private key (JWK) of that client; its public part is registered with the server.',
  },
  fhirTokenUrl: {
    kind: 'url',
    schemes: ['http', 'https'],
    optional: true,
    description: 'Where access tokens are given; asked of the server when left out.',
  },
  fhirScope: { kind: 'string', default: 'system/*.read', description: 'What the agent asks to be allowed.' },
  ca: { kind: 'path', optional: true, description: 'PEM of an authority that is trusted beside the public ones.' },
} as const satisfies Settings;

export type AgentConfig = Config<typeof AGENT_SETTINGS>;

/** @throws ConfigRefused with all that is wrong. @param shout takes one line for each setting that is for development only. */
export const readAgentConfig = (file: string, shout: (line: string) => void): AgentConfig =>
  readConfig(file, AGENT_SETTINGS, shout);
