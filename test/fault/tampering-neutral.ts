// In: a database without guards, and chance. Out: a change that changes nothing of what the rows say: whoever finds something in it raises a false alarm.
import { unwrap, utf8 } from '@longview/foundation';
import { leafHash, parseEnvelope } from '@longview/transparency-proof';
import { changed, columnsOf, type Mutation, rowOf } from './tampering-columns.ts';
import { canonical, COUNTED } from './tampering-mutations.ts';

export const NEUTRAL: readonly Mutation[] = [
  { name: 'nothing', apply: async () => 'nothing' },
  {
    name: 'a row written again where it is not the newest any more',
    async apply(client, by) {
      const table = by.one(COUNTED);
      const at = await rowOf(client, table, by);
      const [first] = (await columnsOf(client)).filter((one) => one.table === table);
      return changed(
        await client.query(`update ${table} set "${first?.column}" = "${first?.column}" where ctid = $1::tid`, [at]),
        `${table} ${at} again`,
      );
    },
  },
  {
    name: 'members of a body in another order, spaces between them',
    apply: async (client, by) => {
      const at = await rowOf(client, 'registry.clinical_record', by);
      return changed(
        await client.query(
          `update registry.clinical_record set body = (select jsonb_object_agg(key, value order by key desc) from jsonb_each(body)) where ctid = $1::tid and body <> '{}'`,
          [at],
        ),
        `body ${at}`,
      );
    },
  },
  {
    name: 'what is allowed in another order',
    apply: async (client) =>
      changed(
        await client.query(
          'update registry.consent_state set granted = (select coalesce(array_agg(g order by g desc), granted) from unnest(granted) g)',
        ),
        'granted',
      ),
  },
  {
    name: 'a detail erased',
    apply: async (client, by) => {
      const at = await rowOf(client, 'log.detail', by);
      return changed(await client.query('delete from log.detail where ctid = $1::tid', [at]), `detail ${at}`);
    },
  },
  {
    name: 'a checkpoint that nobody kept, gone',
    apply: async (client) =>
      changed(
        await client.query(
          'delete from log.checkpoint c where not exists (select from log.cosignature s where s.size = c.size)',
        ),
        'checkpoint',
      ),
  },
  {
    name: 'rows forgotten that live for a minute',
    apply: async (client) => {
      await client.query('delete from registry.seen_assertion');
      return 'assertions';
    },
  },
  {
    name: 'an honest entry in line',
    async apply(client, by) {
      const { rows } = await client.query<{ envelope: string }>(
        `select envelope from log.entry where kind = 'refusal' or kind = 'answer' order by idx`,
      );
      if (rows.length === 0) return undefined;
      const { detailHash: _, ...old } = unwrap(parseEnvelope(by.one(rows).envelope));
      const id = `00000000-0000-4000-8000-${String(by.below(1e9)).padStart(12, '0')}`;
      const envelope = canonical({ ...old, id });
      return changed(
        await client.query('insert into log.pending (id, kind, envelope, leaf_hash) values ($1, $2, $3, $4)', [
          id,
          old.kind,
          envelope,
          Buffer.from(leafHash(utf8(envelope))),
        ]),
        `in line ${id}`,
      );
    },
  },
];
