// The doors of the access log: entries for the data protection officer, head and proofs for witnesses and anyone signed in.
import { dayNumber, fromHex, type Refusal, refusal, toHex } from '@longview/foundation';
import { type Log, makeBundle } from '@longview/transparency-log';
import { type Envelope, parseCheckpoint, parseNote } from '@longview/transparency-proof';
import { Args, Context, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../graphql/access.ts';
import { LITTLE, pageCost } from '../graphql/cost.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import type { Policy } from '../governance/policy.service.ts';
import { pass } from '../passages.ts';
import type { Database } from '../persistence/database.ts';
import * as rows from './access-log.repository.ts';
import {
  AccessLogAnswer,
  AccessLogBundle,
  AccessLogEntry,
  AccessLogFilter,
  AccessLogPage,
  BundleAnswer,
  CheckpointAnswer,
  CheckpointObject,
  ConsistencyAnswer,
  ConsistencyProofObject,
  CosignAnswer,
  Cosigned,
  InclusionAnswer,
  InclusionProofObject,
} from './access-log.types.ts';

export interface LogDoorParts {
  readonly log: Log;
  readonly database: Database;
  readonly policy: Policy;
}

const MOST = 500;
const NOT_ALLOWED = refusal('NOT_ALLOWED', 'This is not open to you.');

@Resolver()
export class AccessLogResolver {
  constructor(private readonly parts: LogDoorParts) {}

  @Access({ action: 'readAccessLog', activity: 'accountability', cost: pageCost })
  @Query(() => AccessLogAnswer, {
    description: 'Who did what, when, why and how much; newest first. Reading it is itself an entry.',
  })
  async accessLog(
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | undefined,
    @Args('filter', { type: () => AccessLogFilter, nullable: true }) filter: AccessLogFilter | undefined,
    @Context() { operation }: RequestContext,
  ): Promise<AccessLogPage | RefusalObject> {
    const wish = readWish(first, after, filter);
    if ('code' in wish) return RefusalObject.of(wish);
    const allowed = this.allow(operation, 'readAccessLog', wish.filter.org);
    if (!allowed) return RefusalObject.of(NOT_ALLOWED);
    const found = await this.parts.database.withConnection((connection) =>
      rows.entries(connection, wish.filter, { first: wish.first + 1, before: wish.before }),
    );
    const page = found.slice(0, wish.first);
    operation.answer({ operation: 'accessLog', activity: 'accountability', ...allowed }, { rows: page.length });
    return Object.assign(new AccessLogPage(), {
      entries: page.map(entryOf),
      next: found.length > wish.first ? String(page.at(-1)?.index) : null,
      size: await this.parts.log.store.size(),
    });
  }

  @Access({ action: 'exportAccessLog', activity: 'accountability', cost: pageCost })
  @Query(() => BundleAnswer, {
    description: 'The same choice of entries as a bundle with proofs, to keep and to check offline.',
  })
  async accessLogBundle(
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | undefined,
    @Args('filter', { type: () => AccessLogFilter, nullable: true }) filter: AccessLogFilter | undefined,
    @Context() { operation }: RequestContext,
  ): Promise<AccessLogBundle | RefusalObject> {
    const wish = readWish(first, after, filter);
    if ('code' in wish) return RefusalObject.of(wish);
    const allowed = this.allow(operation, 'exportAccessLog', wish.filter.org);
    if (!allowed) return RefusalObject.of(NOT_ALLOWED);
    const covered = sizeOf(await this.parts.log.published());
    const found = await this.parts.database.withConnection((connection) =>
      rows.entries(connection, wish.filter, { first: wish.first, before: Math.min(wish.before ?? Infinity, covered) }),
    );
    const bundle = await makeBundle(this.parts.log, { indexes: found.map(({ index }) => index), details: false });
    if (!bundle.ok)
      return RefusalObject.of(
        refusal('NO_CHECKPOINT', 'No checkpoint covers these entries yet; try again in a minute.'),
      );
    operation.answer({ operation: 'accessLogBundle', activity: 'accountability', ...allowed }, { rows: found.length });
    return Object.assign(new AccessLogBundle(), { bundle: JSON.stringify(bundle.value) });
  }

  @Access({ action: 'readLogHead', activity: 'accountability', cost: LITTLE })
  @Query(() => CheckpointAnswer, { description: 'The latest signed head of the log, with its cosignatures.' })
  async checkpoint(@Context() { operation }: RequestContext): Promise<CheckpointObject | RefusalObject> {
    if (!this.allow(operation, 'readLogHead')) return RefusalObject.of(NOT_ALLOWED);
    const note = await this.parts.log.published();
    if (note === undefined)
      return RefusalObject.of(refusal('NO_CHECKPOINT', 'The log has no checkpoint yet; try again in a minute.'));
    return Object.assign(new CheckpointObject(), { note });
  }

  @Access({ action: 'readLogHead', activity: 'accountability', cost: LITTLE })
  @Query(() => InclusionAnswer, {
    description: 'Proves that the entry with this leaf hash (hexadecimal) stands in the log.',
  })
  async inclusionProof(
    @Args('leafHash') leafHash: string,
    @Context() { operation }: RequestContext,
  ): Promise<InclusionProofObject | RefusalObject> {
    if (!this.allow(operation, 'readLogHead')) return RefusalObject.of(NOT_ALLOWED);
    const entry = /^[0-9a-f]{64}$/.test(leafHash)
      ? await this.parts.log.store.entryByLeafHash(fromHex(leafHash))
      : undefined;
    const checkpoint = await this.parts.log.published();
    const size = sizeOf(checkpoint);
    if (!entry || checkpoint === undefined || entry.index >= size) {
      return RefusalObject.of(
        refusal(
          'NOT_IN_LOG',
          'No checkpoint covers an entry with this hash (yet): an entry is covered within a minute.',
          'leafHash',
        ),
      );
    }
    const proof = await this.parts.log.inclusionProof(entry.index, size);
    if (!proof.ok) throw new Error(proof.error.message);
    return Object.assign(new InclusionProofObject(), {
      index: entry.index,
      size,
      hashes: proof.value.map(toHex),
      checkpoint,
    });
  }

  @Access({ action: 'readLogHead', activity: 'accountability', cost: LITTLE })
  @Query(() => ConsistencyAnswer, {
    description: 'Proves that the log of size `to` contains the log of size `from` unchanged.',
  })
  async consistencyProof(
    @Args('from', { type: () => Int }) from: number,
    @Args('to', { type: () => Int }) to: number,
    @Context() { operation }: RequestContext,
  ): Promise<ConsistencyProofObject | RefusalObject> {
    if (!this.allow(operation, 'readLogHead')) return RefusalObject.of(NOT_ALLOWED);
    const proof = await this.parts.log.consistencyProof(from, to);
    if (!proof.ok) return RefusalObject.of(refusal('NOT_IN_LOG', 'The log has no such sizes.'));
    return Object.assign(new ConsistencyProofObject(), { hashes: proof.value.map(toHex) });
  }

  @Access({ action: 'cosign', activity: 'accountability', cost: LITTLE })
  @Mutation(() => CosignAnswer, { description: 'Takes the cosignature of a witness on a checkpoint of this log.' })
  async cosign(
    @Args('note') note: string,
    @Context() { operation }: RequestContext,
  ): Promise<Cosigned | RefusalObject> {
    if (!this.allow(operation, 'cosign')) return RefusalObject.of(NOT_ALLOWED);
    const taken = await this.parts.log.addCosignature(note);
    if (!taken.ok) return RefusalObject.of(refusal('COSIGNATURE_REFUSED', taken.error.message, 'note'));
    pass('cosignature');
    return Object.assign(new Cosigned(), { accepted: [...taken.value] });
  }

  /** What the policies say, for the entry; undefined, and a refusal in the log, when they say no. */
  private allow(
    operation: RequestContext['operation'],
    action: 'cosign' | 'readLogHead' | 'readAccessLog' | 'exportAccessLog',
    organisation?: string,
  ): { readonly policyHash: string; readonly policyIds: readonly string[]; readonly decision: string } | undefined {
    const { decision, policies } = this.parts.policy.onLog(operation.caller, action, organisation);
    const said = { policyHash: this.parts.policy.hash, policyIds: policies, decision };
    if (decision === 'allow') return said;
    operation.refuse({ operation: action, activity: 'accountability', ...said }, 'NOT_ALLOWED');
    return undefined;
  }
}

interface Wish {
  readonly first: number;
  readonly before: number | undefined;
  readonly filter: AccessLogFilter;
}

/** GraphQL gives null where nothing was said; both mean the same here. */
function readWish(first: number, after: string | undefined, given: AccessLogFilter | undefined): Wish | Refusal {
  const filter = Object.fromEntries(
    Object.entries(given ?? {}).filter(([, value]) => value !== null && value !== undefined),
  ) as AccessLogFilter;
  if (!(first >= 1 && first <= MOST)) return refusal('PAGE_SIZE', `A page has 1 to ${MOST} entries.`, 'first');
  if (after != null && !/^\d{1,15}$/.test(after)) return refusal('CURSOR', 'Give the cursor as it came.', 'after');
  for (const name of ['from', 'until'] as const) {
    const instant = filter[name];
    if (instant !== undefined && !isInstant(instant)) {
      return refusal('INSTANT', 'An instant is written as 2026-01-31T08:00:00Z.', `filter.${name}`);
    }
  }
  const strange = ([...Object.values(filter)] as unknown[]).flat().some((text) => !/^[^\0]{0,200}$/.test(String(text)));
  if (strange) return refusal('FILTER', 'A filter compares with up to 200 characters.', 'filter');
  return { first, before: after == null ? undefined : Number(after), filter };
}

const isInstant = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/.test(text) &&
  dayNumber(text.slice(0, 10)) !== undefined &&
  !Number.isNaN(Date.parse(text));

const sizeOf = (note: string | undefined): number => {
  const parsed = note === undefined ? undefined : parseNote(note);
  const checkpoint = parsed?.ok ? parseCheckpoint(parsed.value.text) : undefined;
  return checkpoint?.ok ? checkpoint.value.size : 0;
};

function entryOf(row: rows.EntryRow): AccessLogEntry {
  const { v: _v, policyIds, ...envelope } = JSON.parse(row.envelope) as Envelope;
  return Object.assign(new AccessLogEntry(), envelope, {
    index: row.index,
    leafHash: row.leaf_hash,
    envelope: row.envelope,
    ...(policyIds && { policyIds: [...policyIds] }),
  });
}
