// In: who asks for what, in plain values. Out: the same in the form Cedar reads. Refuses a value that is no scalar and no list of strings.
import type { EntityJson, EntityUidJson, Context } from '@cedar-policy/cedar-wasm/nodejs';

/** What an attribute may be: a list is read as a set, a number as whole seconds or a whole count (Cedar Long). */
export type AttributeValue = string | number | boolean | readonly string[];
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

export type PrincipalType = 'Person' | 'Agent' | 'Anyone';
export type ResourceType = 'Centre' | 'Permit' | 'Registry' | 'Log';

/** An entity by type and id; the engine adds the attribute `id` itself, so that the two can never differ. */
export interface Entity<Type extends string> {
  readonly type: Type;
  readonly id: string;
  readonly attributes: Attributes;
}

/** One question to the policies. The engine adds `context.now` from its own clock, so that no caller can choose the time. */
export interface PolicyRequest {
  readonly principal: Entity<PrincipalType>;
  readonly action: string;
  readonly resource: Entity<ResourceType>;
  readonly context: Attributes;
}

export interface CedarRequest {
  readonly principal: EntityUidJson;
  readonly action: EntityUidJson;
  readonly resource: EntityUidJson;
  readonly context: Context;
  readonly entities: EntityJson[];
}

/** A request that no policy should be asked about; the engine turns it into a deny. */
export class MalformedRequest extends Error {}

// Cedar reads {"__entity": …} and {"__extn": …} inside JSON as references and function calls: a claim of a token must never become one.
function plain(attributes: Attributes, of: string, reserved: string): Context {
  const read: Context = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (name === reserved) throw new MalformedRequest(`${of}.${name} is written by the engine, not by the caller`);
    if (
      typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'string' || typeof value === 'boolean'
    )
      read[name] = value as string | number | boolean;
    else if (Array.isArray(value) && value.every((member) => typeof member === 'string')) read[name] = [...value];
    else throw new MalformedRequest(`${of}.${name} is neither text, whole number, truth value nor list of texts`);
  }
  return read;
}

function entityOf(entity: Entity<string>, of: string): EntityJson {
  if (entity.id === '') throw new MalformedRequest(`${of} has no id`);
  return {
    uid: { type: entity.type, id: entity.id },
    attrs: { ...plain(entity.attributes, of, 'id'), id: entity.id },
    parents: [],
  };
}

/**
 * @param now whole seconds since 1970.
 * @throws MalformedRequest when an attribute is not of the plain kinds, or is one that only the engine writes.
 */
export function toCedar(request: PolicyRequest, now: number): CedarRequest {
  const principal = entityOf(request.principal, 'principal');
  const resource = entityOf(request.resource, 'resource');
  return {
    principal: principal.uid,
    action: { type: 'Action', id: request.action },
    resource: resource.uid,
    context: { ...plain(request.context, 'context', 'now'), now },
    entities: [principal, resource],
  };
}
