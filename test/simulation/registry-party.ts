// In: the tables that all instances share. Out: one life of one instance of the registry: its real intake, its real operations, its real log,
// over ports that give way to the seed. It knows nothing that is not in the tables but its frames.
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HttpAnswer } from '@longview/agent';
import { fixedClock, fromUtf8, toHex, unwrap, utf8 } from '@longview/foundation';
import { loadPolicies } from '@longview/policy';
import {
  AccessLog,
  type AgentCaller,
  type Claims,
  type Connection,
  type FrameRows,
  Frames,
  GroupCommit,
  Intake,
  Integrator,
  onWarmFrame,
  Operation,
  type OperationParts,
  type OutcomeRow,
  type Permit,
  Policy,
  readActivities,
} from '@longview/registry';
import { Log, type LogStore } from '@longview/transparency-log';
import type { Entry, Signer } from '@longview/transparency-proof';
import type { Submission } from '@longview/wire';
import type { JWK } from 'jose';
import { Line, MemoryIntakeStore } from './memory-intake-store.ts';
import type { MemoryRegistry } from './memory-registry.ts';
import { SqlFault, type Transaction } from './memory-rows.ts';
import { gatedLogStore } from './gated-log-store.ts';
import type { Observer } from './observer.ts';
import type { Bug } from './planted.ts';
import type { Process, World } from './world.ts';

/** What does not end with an instance. */
export interface Shared {
  readonly registry: MemoryRegistry;
  readonly logStore: LogStore;
  /** When each committed intent was put in line. */
  readonly intents: ReadonlyMap<string, number>;
  readonly policy: Pick<Policy, 'submit' | 'hash'>;
  readonly keyOf: (centre: string, kid: string) => JWK | undefined;
  readonly epochs: () => readonly number[];
  readonly receiptKey: { readonly kid: string; readonly jwk: JWK };
  readonly logSigner: Signer;
  readonly witnesses: readonly Signer['key'][];
  readonly observer: Observer;
  readonly bug: Bug | undefined;
}

export type Question =
  { readonly ask: 'own'; readonly centre: string } | { readonly ask: 'permit' } | { readonly ask: 'cut' };

export const PERMIT: Permit = {
  id: 'permit-1',
  version: 1,
  title: 'Simulation',
  organisation: 'university',
  organisationType: 'academic',
  purpose: 'scientificResearch',
  from: 1_700_000_000,
  to: 4_000_000_000,
  status: 'active',
  level: 'aggregate',
  fields: ['product', 'size', 'os'],
  products: [],
  persons: ['researcher@university'],
};

interface MemoryConnection extends Connection {
  readonly line: Line;
  readonly tx: Transaction;
  claims?: Claims & { readonly id: string };
}

const json = (value: object, status = 200): HttpAnswer => ({ status, headers: {}, body: utf8(JSON.stringify(value)) });

export class RegistryParty {
  readonly #frames = new Frames();
  readonly #transactions = new Set<Transaction>();
  readonly #log: Log;
  readonly #intake: Intake;
  readonly #accessLog: AccessLog;
  /** As the access log keeps what is durable by itself: entries of several askers in one commit. */
  readonly #durable = new GroupCommit<Entry>(async (entries) => {
    await this.#gate(`entries ${entries.map(({ kind }) => kind).join(' ')}`);
    for (const { id } of entries)
      if (this.shared.observer.entries.has(id)) throw new SqlFault('23505', 'the entry is in line already');
    for (const entry of entries) this.shared.registry.putInLineNow(entry);
    await this.#gate('committed');
    return [];
  });

  constructor(
    private readonly world: World,
    readonly process: Process,
    private readonly shared: Shared,
  ) {
    const { registry, policy, keyOf, epochs, receiptKey, logSigner, witnesses, bug } = shared;
    this.#log = new Log(gatedLogStore(world, process, shared.logStore), {
      key: logSigner.key,
      witnesses,
      quorum: 1,
    });
    this.#accessLog = new AccessLog(NO_DATABASE, process.clock, world.chance, world.chance);
    const store = new MemoryIntakeStore(registry, this.#gate, (tx) => this.#transactions.add(tx));
    this.#intake = new Intake({
      clock: process.clock,
      ids: world.chance,
      store: bug?.store?.(store, world, process, shared) ?? store,
      log: this.#accessLog,
      pseudonymKey: PSEUDONYM_KEY,
      receiptKey,
      keyOf,
      epochs,
      policy,
      demonstration: true,
      bases: [{ name: 'consent', active: true }],
    });
  }

  start(): void {
    const { world, process, shared } = this;
    const sweep = async (): Promise<void> => undefined;
    const options = { everyMs: 0, checkpointEveryMs: 10_000, onFault: () => undefined };
    const integrator = new Integrator(this.#log, shared.logSigner, process.clock, sweep, options);
    world.start(process, async () => {
      for (;;) {
        await world.sleep(process, world.chance.between(9_000, 20_000));
        // As the integrator's own loop has it: a fault is told, and the next beat tries again.
        await integrator.beat().catch((fault: unknown) => {
          if (!process.alive) throw fault;
          world.tell(`${process.name} beat failed: ${(fault as Error).message}`);
        });
      }
    });
  }

  /** The process is gone: the database rolls back what it had open. */
  ended(): void {
    for (const tx of this.#transactions) this.shared.registry.abort(tx);
    this.#transactions.clear();
  }

  /** Before each statement: others go first, and the statement may not come through. */
  #gate = async (statement: string): Promise<void> => {
    const { world, process } = this;
    await world.point(process, `sql ${statement}`);
    if (world.goesWrong('restart')) {
      world.tell('the database RESTARTS');
      this.shared.registry.restart();
    }
    if (!world.goesWrong('sql')) return;
    const [code, why] = world.chance.pick(
      statement === 'write' ? [...SQL_FAULTS, ['22003', 'out of range'] as const] : SQL_FAULTS,
    );
    world.tell(`${process.name} sql ${statement} FAILS ${code}`);
    throw new SqlFault(code, why);
  };

  // --- the agents' door

  async serve(caller: AgentCaller, body: Uint8Array): Promise<HttpAnswer> {
    const { query, variables } = JSON.parse(fromUtf8(body)) as { query: string; variables: Record<string, unknown> };
    if (!this.shared.keyOf(caller.centre, caller.kid)) return json({ errors: [{ message: 'who are you' }] }, 401);
    try {
      if (query.startsWith('query Checkpoint')) {
        const note = await this.#log.published();
        return json({ data: { checkpoint: note === undefined ? { message: 'no checkpoint yet' } : { note } } });
      }
      if (query.startsWith('query ConsistencyProof')) {
        const proof = await this.#log.consistencyProof(Number(variables['from']), Number(variables['to']));
        const told = proof.ok ? { hashes: proof.value.map(toHex) } : { message: 'The log has no such sizes.' };
        return json({ data: { consistencyProof: told } });
      }
      if (query.startsWith('mutation Cosign')) {
        const taken = await this.#log.addCosignature(String(variables['note']));
        return json({ data: { cosign: taken.ok ? { accepted: taken.value } : { message: taken.error.message } } });
      }
      return await this.#submit(caller, variables['submission'] as Submission, String(variables['signature']), query);
    } catch (fault) {
      if (!this.process.alive) throw fault;
      this.world.tell(`${this.process.name} fault: ${(fault as Error).message}`);
      return json({ errors: [{ message: 'fault' }], data: null });
    }
  }

  async #submit(caller: AgentCaller, received: Submission, signature: string, query: string): Promise<HttpAnswer> {
    this.shared.observer.arrives(caller.centre, received.id);
    const { operation } = this.#operation({ kind: 'agent', ...caller }, query);
    const answer = await this.#intake.take(caller, received, signature);
    if (!answer.ok) operation.refuse({ operation: 'submit', activity: 'registry-intake' }, answer.error.code);
    try {
      await operation.close();
    } catch (fault) {
      if (!this.process.alive) throw fault;
      return json({ errors: [{ message: 'The access log cannot be written.' }] }, 503);
    }
    if (!answer.ok) {
      const { code, message, path = null } = answer.error;
      return json({ data: { submit: { __typename: 'Refusal', code, message, path } } });
    }
    this.shared.observer.receiptLeaves(received, answer.value);
    return json({ data: { submit: { __typename: 'SubmissionReceipt', ...answer.value } } });
  }

  // --- the people's door

  async ask(question: Question): Promise<HttpAnswer> {
    const person = (subject: string, organisation: string, role: string) =>
      ({ kind: 'person', subject, organisation, roles: [role], mfa: true }) as const;
    const { operation, opened } = this.#operation(
      question.ask === 'own'
        ? person(`manager@${question.centre}`, question.centre, 'dataManager')
        : question.ask === 'cut'
          ? person('steward@registry', 'registry', 'steward')
          : person('researcher@university', 'university', 'researcher'),
      question.ask,
    );
    try {
      const patients = await this.#answer(question, operation);
      await (this.shared.bug?.close?.(operation) ?? operation.close());
      if (patients) this.shared.observer.answerLeaves(opened, patients);
      return json({ data: { patients: patients?.length ?? 0 } });
    } catch (fault) {
      if (!this.process.alive) throw fault;
      this.world.tell(`${this.process.name} question failed: ${(fault as Error).message}`);
      return json({ errors: [{ message: 'fault' }] }, 503);
    }
  }

  async #answer(question: Question, operation: Operation): Promise<readonly number[] | undefined> {
    const { registry } = this.shared;
    if (question.ask === 'own') {
      const basis = { operation: 'cohort', activity: 'own-centre-quality', decision: 'allow' };
      const { centre } = question;
      return operation.rows(basis, { kind: 'read', scope: 'own', centre }, async (connection) => {
        const rows = await this.#rows(connection, 'ownRows', (claims) =>
          claims.kind === 'read' && claims.scope === 'own'
            ? registry.outcomes
                .all(txOf(connection))
                .filter((row) => row.serves_own && row.treating_centre === claims.centre)
            : [],
        );
        return { value: rows.map((row) => row.patient_no), told: { rows: rows.length } };
      });
    }
    if (question.ask === 'cut') {
      const id = `release-${String(registry.releases.all(undefined).length).padStart(3, '0')}-${this.world.chance.number()}`;
      const basis = { operation: 'cutRelease', activity: 'release-cutting', decision: 'allow', release: id };
      await operation.durableRows(basis, { kind: 'read', scope: 'cut', release: id }, async (connection) => {
        const rows = await this.#rows(connection, 'copyRows', () =>
          registry.outcomes.all(txOf(connection)).filter((row) => row.serves_pool),
        );
        await registry.releases.put(txOf(connection), id, { id, rows });
        return { value: undefined, told: { rows: rows.length } };
      });
      return undefined;
    }
    const [release] = registry.releases
      .all(undefined)
      .map(({ id }) => id)
      .sort()
      .reverse();
    if (release === undefined) return undefined;
    const basis = { operation: 'cohort', activity: 'research', permit: PERMIT.id, decision: 'allow' };
    const { patients } = await onWarmFrame(
      { frames: this.#frames, rows: this.#frameRows },
      operation,
      { permit: PERMIT, release, basis },
      async (_connection, frame) => {
        const inFrame = numbersOf(frame.population);
        this.shared.observer.computed(inFrame);
        return { patients: inFrame };
      },
    );
    operation.answer({ ...basis, release }, { cells: 1 });
    return patients;
  }

  readonly #frameRows: FrameRows = {
    epoch: (connection) =>
      lineOf(connection).run(
        'epoch',
        () => this.shared.bug?.epoch ?? String(this.shared.registry.epochNow(txOf(connection))),
      ),
    rows: (connection, release) =>
      this.#rows(connection, 'releaseRows', (claims) => {
        if (claims.kind !== 'read' || claims.scope !== 'permit' || claims.release !== release) return [];
        const { registry } = this.shared;
        const tx = txOf(connection);
        const granting = new Set(
          registry.consents
            .all(tx)
            .filter(
              ({ granted }) => !registry.guards.consenting || claims.needs.every((code) => granted.includes(code)),
            )
            .map(({ patient_id }) => patient_id),
        );
        for (const { gone, kept } of registry.merged.all(tx)) if (granting.has(kept)) granting.add(gone);
        return (registry.releases.get(tx, release)?.rows ?? []).filter(({ patient_id }) => granting.has(patient_id));
      }),
  };

  /** Rows of patients: shown under an open seal only, and never unseen by the observer. */
  async #rows(
    connection: Connection,
    statement: string,
    read: (claims: Claims) => readonly OutcomeRow[],
  ): Promise<readonly OutcomeRow[]> {
    return lineOf(connection).run(statement, () => {
      const { claims } = connection as MemoryConnection;
      const rows = claims ? read(claims) : [];
      if (claims && rows.length > 0) this.shared.observer.rowsShown(claims.id);
      return rows;
    });
  }

  /** `opened`: the intents under which this operation saw rows. */
  #operation(caller: ConstructorParameters<typeof Operation>[1], query: string) {
    const { registry, intents, bug } = this.shared;
    const { world, process } = this;
    const opened: string[] = [];
    const append: OperationParts['log']['append'] = (entry) => this.#durable.add(entry);
    const log = this.#accessLog;
    const parts: OperationParts = {
      clock: process.clock,
      ids: world.chance,
      log: {
        intentOf: log.intentOf,
        resultOf: log.resultOf,
        answerOf: log.answerOf,
        refusalOf: log.refusalOf,
        append: bug?.append?.(append, world, process) ?? append,
        appendWithin: (connection, entry) =>
          lineOf(connection).run('append', () => registry.putInLine(txOf(connection), entry)),
      },
      sealed: {
        open: (connection, id, claims) =>
          lineOf(connection).run('open', () => {
            const expires = Math.floor(process.clock.now().getTime() / 1000) + 30;
            registry.use({ id, kind: claims.kind, expires }, intents, world.now);
            if (claims.kind === 'read') opened.push(id);
            (connection as MemoryConnection).claims = { ...claims, id };
          }),
        transaction: async (work) => {
          const tx = registry.begin();
          this.#transactions.add(tx);
          const line = new Line(tx, this.#gate);
          try {
            const connection: MemoryConnection = { line, tx, query: noSql, run: noSql };
            const [, value] = await Promise.all([line.run('begin', () => undefined), work(connection)]);
            await line.run('commit', () => registry.commit(tx));
            await this.#gate('committed');
            return value;
          } catch (fault) {
            registry.abort(tx);
            throw fault;
          }
        },
      },
    };
    return { operation: new Operation(parts, caller, query), opened };
  }
}

const SQL_FAULTS = [
  ['08006', 'the connection is lost'],
  ['40001', 'could not serialize access'],
  ['57014', 'canceling statement due to statement timeout'],
  ['53100', 'disk full'],
] as const;

export const PSEUDONYM_KEY = new Uint8Array(32).fill(7);

/** What the registry makes of a token. */
export const pseudonymOf = (epoch: number, token: string): string =>
  createHmac('sha256', PSEUDONYM_KEY).update(`rp/v1|${epoch}|`).update(Buffer.from(token, 'base64url')).digest('hex');

const noSql = (): Promise<never> => Promise.reject(new Error('the simulation speaks no SQL'));
const NO_DATABASE = { withConnection: noSql };
const lineOf = (connection: Connection): Line => (connection as MemoryConnection).line;
const txOf = (connection: Connection): Transaction => (connection as MemoryConnection).tx;

/** Bit n of the bitmap is patient n. */
const numbersOf = (bitmap: Uint8Array): number[] =>
  [...bitmap].flatMap((byte, index) =>
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bit) => ((byte >> bit) & 1 ? [index * 8 + bit] : [])),
  );

let kept: Pick<Policy, 'submit' | 'hash'> | undefined;

/** The real policies, each of their few decisions taken once: they are tried elsewhere, and cost more than all the rest here. */
export function policyOnce(): Pick<Policy, 'submit' | 'hash'> {
  if (kept) return kept;
  const root = resolve(import.meta.dirname, '../../schema');
  const folder = join(root, 'policies');
  const policies = Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.cedar'))
      .map((name) => [name.replace(/\.cedar$/, ''), readFileSync(join(folder, name), 'utf8')]),
  );
  const schemaText = readFileSync(join(folder, 'longview.cedarschema'), 'utf8');
  const engine = unwrap(loadPolicies({ schemaText, policies }, { clock: fixedClock('2026-03-02T09:00:00.000Z') }));
  const policy = new Policy(engine, unwrap(readActivities(readFileSync(join(root, 'activities.json'), 'utf8'))));
  const decided = new Map<string, ReturnType<Policy['submit']>>();
  kept = {
    hash: policy.hash,
    submit: (caller, closingOnly) => {
      const key = `${caller.centre} ${caller.kid} ${closingOnly}`;
      const known = decided.get(key) ?? policy.submit(caller, closingOnly);
      decided.set(key, known);
      return known;
    },
  };
  return kept;
}
