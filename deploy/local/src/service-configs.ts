// In: ports and files of the local network. Out: each service's configuration, as its own description asks for it.
import { join, resolve } from 'node:path';
import type { JsonValue } from './network-state.ts';
import { ACCOUNTS, addresses, AUDIENCE, CLIENT_ID, LOG_ORIGIN, PERMIT } from './parties.ts';
import type { Files, Hospital, Ports } from './parties.ts';

const SCHEMA = resolve(import.meta.dirname, '../../../schema');

export type Configuration = { readonly [name: string]: JsonValue };

const federation = (at: Files): Configuration => ({ file: at.federation, key: at.federationPublic });

export const identityConfig = (at: Files, ports: Ports): Configuration => {
  const here = addresses(ports);
  return {
    mode: 'development',
    port: ports.identityProvider,
    issuer: here.identityProvider,
    stateDir: at.folder('identity-provider'),
    resource: AUDIENCE.registry,
    client: { id: CLIENT_ID, redirectUris: [here.redirect] },
    accounts: ACCOUNTS.map(({ subject, organisation, roles }) => ({ subject, organisation, roles: [...roles] })),
  };
};

/** @param created RFC 3339: the first load is open for a year from then. */
export const pseudonymiserConfig = (
  at: Files,
  ports: Ports,
  hospitals: readonly Hospital[],
  created: string,
): Configuration => ({
  mode: 'development',
  listen: { port: ports.pseudonymiser },
  federation: federation(at),
  state: 'state.db',
  keys: { folder: 'keys', createIfMissing: true },
  log: { file: 'log.db', origin: LOG_ORIGIN.pseudonymiser, key: 'log.secret' },
  quotas: {
    firstLoads: hospitals.map(({ id }) => ({
      centre: id,
      from: created,
      to: `${Number(created.slice(0, 4)) + 1}${created.slice(4).replace('-02-29T', '-02-28T')}`,
      elements: 100_000,
      openedBy: ['steward@registry', 'dpo@registry'],
    })),
  },
});

/** For the command that brings the schema up to date; the service never sees this file. */
export const migrationConfig = (at: Files): Configuration => ({
  mode: 'development',
  admin: at.registry.databaseUrl,
  appPassword: at.registry.appPassword,
  integratorPassword: at.registry.integratorPassword,
  seal: at.registry.sealSecret,
});

/** For the command that audits the store, as the administrator; the service never sees this file either. */
export const auditConfig = (at: Files): Configuration => ({
  mode: 'development',
  admin: at.registry.databaseUrl,
  federation: federation(at),
});

export const registryConfig = (at: Files, ports: Ports): Configuration => ({
  mode: 'development',
  listen: { port: ports.registry },
  federation: federation(at),
  database: { app: at.registry.appUrl, integrator: at.registry.integratorUrl },
  keys: {
    pseudonym: at.registry.pseudonymSecret,
    seal: at.registry.sealSecret,
    receipt: at.registry.receiptSecret,
    log: at.registry.logSecret,
  },
  people: {
    roles: {
      researcher: 'researcher',
      steward: 'steward',
      dpo: 'dpo',
      'data-manager': 'dataManager',
      'output-checker': 'outputChecker',
    },
  },
  permits: at.registry.permits,
  activities: join(SCHEMA, 'activities.json'),
  policies: join(SCHEMA, 'policies'),
  bases: ['consent', 'publicInterest'],
  demonstration: true,
  // Signed often, so that whoever tries the network sees a proof within seconds.
  log: { checkpointEveryMs: 2000 },
});

/** A year on either side of the network's making. */
export const permits = (created: string): JsonValue => [
  {
    ...PERMIT,
    from: Math.floor(Date.parse(created) / 1000),
    to: Math.floor(Date.parse(created) / 1000) + 365 * 86_400,
  },
];

export const agentConfig = (at: Files, ports: Ports, hospital: Hospital, index: number): Configuration => {
  const { agentSecret, witnessSecret } = at.hospital(hospital.id);
  return {
    mode: 'development',
    centre: hospital.id,
    stateDir: 'state',
    federation: at.federation,
    federationKey: at.federationPublic,
    agentKey: agentSecret,
    witnessKey: witnessSecret,
    mapping: join(SCHEMA, 'mappings', hospital.id),
    witnessSeconds: 2,
    workbenchPort: ports.workbenches + index,
  };
};
