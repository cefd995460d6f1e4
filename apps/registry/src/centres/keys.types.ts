// GraphQL shapes of invitations and of requests to admit a key.
import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { Invited, Taken, WaitingKey } from './keys.service.ts';

@ObjectType('Invitation', { description: 'Told once: the registry itself cannot make out the code again.' })
export class InvitationObject {
  @Field(() => String, {
    description: 'For the centre’s agent: longview-agent enrol <code>. Hand it over by another way than this registry.',
  })
  code!: string;
  @Field(() => String, { description: 'Until when it opens, ISO 8601 in UTC.' })
  expires!: string;

  static of = ({ code, expires }: Invited): InvitationObject =>
    Object.assign(new InvitationObject(), { code, expires: expires.toISOString() });
}

@ObjectType('KeyRequestTaken', { description: 'The request waits for the federation, which alone admits keys.' })
export class KeyRequestTaken {
  @Field(() => String, { description: 'Name of the key: its thumbprint.' })
  kid!: string;
  @Field(() => String, { description: 'To be read to the federation over the telephone.' })
  fingerprint!: string;

  static of = ({ kid, fingerprint }: Taken): KeyRequestTaken =>
    Object.assign(new KeyRequestTaken(), { kid, fingerprint });
}

@ObjectType('WaitingKey', { description: 'A key that an agent asks the federation to admit.' })
export class WaitingKeyObject {
  @Field(() => String)
  centre!: string;
  @Field(() => String)
  kid!: string;
  @Field(() => String, { description: 'first or renewal.' })
  kind!: string;
  @Field(() => String)
  fingerprint!: string;
  @Field(() => String, { description: 'When it came, ISO 8601 in UTC.' })
  received!: string;
  @Field(() => String, { description: 'The request with its proofs, for longview-federation admit.' })
  request!: string;

  static of = ({ received, ...key }: WaitingKey): WaitingKeyObject =>
    Object.assign(new WaitingKeyObject(), { ...key, received: received.toISOString() });
}

@ObjectType('KeyRequests', { description: 'The keys that wait, oldest first.' })
export class KeyRequestsObject {
  @Field(() => [WaitingKeyObject])
  waiting!: WaitingKeyObject[];
}

export const InviteAnswer = createUnionType({
  name: 'InviteCentreAnswer',
  types: () => [InvitationObject, RefusalObject] as const,
  resolveType: (value) => ('expires' in value ? InvitationObject : RefusalObject),
});

export const KeyRequestAnswer = createUnionType({
  name: 'KeyRequestAnswer',
  types: () => [KeyRequestTaken, RefusalObject] as const,
  resolveType: (value) => ('fingerprint' in value ? KeyRequestTaken : RefusalObject),
});

export const KeyRequestsAnswer = createUnionType({
  name: 'KeyRequestsAnswer',
  types: () => [KeyRequestsObject, RefusalObject] as const,
  resolveType: (value) => ('waiting' in value ? KeyRequestsObject : RefusalObject),
});
