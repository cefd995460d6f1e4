// In: nothing. Out: bugs to plant, each a way in which one of the parties could be wrong. A simulation that finds none of them would find nothing.
import type { Queue } from '@longview/agent';
import type { IntakeStore, IntakeTransaction, Operation, OperationParts } from '@longview/registry';
import { type LogStore, MemoryLogStore } from '@longview/transparency-log';
import { canonicalJson } from '@longview/foundation';
import type { Disk } from './disk.ts';
import type { Guards } from './memory-registry.ts';
import { BrokenLogStore } from './broken-log-store.ts';
import type { Invariant } from './observer.ts';
import type { Shared } from './registry-party.ts';
import type { Process, World } from './world.ts';

type Append = OperationParts['log']['append'];

export interface Bug {
  readonly name: string;
  /** The invariants that it breaks, whichever is seen first. */
  readonly by: readonly Invariant[];
  /** The seed at which it was last found: where a short run looks first. */
  readonly seen: number;
  /** What the database no longer does. */
  readonly guards?: Partial<Guards>;
  readonly store?: (store: IntakeStore, world: World, process: Process, shared: Shared) => IntakeStore;
  readonly queue?: (queue: Queue, disk: Disk) => Queue;
  readonly append?: (append: Append, world: World, process: Process) => Append;
  readonly close?: (operation: Operation) => Promise<void>;
  readonly epoch?: string;
  readonly logStore?: (pause: () => Promise<void>) => LogStore;
  readonly keepsRevokedKeys?: boolean;
}

/** The same store with some statements altered. */
const altering =
  (change: (rows: IntakeTransaction, shared: Shared) => Partial<IntakeTransaction>): NonNullable<Bug['store']> =>
  (store, _world, _process, shared) => ({
    transaction: (centre, work) =>
      store.transaction(centre, (rows) => {
        const altered = change(rows, shared);
        return work(
          new Proxy(rows, {
            get: (target, name) => {
              const member = (altered as Record<PropertyKey, unknown>)[name] ?? Reflect.get(target, name);
              return typeof member === 'function' ? (member.bind(target) as unknown) : member;
            },
          }),
        );
      }),
  });

const nothing = (): Promise<undefined> => Promise.resolve(undefined);

export const BUGS: readonly Bug[] = [
  {
    name: 'the receipt leaves before the commit',
    by: ['acknowledged is stored'],
    seen: 1,
    store: (store) => ({
      transaction: (centre, work) =>
        new Promise((resolve, reject) => {
          const done = async (rows: IntakeTransaction) => {
            const value = await work(rows);
            resolve(value);
            return value;
          };
          store.transaction(centre, done).catch(reject);
        }),
    }),
  },
  {
    name: 'a connection that is lost at the commit is taken for a commit',
    by: ['acknowledged is stored'],
    seen: 11,
    store: (store) => ({
      transaction: async (centre, work) => {
        let told: { readonly value: Awaited<ReturnType<typeof work>> } | undefined;
        return store
          .transaction(centre, async (rows) => {
            const value = await work(rows);
            told = { value };
            return value;
          })
          .catch((fault: unknown) => {
            if (told) return told.value;
            throw fault;
          });
      },
    }),
  },
  {
    name: 'the receipt is not kept',
    by: ['an act and its entry together'],
    seen: 1,
    store: altering(() => ({ keepReceipt: nothing })),
  },
  {
    name: 'nobody looks for an earlier receipt',
    by: ['all drains'],
    seen: 1,
    store: altering(() => ({ earlierReceipt: nothing })),
  },
  {
    name: 'the same id is answered with a receipt made anew',
    by: ['one receipt for one submission'],
    seen: 1,
    store: altering((rows, { registry }) => ({
      earlierReceipt: async (id) => {
        const earlier = await rows.earlierReceipt(id);
        if (!earlier) return undefined;
        const receipt = {
          ...(JSON.parse(earlier.receipt) as Record<string, string>),
          receivedAt: String(registry.commits),
        };
        return { ...earlier, receipt: canonicalJson(receipt) };
      },
    })),
  },
  {
    name: 'the entry is put in line outside the transaction',
    by: ['an act and its entry together'],
    seen: 2,
    store: altering((_rows, { registry }) => ({ append: async (entry) => registry.putInLineNow(entry) })),
  },
  {
    name: 'an act without its entry',
    by: ['an act and its entry together'],
    seen: 1,
    store: altering(() => ({ append: nothing })),
  },
  {
    name: 'a version is left out',
    by: ['versions dense, one current'],
    seen: 3,
    store: altering((rows) => ({
      write: (written) =>
        rows.write({
          ...written,
          insert: written.insert.map((row) => (row.version > 1 ? { ...row, version: row.version + 1 } : row)),
        }),
    })),
  },
  {
    name: 'what was withdrawn stays as it was',
    by: ['what was sent last is what stands'],
    seen: 5,
    store: altering((rows) => ({
      write: (written) =>
        rows.write({ ...written, insert: written.insert.map((row) => ({ ...row, withdrawn: null })) }),
    })),
  },
  {
    name: 'outcomes are not derived again when a second centre writes',
    by: ['outcomes follow from records'],
    seen: 1,
    store: altering((rows) => ({
      write: (written) =>
        rows.write(
          new Set(written.outcomes.map((row) => row.treating_centre)).has(written.insert[0]?.centre ?? '')
            ? written
            : { ...written, outcomes: [], outcomeCourses: [] },
        ),
    })),
  },
  {
    name: 'a withdrawal does not change the state of consent',
    by: ['consents follow from records', 'nobody who withdrew'],
    seen: 1,
    store: altering((rows) => ({
      write: (written) =>
        rows.write({ ...written, consents: written.consents.filter(({ granted }) => granted.length > 0) }),
    })),
  },
  {
    name: 'a withdrawal does not move the epoch',
    by: ['nobody who withdrew'],
    seen: 1,
    store: altering(() => ({ moveEpoch: nothing })),
  },
  { name: 'a frame is kept whatever the epoch', by: ['nobody who withdrew'], seen: 1, epoch: 'always' },
  {
    name: 'a permit sees everybody in the release',
    by: ['nobody who withdrew'],
    seen: 1,
    guards: { consenting: false },
  },
  { name: 'a patient is not locked', by: ['outcomes follow from records'], seen: 69, guards: { patientLock: false } },
  {
    name: 'a second source makes a second course',
    by: ['one course for one infusion'],
    seen: 1,
    guards: { secondSource: false },
  },
  {
    name: 'the consent that another centre brought counts',
    by: ['receipts are silent'],
    seen: 168,
    guards: { ownBasisOnly: false },
  },
  {
    name: 'rows are read before the intent is durable',
    by: ['rows only after a committed intent'],
    seen: 4,
    guards: { committedIntent: false },
    append: (append) => async (entry) => {
      if (entry.kind === 'intent') append(entry).catch(() => undefined);
      else await append(entry);
    },
  },
  {
    name: 'the answer leaves before its result is durable',
    by: ['no answer without its result'],
    seen: 1,
    close: () => Promise.resolve(),
  },
  {
    name: 'two integrators without a lock',
    by: ['every entry once'],
    seen: 20,
    logStore: (pause) => new BrokenLogStore(pause),
  },
  {
    name: 'a submission is done once it is sent',
    by: ['acknowledged is stored'],
    seen: 1,
    queue: (queue, disk) => ({
      ...queue,
      sending: (id) => {
        queue.sending(id);
        disk.raw.prepare(`UPDATE submission SET state = 'acknowledged' WHERE id = ?`).run(id);
      },
    }),
  },
  {
    name: 'done and receipt are two writes',
    by: ['acknowledged is stored'],
    seen: 2,
    queue: (queue, disk) => ({
      ...queue,
      acknowledged: (id, { text, signature }) => {
        disk.guarded.prepare(`UPDATE submission SET state = 'acknowledged' WHERE id = ?`).run(id);
        disk.guarded.prepare('INSERT INTO receipt VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(id, text, signature);
      },
    }),
  },
  {
    name: 'what failed goes to the end of the queue',
    by: ['older never after newer', 'what was sent last is what stands'],
    seen: 182,
    queue: (queue, disk) => ({
      ...queue,
      failed: (id, trouble, next) => {
        queue.failed(id, trouble, next);
        disk.raw.prepare('UPDATE submission SET seq = (SELECT max(seq) + 1 FROM submission) WHERE id = ?').run(id);
      },
    }),
  },
  {
    name: 'what was being sent when the agent ended is not sent again',
    by: ['all drains'],
    seen: 3,
    queue: (queue, disk) => ({
      ...queue,
      head: () => {
        const head = queue.head();
        const sent = disk.raw.prepare(`SELECT state FROM submission WHERE id = ?`).get(head?.id ?? '')?.['state'];
        return sent === 'sent' ? undefined : head;
      },
    }),
  },
  { name: 'a revoked key goes on', by: ['no revoked key'], seen: 9, keepsRevokedKeys: true },
];

export const soundLogStore = (): LogStore => new MemoryLogStore();
