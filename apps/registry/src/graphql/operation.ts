// In: one GraphQL operation. Out: its rows under one seal at a time, and its entries in the access log. INVARIANT: rows are read only after
// an intent is committed, and the answer leaves only after every result is durable.
import { createHash } from 'node:crypto';
import type { Clock, Ids } from '@longview/foundation';
import type { AccessLog, EntryFields } from '../access-log/access-log.service.ts';
import { pass } from '../passages.ts';
import type { Connection } from '../persistence/database.ts';
import type { Claims, SealedContext } from '../persistence/sealed-context.ts';
import type { Caller } from './caller.ts';

export interface OperationParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sealed: Pick<SealedContext, 'open' | 'transaction'>;
  readonly log: Omit<AccessLog, 'actOf'>;
}

/** What a result entry says of what was told. */
export interface Told {
  readonly rows?: number;
  readonly cells?: number;
  readonly suppressed?: number;
  readonly outputHash?: string;
  readonly subjects?: EntryFields['subjects'];
  readonly reason?: string;
}

type Basis = Omit<
  EntryFields,
  'actor' | 'org' | 'role' | 'queryHash' | 'rows' | 'cells' | 'suppressed' | 'outputHash' | 'subjects' | 'intent'
>;

export class Operation {
  /** SHA-256 of the document, hexadecimal. */
  readonly queryHash: string;
  readonly #closing: (() => Promise<void>)[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly parts: OperationParts,
    readonly caller: Caller,
    query: string,
  ) {
    this.queryHash = createHash('sha256').update(query).digest('hex');
  }

  /** Names in the log: a person by the subject of the token, an agent by its key. */
  get who(): Pick<EntryFields, 'actor' | 'org' | 'role'> {
    switch (this.caller.kind) {
      case 'person':
        return { actor: this.caller.subject, org: this.caller.organisation, role: this.caller.roles.join(' ') };
      case 'agent':
        return { actor: `agent:${this.caller.kid}`, org: this.caller.centre, role: 'agent' };
      case 'anyone':
        return { actor: 'anyone', org: 'none', role: 'anyone' };
    }
  }

  /**
   * Rows under one seal: intent committed, transaction opened, `work` run, transaction closed. What `told` says of the rows becomes the
   * result entry, written before the answer leaves. Root fields take turns: a transaction has one seal.
   * `together`: `work` begins all its statements at once, so that opening, reading and closing are one journey.
   */
  async rows<T>(
    basis: Basis,
    claims: Claims,
    work: (connection: Connection) => Promise<{ value: T; told: Told }>,
    { together = false }: { readonly together?: boolean } = {},
  ): Promise<T> {
    return this.#inTurn(async () => {
      const intent = this.parts.log.intentOf({ ...basis, ...this.who, queryHash: this.queryHash });
      await this.parts.log.append(intent);
      pass('intent');
      const { value, told } = await this.parts.sealed.transaction(
        async (connection) => {
          const read = await this.#under(connection, intent.id, claims, work);
          pass('read');
          return read;
        },
        { durable: false, together },
      );
      this.#closing.push(() =>
        this.parts.log.append(
          this.parts.log.resultOf({ ...basis, ...this.who, ...told, intent: intent.id, queryHash: this.queryHash }),
        ),
      );
      return value;
    });
  }

  /** As `rows`, for an act that must itself be durable (a release that is cut). */
  async durableRows<T>(
    basis: Basis,
    claims: Claims,
    work: (connection: Connection) => Promise<{ value: T; told: Told }>,
  ): Promise<T> {
    return this.#inTurn(async () => {
      const intent = this.parts.log.intentOf({ ...basis, ...this.who, queryHash: this.queryHash });
      await this.parts.log.append(intent);
      pass('intent');
      const acted = await this.parts.sealed.transaction(
        async (connection) => {
          const { value, told } = await this.#under(connection, intent.id, claims, work);
          await this.parts.log.appendWithin(
            connection,
            this.parts.log.resultOf({ ...basis, ...this.who, ...told, intent: intent.id, queryHash: this.queryHash }),
          );
          pass('acting');
          return value;
        },
        { durable: true },
      );
      pass('acted');
      return acted;
    });
  }

  /** No rows of patients: what an epoch seal opens (the consent epoch, the permit's own stored answers). */
  async epoch<T>(permit: string | undefined, work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const opened = await this.parts.sealed.transaction(
        (connection) =>
          this.#under(
            connection,
            this.parts.ids.uuid(),
            { kind: 'epoch', ...(permit !== undefined && { permit }) },
            work,
          ),
        { durable: true },
      );
      pass('kept');
      return opened;
    });
  }

  /** An answer that needed no rows (a warm frame, the log itself): one entry, durable before the answer leaves. */
  answer(basis: Basis, told: Told): void {
    this.#closing.push(() =>
      this.parts.log.append(this.parts.log.answerOf({ ...basis, ...this.who, ...told, queryHash: this.queryHash })),
    );
  }

  /** A refusal, also durable before it is told. Of nobody in particular none is kept: anyone could fill the log with them. */
  refuse(basis: Basis, reason: string): void {
    if (this.caller.kind === 'anyone') return;
    this.#closing.push(() =>
      this.parts.log.append(this.parts.log.refusalOf({ ...basis, ...this.who, reason, queryHash: this.queryHash })),
    );
  }

  /** Everything that must be durable before bytes leave. @throws when it cannot be made so: then nothing leaves. */
  async close(): Promise<void> {
    for (const write of this.#closing.splice(0)) await write();
    pass('answered');
  }

  /** The seal and the first statement of the work travel together; a seal that is not accepted fails whatever comes after it. */
  async #under<T>(
    connection: Connection,
    id: string,
    claims: Claims,
    work: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const opened = this.parts.sealed.open(connection, id, claims);
    const [, value] = await Promise.all([opened, work(connection)]);
    return value;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}
