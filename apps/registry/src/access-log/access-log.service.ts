// In: what somebody did or is about to do. Out: an entry in the access log: durable by itself (intent, result, answer) or committed with
// the act that it tells of. Entries get their index later, from the one integrator: so nobody waits for another's transaction.
import { createHmac } from 'node:crypto';
import { type Clock, type Ids, type Json, type Random, toHex } from '@longview/foundation';
import { type Entry, type EntryKind, type Envelope, makeEntry } from '@longview/transparency-proof';
import type { Connection, Database } from '../persistence/database.ts';
import { GroupCommit } from './group-commit.ts';
import { orUnavailable } from './log-unavailable.ts';
import { nativeSha256 } from './native-sha256.ts';

/** Everything of an envelope that its maker decides. */
export type EntryFields = Omit<Envelope, 'v' | 'id' | 'at' | 'kind' | 'detailHash' | 'subjectsCommit'> & {
  /** Whom it concerns: committed to in the tree, kept beside it where it can be erased. */
  readonly subjects?: readonly string[] | { readonly release: string; readonly bitmap: Uint8Array };
};

export class AccessLog {
  readonly #durable = new GroupCommit<Entry>((entries) =>
    this.database.withConnection(async (connection) => {
      await (entries.length === 1 ? this.put(connection, entries[0] as Entry) : appendAll(connection, entries));
      return [];
    }),
  );

  constructor(
    private readonly database: Pick<Database, 'withConnection'>,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly random: Random,
  ) {}

  actOf = (fields: EntryFields): Entry => this.make('act', fields);
  intentOf = (fields: EntryFields): Entry => this.make('intent', fields);
  resultOf = (fields: EntryFields & { readonly intent: string }): Entry => this.make('result', fields);
  answerOf = (fields: EntryFields): Entry => this.make('answer', fields);
  refusalOf = (fields: EntryFields): Entry => this.make('refusal', fields);

  /** Puts an entry in line in the caller's transaction: it stands exactly when the act does. */
  appendWithin(connection: Connection, entry: Entry): Promise<void> {
    return orUnavailable(this.put(connection, entry));
  }

  private async put(connection: Connection, entry: Entry): Promise<void> {
    const line = [entry.id, entry.kind, entry.envelopeText, Buffer.from(entry.leafHash)];
    if (entry.detail) {
      await connection.query(
        `with line as (insert into log.pending (id, kind, envelope, leaf_hash) values ($1, $2, $3, $4))
         insert into log.detail (id, salt, body) values ($1, $5, $6)`,
        [...line, Buffer.from(entry.detail.salt), entry.detail.bodyText],
      );
    } else {
      await connection.query('insert into log.pending (id, kind, envelope, leaf_hash) values ($1, $2, $3, $4)', line);
    }
  }

  /** Durable when it resolves. @throws LogUnavailable when the log cannot be written: then nothing may be shown. */
  append(entry: Entry): Promise<void> {
    return orUnavailable(this.#durable.add(entry));
  }

  private make(kind: EntryKind, { subjects, ...fields }: EntryFields): Entry {
    const told = subjects && { ...subjectsOf(subjects), salt: this.random.bytes(32) };
    return makeEntry(
      {
        envelope: {
          v: 1,
          id: this.ids.uuid(),
          at: this.clock.now().toISOString(),
          kind,
          ...fields,
          ...(told && { subjectsCommit: toHex(createHmac('sha256', told.salt).update(told.text).digest()) }),
        },
        ...(told && { detail: told.detail, salt: told.salt }),
      },
      nativeSha256,
    );
  }
}

/** Many entries of as many makers in one statement, which is one commit. */
async function appendAll(connection: Connection, entries: readonly Entry[]): Promise<void> {
  const details = entries.flatMap(({ id, detail }) => (detail ? [{ id, ...detail }] : []));
  await connection.query(
    `with line as (
       insert into log.pending (id, kind, envelope, leaf_hash)
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[]))
     insert into log.detail (id, salt, body) select * from unnest($5::uuid[], $6::bytea[], $7::text[])`,
    [
      entries.map(({ id }) => id),
      entries.map(({ kind }) => kind),
      entries.map(({ envelopeText }) => envelopeText),
      entries.map(({ leafHash }) => Buffer.from(leafHash)),
      details.map(({ id }) => id),
      details.map(({ salt }) => Buffer.from(salt)),
      details.map(({ bodyText }) => bodyText),
    ],
  );
}

function subjectsOf(subjects: NonNullable<EntryFields['subjects']>): { text: string; detail: Json } {
  if ('bitmap' in subjects) {
    const bitmap = Buffer.from(subjects.bitmap).toString('base64');
    return { text: `${subjects.release}|${bitmap}`, detail: { release: subjects.release, bitmap } };
  }
  const sorted = [...subjects].sort();
  return { text: sorted.join('|'), detail: { patients: sorted } };
}
