// In: a database without guards, and chance. Out: one change of it as somebody with the disk could make it, and what was changed.
import { createHash } from 'node:crypto';
import { unwrap, utf8 } from '@longview/foundation';
import {
  GrowingTree,
  leafHash,
  openCheckpoint,
  parseEnvelope,
  signCheckpoint,
  type Signer,
} from '@longview/transparency-proof';
import type pg from 'pg';
import { changeColumn, changed, columnsOf, type Mutation, PROVED, rowOf } from './tampering-columns.ts';

/** Tables in which a row that is gone, or one too many, is found. */
export const COUNTED = [
  'log.entry',
  'log.node',
  'log.open_intent',
  'registry.submission',
  'registry.clinical_record',
  'registry.course',
  'registry.course_source',
  'registry.course_outcome',
  'registry.consent_state',
  'registry.release',
  'registry.release_row',
  'registry.pseudonym',
];

/** A row gone in which another hangs on nothing. */
const GONE_WHERE: Readonly<Record<string, string>> = {
  // Who is known by another one is still found.
  'registry.pseudonym': '(select count(*) from registry.pseudonym n where n.patient_id = t.patient_id) = 1',
  // What a record of this key once began is found by it; a source that no standing record begins by is not missed.
  'registry.course_source': `exists (select from registry.clinical_record r where r.centre = t.centre and r.course_key = t.course_key
    and r.is_current and r.withdrawn is null and r.type in ('EligibilityDecision', 'Apheresis', 'Infusion'))`,
};

const deleted: Mutation = {
  name: 'a row deleted',
  async apply(client, by) {
    const table = by.one([...COUNTED, 'registry.patient', 'registry.merged']);
    const at = await rowOf(client, table, by, GONE_WHERE[table]);
    return (
      at && changed(await client.query(`delete from ${table} where ctid = $1::tid`, [at]), `${table} ${at} deleted`)
    );
  },
};

const keptGone: Mutation = {
  name: 'a kept checkpoint or one of its cosignatures deleted',
  async apply(client, by) {
    const table = by.one(['log.checkpoint', 'log.cosignature']);
    const kept = 'size in (select size from log.cosignature)';
    const at = await rowOf(client, table, by, kept);
    return (
      at && changed(await client.query(`delete from ${table} where ctid = $1::tid`, [at]), `${table} ${at} deleted`)
    );
  },
};

const tailCut: Mutation = {
  name: 'the newest rows cut off',
  async apply(client, by) {
    const [table, order] = by.one([
      ['log.entry', 'idx'],
      ['log.node', 'level, idx'],
      ['registry.submission', 'received'],
      ['registry.clinical_record', 'recorded, id'],
      ['registry.release_row', 'ord'],
    ]);
    const n = 1 + by.below(5);
    return changed(
      await client.query(
        `delete from ${table} where ctid in (select ctid from ${table} order by ${order.replaceAll(/(\w+)(?=,|$)/g, '$1 desc')} limit ${n})`,
      ),
      `${n} newest of ${table}`,
    );
  },
};

const doubled: Mutation = {
  name: 'a row twice',
  async apply(client, by) {
    const table = by.one(COUNTED.filter((one) => one !== 'registry.release'));
    const at = await rowOf(client, table, by);
    const columns = (await columnsOf(client))
      .filter((one) => one.table === table && !(table === 'log.entry' && one.column === 'body'))
      .map(({ column }) => column);
    const changes: Readonly<Record<string, string>> = by.below(2) === 0 ? {} : { id: 'gen_random_uuid()' };
    if (table === 'registry.clinical_record') Object.assign(changes, { id: 'gen_random_uuid()' });
    const values = columns.map((column) => changes[column] ?? `"${column}"`);
    return (
      at &&
      changed(
        await client.query(
          `insert into ${table} (${columns.map((one) => `"${one}"`).join()}) overriding system value
           select ${values.join()} from ${table} where ctid = $1::tid`,
          [at],
        ),
        `${table} ${at} twice`,
      )
    );
  },
};

const swapped: Mutation = {
  name: 'a value of two rows in each other’s place',
  async apply(client, by) {
    const [table, column] = by.one([
      ['log.entry', 'idx'],
      ['log.node', 'hash'],
      ['log.cosignature', 'line'],
      ['log.detail', 'body'],
      ['registry.submission', 'receipt'],
      ['registry.submission', 'signature'],
      ['registry.clinical_record', 'body'],
      ['registry.clinical_record', 'source_key'],
      ['registry.course_outcome', 'os_days'],
      ['registry.release_row', 'ord'],
      ['registry.release_row', 'treating_centre'],
    ] as const);
    const [left, right] = [await rowOf(client, table, by), await rowOf(client, table, by)];
    return changed(
      await client.query(
        `update ${table} t set "${column}" = o."${column}" from ${table} o
         where t.ctid in ($1::tid, $2::tid) and o.ctid in ($1::tid, $2::tid) and o.ctid <> t.ctid and o."${column}" is distinct from t."${column}"`,
        [left, right],
      ),
      `${table}.${column} of ${left} and ${right}`,
    );
  },
};

/** What a careful forger does: the content and everything in its own table that follows from it. */
const forged: Mutation = {
  name: 'a record changed together with its hash',
  async apply(client, by) {
    const at = await rowOf(client, 'registry.clinical_record', by, 'withdrawn is null');
    const { rows } = await client.query<{ type: string; body: Record<string, unknown>; course: string | null }>(
      `select type, body, encode(course_key, 'hex') as course from registry.clinical_record where ctid = $1::tid`,
      [at],
    );
    const [row] = rows;
    if (!row) return undefined;
    const body = { ...row.body, [by.one(['sex', 'status', 'note', 'infusionDate'])]: `changed ${by.below(1000)}` };
    const hash = createHash('sha256')
      .update(canonical({ type: row.type, body, ...(row.course !== null && { course: row.course }) }))
      .digest();
    return changed(
      await client.query('update registry.clinical_record set body = $2, content_hash = $3 where ctid = $1::tid', [
        at,
        body,
        hash,
      ]),
      `record ${at} with its hash`,
    );
  },
};

/** JSON with its members in order. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );

const releaseForged: Mutation = {
  name: 'a released row changed together with its hash and the checksum',
  async apply(client, by) {
    const { rows } = await client.query<{ id: string }>('select id from registry.release order by id');
    const release = by.one(rows).id;
    const at = await rowOf(client, 'registry.release_row', by, `release_id = '${release}' and os_days is not null`);
    await client.query('update registry.release_row set os_days = os_days + 30 where ctid = $1::tid', [at]);
    await client.query(
      `update registry.release_row set row_hash = sha256(salt || convert_to(jsonb_build_array(${RELEASED.join()})::text, 'UTF8')) where release_id = $1`,
      [release],
    );
    const { rows: hashes } = await client.query<{ row_hash: Buffer }>(
      'select row_hash from registry.release_row where release_id = $1 order by ord',
      [release],
    );
    const tree = new GrowingTree();
    for (const { row_hash } of hashes) tree.append(leafHash(new Uint8Array(row_hash)));
    return changed(
      await client.query('update registry.release set checksum = $2 where id = $1', [
        release,
        Buffer.from(tree.root()),
      ]),
      `release ${release} forged`,
    );
  },
};

const RELEASED =
  'patient_id patient_no course_id treating_centre product disease status_at_infusion sex age day0 decided apheresed released infused os_days os_event pfs_days pfs_event crs_grade icans_grade demonstration notes outcome_version best_response competing_days competing_event prior_lines apheresed_on efs_days efs_event dor_days dor_event rfs_days rfs_event spm_days spm_event aplasia_days aplasia_event crs_onset_days crs_onset_event icans_onset_days icans_onset_event apheresed_os_days apheresed_os_event infusion_days infusion_event waiting hospital_days intensive_days home_days eq_vas_change eq_index_change icaht_early icaht_late'.split(
    ' ',
  );

/** A registry that lies: the past is changed, and everything that its own key can make follows. */
const fork = (signer: Signer): Mutation => ({
  name: 'a fork, signed by the registry’s own key',
  async apply(client, by) {
    const { rows } = await client.query<{ idx: string; envelope: string }>(
      'select idx, envelope from log.entry order by idx',
    );
    const last = Number((await client.query<{ n: string }>('select min(size) as n from log.cosignature')).rows[0]?.n);
    // Within what a reader has kept: a change after it is a log that nobody has seen yet.
    const at = by.below(Math.min(last, rows.length));
    const old = unwrap(parseEnvelope(rows[at]?.envelope ?? ''));
    const envelope = canonical({ ...old, actor: `${old.actor}${by.below(1000)}` });
    await client.query(`update log.entry set envelope = $2, leaf_hash = $3 where idx = $1`, [
      at,
      envelope,
      Buffer.from(leafHash(utf8(envelope))),
    ]);
    const nodes: [number, number, Uint8Array][] = [];
    const tree = new GrowingTree(0, [], { onNode: (level, index, hash) => nodes.push([level, index, hash]) });
    const notes = await client.query<{ size: string; note: string }>(
      'select size, note from log.checkpoint order by size',
    );
    const due = new Map(notes.rows.map(({ size, note }) => [Number(size), note]));
    for (const [index, row] of rows.entries()) {
      tree.append(leafHash(utf8(index === at ? envelope : row.envelope)));
      const note = due.get(tree.size);
      if (note === undefined || tree.size <= at) continue;
      const { origin, size } = unwrap(openCheckpoint(note, signer.key));
      await client.query('update log.checkpoint set note = $2 where size = $1', [
        tree.size,
        await signCheckpoint({ origin, size, root: tree.root() }, signer),
      ]);
    }
    for (const [level, index, hash] of nodes)
      await client.query('update log.node set hash = $3 where level = $1 and idx = $2', [
        level,
        index,
        Buffer.from(hash),
      ]);
    // With the cosignatures of the other history taken away, nothing inside contradicts it any more.
    if (by.below(2) === 0) await client.query('delete from log.cosignature where size > $1', [at]);
    return `forked at ${at}`;
  },
});

/** Everything of the log from some entry on is gone, as in an older backup; what it tells of is gone too, or is not. */
const setBack: Mutation = {
  name: 'the log set back',
  async apply(client, by) {
    const { rows } = await client.query<{ n: string }>('select count(*) as n from log.entry');
    const size = by.below(Number(rows[0]?.n));
    await client.query(`delete from log.detail where id in (select id from log.entry where idx >= ${size})`);
    await client.query(`delete from log.entry where idx >= ${size}`);
    await client.query(`delete from log.node where (idx + 1) * (2::numeric ^ level) > ${size}`);
    await client.query(`delete from log.checkpoint where size > ${size}`);
    await client.query(`delete from log.cosignature where size > ${size}`);
    await client.query('delete from log.open_intent o where not exists (select from log.entry e where e.id = o.id)');
    await client.query(
      `insert into log.open_intent select id, at from log.entry e where kind = 'intent'
         and not exists (select from log.entry c where c.body ->> 'intent' = e.id::text) on conflict do nothing`,
    );
    if (by.below(2) === 0) {
      await client.query(
        `delete from registry.submission s where not exists (select from log.entry e where encode(e.leaf_hash, 'hex') = (s.receipt::jsonb ->> 'leafHash'))`,
      );
    }
    return `set back to ${size}`;
  },
};

const pendingSpoilt: Mutation = {
  name: 'an entry put in line that says something else than its columns',
  async apply(client, by) {
    const { rows } = await client.query<{ envelope: string }>('select envelope from log.entry order by idx');
    const { envelope } = by.one(rows);
    const kind = by.below(2) === 0 ? 'act' : 'intent';
    return changed(
      await client.query(
        `insert into log.pending (id, kind, envelope, leaf_hash) values (gen_random_uuid(), $2, $1, sha256('\\x00'::bytea || convert_to($1, 'UTF8')))`,
        [envelope, kind],
      ),
      'in line',
    );
  },
};

export const mutationsOf = async (client: pg.Client, signer: Signer): Promise<readonly Mutation[]> => {
  const columns = (await columnsOf(client)).filter(({ table, column }) => PROVED[table]?.split(' ').includes(column));
  const acts = [
    deleted,
    keptGone,
    tailCut,
    doubled,
    swapped,
    forged,
    releaseForged,
    fork(signer),
    setBack,
    pendingSpoilt,
  ];
  // Half of them are single values, each column as often as another; half are acts.
  return [
    ...columns.map(changeColumn),
    ...Array.from({ length: columns.length }, (_, n) => acts[n % acts.length] as Mutation),
  ];
};
