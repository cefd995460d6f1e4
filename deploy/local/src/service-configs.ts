// In: ports and files of the local network. Out: each service's configuration, as its own description asks for it.
import type { JsonValue } from './network-state.ts';
import { ACCOUNTS, addresses, AUDIENCE, CLIENT_ID, LOG_ORIGIN } from './parties.ts';
import type { Files, Hospital, Ports } from './parties.ts';

type Configuration = { readonly [name: string]: JsonValue };

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

export const registryConfig = (at: Files, ports: Ports): Configuration => ({
  mode: 'development',
  listen: { port: ports.registry },
  publicUrl: addresses(ports).registry,
  federation: federation(at),
  database: { url: at.registry.databaseUrl },
  keys: { log: at.registry.logSecret, receipt: at.registry.receiptSecret },
});

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
    witnessSeconds: 5,
    workbenchPort: ports.workbenches + index,
  };
};
