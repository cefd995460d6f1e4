// In: one JSON argument (connection, schema, pool, and for the sealed kind a centre and the key of the seal). Out: PostGraphile 5 serving that schema
// on a free port, which it prints. Refuses nothing by itself: with a centre each request has its intent made durable and its rows read under
// the registry's own seal and row policies; without one it reads as whoever it connects as.
// Runs in a throw-away folder with the package.json beside it; nothing of the project imports it.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import * as adaptor from 'postgraphile/adaptors/pg';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { jsonPgSmartTags } from 'graphile-utils';
import { grafserv } from 'grafserv/node';
import { postgraphile } from 'postgraphile';
import pg from 'pg';

const { connection, schemas, tags, pool: max, sealed } = JSON.parse(process.argv[2]);

const pool = new pg.Pool({
  connectionString: connection,
  max,
  // What helps the registry helps here: statements of one turn travel together, and none is planned twice.
  pipeline: true,
  options: '-c plan_cache_mode=force_generic_plan',
});

/** The same steps as in the registry but for the second entry: an intent that is durable, a seal, the rows, a commit that need not wait. */
function sealedWithPgClient(plain) {
  const opens = async (settings, callback) => {
    if (settings?.['bench.centre'] === undefined) return plain(settings, callback);
    const id = randomUUID();
    const centre = settings['bench.centre'];
    const envelope = JSON.stringify({
      activity: 'own-centre-quality',
      actor: 'bench',
      at: new Date().toISOString(),
      id,
      kind: 'intent',
      operation: 'bench.postgraphile',
      org: centre,
      role: 'dataManager',
      v: 1,
    });
    const leaf = createHash('sha256').update('\0').update(envelope).digest();
    const expires = Math.floor(Date.now() / 1000) + 50;
    const decision = JSON.stringify({ centre, expires, id, kind: 'read', scope: 'own' });
    const mac = createHmac('sha256', Buffer.from(sealed.key, 'base64url')).update(decision).digest();
    return plain(null, async (client) => {
      const raw = client.rawClient;
      await raw.query({
        name: 'line',
        text: 'insert into log.pending (id, kind, envelope, leaf_hash) values ($1, $2, $3, $4)',
        values: [id, 'intent', envelope, leaf],
      });
      const opened = Promise.all([
        raw.query('begin; set local synchronous_commit = off'),
        raw.query({ name: 'open', text: 'select authz.open($1, $2)', values: [decision, mac] }),
      ]);
      try {
        const [value] = await Promise.all([callback(client), opened]);
        await raw.query('commit');
        return value;
      } catch (fault) {
        await raw.query('rollback');
        throw fault;
      }
    });
  };
  opens.release = plain.release;
  return opens;
}

const service = adaptor.makePgService({ pool, schemas, pubsub: false });
if (sealed)
  service.adaptor = {
    ...adaptor,
    createWithPgClient: (options, variant) => sealedWithPgClient(adaptor.createWithPgClient(options, variant)),
  };

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [jsonPgSmartTags({ version: 1, config: tags })],
  pgServices: [service],
  schema: { defaultBehavior: 'connection list' },
  grafast: {
    explain: false,
    ...(sealed && { context: { pgSettings: { 'bench.centre': sealed.centre } } }),
  },
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
});

const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(0, '127.0.0.1', () => process.stdout.write(`listening ${server.address().port}\n`));
process.on('SIGTERM', () => process.exit(0));
