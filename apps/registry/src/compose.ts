// In: the configuration. Out: the parts of the registry, put together once. Refuses to start half-configured: every file is read, every
// key checked, the policies validated and the database asked before the first door opens.
import { readFile } from 'node:fs/promises';
import type { ConsentRegime, LawRegime } from '@longview/consent';
import { fromBase64Url, systemClock, systemIds, systemRandom, unwrap } from '@longview/foundation';
import { Attempts, personVerifier, type PublicJwk, thumbprintOf } from '@longview/nest-identity';
import { loadPolicies } from '@longview/policy';
import { Log } from '@longview/transparency-log';
import { ed25519Signer, KEY_TYPE, parseKey } from '@longview/transparency-proof';
import type { JWK } from 'jose';
import { calculateJwkThumbprint } from 'jose';
import { Pool } from 'pg';
import { abortStaleIntents } from './access-log/abort-stale-intents.ts';
import { AccessLog } from './access-log/access-log.service.ts';
import { Integrator } from './access-log/integrator.ts';
import { PostgresLogStore } from './access-log/log-store.postgres.ts';
import { Keys } from './centres/keys.service.ts';
import { Parties } from './centres/parties.ts';
import { DerivedItems } from './courses/derived-items.service.ts';
import { Relinking } from './centres/relinking.service.ts';
import { seenAssertions } from './centres/seen-assertions.ts';
import type { CallerParts } from './graphql/caller.ts';
import { readActivities } from './governance/activities.ts';
import { readPermits } from './governance/permits.ts';
import { policyFiles } from './governance/policy-files.ts';
import { Policy } from './governance/policy.service.ts';
import { Health } from './health/health.service.ts';
import { Intake } from './intake/intake.service.ts';
import { PostgresIntakeStore } from './intake/intake-store.postgres.ts';
import { Clearing } from './research/clearing.walk.ts';
import { Moves } from './intake/moves.service.ts';
import { Queries } from './intake/queries.service.ts';
import { Database, outliveServer } from './persistence/database.ts';
import { SealedContext } from './persistence/sealed-context.ts';
import type { RegistryConfig } from './registry.config.ts';
import { Releases } from './releases/releases.service.ts';
import { Books } from './research/book.service.ts';
import { Frames } from './research/frames.ts';
import { StoredAnswers } from './research/stored-answers.ts';

export type Registry = Awaited<ReturnType<typeof compose>>;

export async function compose(
  config: RegistryConfig,
  onFault: (fault: unknown) => void,
  report: (line: string) => void,
) {
  const database = await Database.connect({
    url: config.database.app.read(),
    poolSize: config.database.poolSize,
    waitMs: config.database.waitMs,
    name: 'longview-registry',
  });
  try {
    return await composeOver(database, config, onFault, report);
  } catch (fault) {
    await database.close();
    throw fault;
  }
}

async function composeOver(
  database: Database,
  config: RegistryConfig,
  onFault: (fault: unknown) => void,
  report: (line: string) => void,
) {
  const [clock, ids, random] = [systemClock, systemIds, systemRandom];
  const rootKey = JSON.parse(await readFile(config.federation.key, 'utf8')) as JWK;
  const parties = await Parties.load({ path: config.federation.file, rootKey, clock, database, onFault });
  const { registry: self, identityProvider } = parties.federation;

  if (config.mode === 'production') {
    for (const [name, address] of Object.entries({ 'registry.url': self.url, issuer: identityProvider.issuer })) {
      // A token that travels in the clear is anybody's; and the identity provider for development speaks no TLS.
      if (!address.startsWith('https://')) throw new Error(`in production the federation's ${name} must be https`);
    }
  }

  const activities = unwrap(readActivities(await readFile(config.activities, 'utf8')));
  const permits = unwrap(readPermits(await readFile(config.permits, 'utf8')));
  const policy = new Policy(unwrap(loadPolicies(await policyFiles(config.policies), { clock })), activities);

  const logKey = unwrap(parseKey(self.logKey));
  const signer = ed25519Signer(logKey.name, KEY_TYPE.log, fromBase64Url(config.keys.log.read()));
  if (signer.key.id !== logKey.id) throw new Error('keys.log is not the key that the federation file names');
  const receiptJwk = JSON.parse(config.keys.receipt.read()) as JWK;
  if (receiptJwk.x !== self.receiptKey.x) throw new Error('keys.receipt is not the key that the federation file names');

  const sealed = new SealedContext(database, fromBase64Url(config.keys.seal.read()), clock);
  const accessLog = new AccessLog(database, clock, ids, random);

  const app = new Pool({ connectionString: config.database.app.read(), max: 2, application_name: 'longview-log' });
  const integrating = new Pool({
    connectionString: config.database.integrator.read(),
    max: 2,
    application_name: 'longview-integrator',
  });
  for (const pool of [app, integrating]) {
    pool.on('error', onFault);
    pool.on('connect', outliveServer);
  }
  const log = new Log(new PostgresLogStore({ app, integrator: integrating }), {
    key: logKey,
    // As the federation file now stands: a centre that was admitted while this runs is a witness too.
    get witnesses() {
      return parties.federation.centres.map(({ witnessKey }) => unwrap(parseKey(witnessKey)));
    },
    get quorum() {
      return parties.federation.witnesses.quorum;
    },
  });
  const sweep = async (): Promise<void> => {
    await abortStaleIntents(app, { clock, ids });
    await app.query('select authz.forget_used()');
  };
  const integrator = new Integrator(log, signer, clock, sweep, {
    everyMs: config.log.integrateEveryMs,
    checkpointEveryMs: config.log.checkpointEveryMs,
    onFault,
  });

  const publicKey = publicOf(rootKey);
  const keys = new Keys({
    clock,
    random,
    database,
    log: accessLog,
    policy,
    parties,
    thumbprint: thumbprintOf(publicKey),
  });
  const books = new Books(clock);
  const releases = new Releases(database, policy, clock, (operation, basis, release) =>
    books.publish(operation, basis, release),
  );
  const attempts = new Attempts(
    (party, reason) =>
      accessLog.append(accessLog.refusalOf({ ...party, operation: 'signIn', activity: 'accountability', reason })),
    report,
  );
  const relinking = new Relinking(policy, parties.epochs);
  const derivedItems = new DerivedItems(policy);
  const moves = new Moves(policy, clock, ids);
  const clearing = new Clearing({ policy, permits, clock, ids });
  const queries = new Queries(policy, clock);
  const caller: CallerParts = {
    clock,
    people: personVerifier({
      issuer: identityProvider.issuer,
      audience: identityProvider.audience,
      ...(config.people.jwksUri !== undefined && { jwksUri: config.people.jwksUri }),
      claims: {
        organisation: config.people.organisationClaim,
        roles: config.people.rolesClaim,
        mfa: { claim: 'amr', values: ['mfa', 'otp', 'hwk'] },
      },
      roles: Object.fromEntries(
        Object.entries(config.people.roles).flatMap(([name, role]) => (role === undefined ? [] : [[name, role]])),
      ),
      clock,
    }),
    audience: self.audience,
    url: `${self.url}/graphql`,
    refresh: parties.refresh,
    keyOf: parties.keyOf,
    anyKeyOf: parties.anyKeyOf,
    seen: seenAssertions(database),
    attempts,
    onFault,
  };
  const intake = new Intake({
    clock,
    ids,
    store: new PostgresIntakeStore(sealed, accessLog, ids),
    log: accessLog,
    pseudonymKey: fromBase64Url(config.keys.pseudonym.read()),
    receiptKey: { kid: await calculateJwkThumbprint({ ...publicOf(receiptJwk) }), jwk: receiptJwk },
    keyOf: parties.keyOf,
    epochs: parties.epochs,
    policy,
    demonstration: config.demonstration ?? false,
    bases: config.bases.map(regimeOf),
  });

  return {
    url: self.url,
    activities,
    database,
    policy,
    parties,
    keys,
    federationDoor: {
      text: async () => {
        await parties.refresh();
        return parties.text;
      },
      key: publicKey,
    },
    caller,
    attempts,
    log,
    integrator,
    intake,
    moves,
    queries,
    releases,
    relinking,
    derivedItems,
    clearing,
    operation: { clock, ids, sealed, log: accessLog },
    research: { policy, permits, releases, frames: new Frames(), stored: new StoredAnswers(), books },
    health: new Health(database, clock, ids),
    close: async () => {
      await integrator.stop();
      await Promise.all([app.end(), integrating.end(), database.close()]);
    },
  };
}

const publicOf = ({ x }: JWK): PublicJwk => ({ kty: 'OKP', crv: 'Ed25519', x: x ?? '' });

const regimeOf = (name: RegistryConfig['bases'][number]): ConsentRegime | LawRegime =>
  name === 'consent' ? { name: 'consent', active: true } : { name: 'law', active: true, basis: name };
