// GraphQL shapes of the access log: entries, the log's head, proofs.
import { createUnionType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { RefusalObject } from '../graphql/refusal.type.ts';

@InputType('AccessLogFilter', {
  description: 'All that are given must hold. Instants are ISO 8601 in UTC; `until` is excluded.',
})
export class AccessLogFilter {
  @Field(() => String, { nullable: true })
  from?: string;
  @Field(() => String, { nullable: true })
  until?: string;
  @Field(() => String, { nullable: true })
  actor?: string;
  @Field(() => String, { nullable: true })
  org?: string;
  @Field(() => String, { nullable: true })
  operation?: string;
  @Field(() => String, { nullable: true })
  activity?: string;
  @Field(() => String, { nullable: true })
  purpose?: string;
  @Field(() => String, { nullable: true })
  permit?: string;
  @Field(() => [String], { nullable: true, description: 'intent, result, answer, act, refusal, aborted' })
  kinds?: string[];
}

@ObjectType('AccessLogEntry', {
  description: 'One act: who, when, why, what, how much. The envelope is the very text whose hash stands in the tree.',
})
export class AccessLogEntry {
  @Field(() => Int)
  index!: number;
  @Field(() => String)
  id!: string;
  @Field(() => String)
  at!: string;
  @Field(() => String)
  kind!: string;
  @Field(() => String)
  actor!: string;
  @Field(() => String)
  org!: string;
  @Field(() => String)
  role!: string;
  @Field(() => String)
  operation!: string;
  @Field(() => String)
  activity!: string;
  @Field(() => String, { nullable: true })
  purpose?: string;
  @Field(() => String, { nullable: true })
  permit?: string;
  @Field(() => String, { nullable: true })
  release?: string;
  @Field(() => String, { nullable: true })
  decision?: string;
  @Field(() => [String], { nullable: true, description: 'The policies that decided.' })
  policyIds?: string[];
  @Field(() => Int, { nullable: true })
  rows?: number;
  @Field(() => Int, { nullable: true })
  cells?: number;
  @Field(() => Int, { nullable: true })
  suppressed?: number;
  @Field(() => String, { nullable: true, description: 'On a result and an aborted entry: the intent that it closes.' })
  intent?: string;
  @Field(() => String, { nullable: true })
  reason?: string;
  @Field(() => String)
  leafHash!: string;
  @Field(() => String)
  envelope!: string;
}

@ObjectType('AccessLogPage')
export class AccessLogPage {
  @Field(() => [AccessLogEntry])
  entries!: AccessLogEntry[];
  @Field(() => String, { nullable: true, description: 'Give it as `after` for the next page; null at the end.' })
  next?: string | null;
  @Field(() => Int, { description: 'Entries in the log when this page was read.' })
  size!: number;
}

@ObjectType('AccessLogBundle', {
  description: 'Chosen entries with their proofs, for longview-verify: checks offline.',
})
export class AccessLogBundle {
  @Field(() => String, { description: 'JSON of the bundle.' })
  bundle!: string;
}

@ObjectType('Checkpoint', {
  description: 'The signed head of the log (C2SP tlog-checkpoint) with the cosignatures of its witnesses.',
})
export class CheckpointObject {
  @Field(() => String)
  note!: string;
}

@ObjectType('InclusionProof', {
  description: 'That an entry stands in the tree of a checkpoint (RFC 6962); hashes are hexadecimal.',
})
export class InclusionProofObject {
  @Field(() => Int)
  index!: number;
  @Field(() => Int)
  size!: number;
  @Field(() => [String])
  hashes!: string[];
  @Field(() => String)
  checkpoint!: string;
}

@ObjectType('ConsistencyProof', {
  description: 'That a larger tree contains a smaller one unchanged (RFC 6962); hashes are hexadecimal.',
})
export class ConsistencyProofObject {
  @Field(() => [String])
  hashes!: string[];
}

@ObjectType('Cosigned')
export class Cosigned {
  @Field(() => [String], { description: 'Names of the witnesses whose signatures were taken.' })
  accepted!: string[];
}

export const AccessLogAnswer = createUnionType({
  name: 'AccessLogAnswer',
  types: () => [AccessLogPage, RefusalObject] as const,
  resolveType: (value) => ('entries' in value ? AccessLogPage : RefusalObject),
});
export const BundleAnswer = createUnionType({
  name: 'AccessLogBundleAnswer',
  types: () => [AccessLogBundle, RefusalObject] as const,
  resolveType: (value) => ('bundle' in value ? AccessLogBundle : RefusalObject),
});
export const CheckpointAnswer = createUnionType({
  name: 'CheckpointAnswer',
  types: () => [CheckpointObject, RefusalObject] as const,
  resolveType: (value) => ('note' in value ? CheckpointObject : RefusalObject),
});
export const InclusionAnswer = createUnionType({
  name: 'InclusionProofAnswer',
  types: () => [InclusionProofObject, RefusalObject] as const,
  resolveType: (value) => ('index' in value ? InclusionProofObject : RefusalObject),
});
export const ConsistencyAnswer = createUnionType({
  name: 'ConsistencyProofAnswer',
  types: () => [ConsistencyProofObject, RefusalObject] as const,
  resolveType: (value) => ('hashes' in value ? ConsistencyProofObject : RefusalObject),
});
export const CosignAnswer = createUnionType({
  name: 'CosignAnswer',
  types: () => [Cosigned, RefusalObject] as const,
  resolveType: (value) => ('accepted' in value ? Cosigned : RefusalObject),
});
