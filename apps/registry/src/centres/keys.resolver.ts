// The doors of keys: a steward invites a centre and sees what waits; an agent enrols with a code, or renews its key with the one in force.
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../graphql/access.ts';
import { RefusalObject } from '../graphql/refusal.type.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { Keys } from './keys.service.ts';
import {
  InvitationObject,
  InviteAnswer,
  KeyRequestAnswer,
  KeyRequestsAnswer,
  KeyRequestsObject,
  KeyRequestTaken,
  WaitingKeyObject,
} from './keys.types.ts';

@Resolver()
export class KeysResolver {
  constructor(private readonly keys: Keys) {}

  @Access({ action: 'inviteCentre', activity: 'party-keys' })
  @Mutation(() => InviteAnswer, {
    description: 'A code with which the agent of a centre enrols, once, within 14 days.',
  })
  async inviteCentre(
    @Args('centre', { type: () => String, description: 'Its id, as the federation file has it or is to have it.' })
    centre: string,
    @Context() { operation }: RequestContext,
  ): Promise<InvitationObject | RefusalObject> {
    const answer = await this.keys.invite(operation, centre);
    return answer.ok ? InvitationObject.of(answer.value) : RefusalObject.of(answer.error);
  }

  @Access({ action: 'readKeyRequests', activity: 'party-keys' })
  @Query(() => KeyRequestsAnswer, { description: 'Keys that wait for the federation to admit them.' })
  async keyRequests(@Context() { operation }: RequestContext): Promise<KeyRequestsObject | RefusalObject> {
    const answer = await this.keys.waiting(operation);
    if (!answer.ok) return RefusalObject.of(answer.error);
    return Object.assign(new KeyRequestsObject(), { waiting: answer.value.map((one) => WaitingKeyObject.of(one)) });
  }

  @Access({ action: null, why: 'who enrols has a code and no key yet', activity: 'party-keys' })
  @Mutation(() => KeyRequestAnswer, { description: 'The first key of an agent, proved with its code.' })
  async enrol(
    @Args('request', { type: () => String, description: 'The request as JSON with its proofs.' }) request: string,
    @Context() { operation }: RequestContext,
  ): Promise<KeyRequestTaken | RefusalObject> {
    const answer = await this.keys.enrol(operation, request);
    return answer.ok ? KeyRequestTaken.of(answer.value) : RefusalObject.of(answer.error);
  }

  @Access({ action: 'renewKey', activity: 'party-keys' })
  @Mutation(() => KeyRequestAnswer, { description: 'The next key of an agent, proved with the one in force.' })
  async renewKey(
    @Args('request', { type: () => String, description: 'The request as JSON with its proofs.' }) request: string,
    @Context() { operation }: RequestContext,
  ): Promise<KeyRequestTaken | RefusalObject> {
    const answer = await this.keys.renew(operation, request);
    return answer.ok ? KeyRequestTaken.of(answer.value) : RefusalObject.of(answer.error);
  }
}
