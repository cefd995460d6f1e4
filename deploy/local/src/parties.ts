// In: where the state of the local network is. Out: who takes part, at which address, and where each keeps its files.
import { join } from 'node:path';

export interface Ports {
  readonly registry: number;
  readonly pseudonymiser: number;
  readonly identityProvider: number;
  readonly postgres: number;
  /** Of the first hospital; the others follow. */
  readonly workbenches: number;
}

export const DEFAULT_PORTS: Ports = {
  registry: 4000,
  pseudonymiser: 4010,
  identityProvider: 4020,
  postgres: 4030,
  workbenches: 4101,
};

/** Audience of tokens and assertions: a name, so that it does not change with the address. */
export const AUDIENCE = {
  registry: 'https://registry.longview.example',
  pseudonymiser: 'https://pseudonymiser.longview.example',
} as const;

export const LOG_ORIGIN = {
  registry: 'registry.longview.example/log',
  pseudonymiser: 'pseudonymiser.longview.example/log',
} as const;

export const CLIENT_ID = 'longview-console';

export interface Hospital {
  readonly id: string;
  readonly name: string;
}

/** Four synthetic hospitals, numbered as the cohort generator numbers them. */
export const HOSPITALS: readonly Hospital[] = [1, 2, 3, 4].map((number) => ({
  id: `hospital-${number}`,
  name: `Hospital ${number} (synthetic)`,
}));

export interface Account {
  readonly subject: string;
  readonly organisation: string;
  readonly roles: readonly string[];
}

/** The one permit of the local network: a synthetic study of a university. */
export const PERMIT = {
  id: 'permit-1',
  version: 1,
  title: 'Survival after CAR-T treatment (synthetic)',
  organisation: 'university',
  organisationType: 'academic',
  purpose: 'scientificResearch',
  status: 'active',
  level: 'aggregate',
  fields: [
    'product',
    'disease',
    'sex',
    'ageBand',
    'infusionYear',
    'statusAtInfusion',
    'priorLines',
    'size',
    'os',
    'pfs',
    'response',
    'crs',
    'icans',
    'competing',
    'efs',
    'dor',
    'rfs',
    'spm',
    'aplasia',
    'icaht',
    'onset',
    'waiting',
    'hospital',
    'quality',
    'apheresed',
  ],
  products: [],
  persons: ['researcher@university'],
} as const;

/** Roles at organisations, no persons. */
export const ACCOUNTS: readonly Account[] = [
  { subject: 'researcher@university', organisation: 'university', roles: ['researcher'] },
  { subject: 'steward@registry', organisation: 'registry', roles: ['steward'] },
  { subject: 'dpo@registry', organisation: 'registry', roles: ['dpo'] },
  { subject: 'checker@registry', organisation: 'registry', roles: ['output-checker'] },
  ...HOSPITALS.map(({ id }) => ({ subject: `data-manager@${id}`, organisation: id, roles: ['data-manager'] })),
];

const local = (port: number): string => `http://localhost:${port}`;

export const addresses = (ports: Ports) => ({
  registry: local(ports.registry),
  pseudonymiser: local(ports.pseudonymiser),
  identityProvider: local(ports.identityProvider),
  redirect: `${local(ports.registry)}/callback`,
  workbench: (index: number) => local(ports.workbenches + index),
});

/** Each party's folder holds its own secrets; in a real network these are different machines. */
export const files = (stateDir: string) => {
  const at = (...parts: readonly string[]): string => join(stateDir, ...parts);
  return {
    marker: at('network.json'),
    lock: at('run', 'network.pid'),
    federation: at('federation.json'),
    federationSecret: at('federation', 'federation.secret.json'),
    federationPublic: at('federation', 'federation.public.json'),
    cluster: at('postgres', 'cluster'),
    exports: at('exports'),
    folder: (party: string) => at(party),
    config: (party: string) => at(party, 'config.json'),
    log: (party: string) => at('logs', `${party}.log`),
    pid: (party: string) => at('run', `${party}.pid`),
    registry: {
      databaseUrl: at('registry', 'database.url'),
      appUrl: at('registry', 'app.url'),
      appPassword: at('registry', 'app.password'),
      integratorUrl: at('registry', 'integrator.url'),
      integratorPassword: at('registry', 'integrator.password'),
      migration: at('registry', 'migrate.json'),
      audit: at('registry', 'audit.json'),
      sealSecret: at('registry', 'seal.secret'),
      pseudonymSecret: at('registry', 'pseudonym.secret'),
      logSecret: at('registry', 'log.secret'),
      receiptSecret: at('registry', 'receipt.secret.json'),
      permits: at('registry', 'permits.json'),
    },
    hospital: (id: string) => ({
      agentSecret: at(id, 'agent.secret.json'),
      witnessSecret: at(id, 'witness.secret.json'),
      exports: at('exports', id),
    }),
  };
};

export type Files = ReturnType<typeof files>;
