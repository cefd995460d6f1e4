// In: a parsed JSON value. Out: a federation manifest. Refuses an unknown, missing, doubled or ill-formed member, with its path.
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import {
  count,
  element,
  instant,
  keyName,
  listOf,
  literal,
  Misshapen,
  name,
  object,
  optional,
  origin,
  publicJwk,
  title,
  url,
  verifierKey,
} from './federation-shape.ts';
import type { Read } from './federation-shape.ts';
import type { AgentKey, Centre, Federation, FederationRefusal, KeySpan, PseudonymEpoch } from './federation.ts';

const inOrder =
  <T extends KeySpan>(reader: Read<T>): Read<T> =>
  (value, path) => {
    const span = reader(value, path);
    if (span.to !== undefined && span.to <= span.from)
      throw new Misshapen('WRONG_VALUE', `${path}.to is not after from.`, `${path}.to`);
    return span;
  };

const agentKey = inOrder(
  object<AgentKey>({
    kid: keyName,
    jwk: publicJwk,
    from: instant,
    to: optional(instant),
    revoked: optional(instant),
  }),
);

const centre = object<Centre>({
  id: name,
  name: title,
  keys: listOf(agentKey, (key) => key.kid),
  witnessKey: verifierKey(4),
  roles: optional(listOf(name, (role) => role)),
});

const epoch = inOrder(
  object<PseudonymEpoch>({ epoch: count, publicKey: element, from: instant, to: optional(instant) }),
);

const federation = object<Federation>({
  v: literal(1),
  id: name,
  issued: instant,
  registry: required(
    object<Federation['registry']>({
      id: name,
      url,
      audience: url,
      logOrigin: origin,
      logKey: verifierKey(1),
      receiptKey: publicJwk,
    }),
  ),
  pseudonymiser: required(
    object<Federation['pseudonymiser']>({
      id: name,
      url,
      audience: url,
      epochs: listOf(
        epoch,
        (one) => one.epoch,
        (one) => one.publicKey,
      ),
      logKey: optional(verifierKey(1)),
    }),
  ),
  identityProvider: required(object<Federation['identityProvider']>({ issuer: url, audience: url })),
  centres: listOf(
    centre,
    (one) => one.id,
    (one) => one.witnessKey,
  ),
  witnesses: required(object<Federation['witnesses']>({ quorum: count })),
});

function required<T>(reader: Read<T>): Read<T> {
  return (value, path) => {
    if (value === undefined) throw new Misshapen('MISSING_MEMBER', `${path} is missing.`, path);
    return reader(value, path);
  };
}

/** Reads a manifest that was already parsed from JSON; nothing is verified yet. */
export function readFederation(value: unknown): Result<Federation, FederationRefusal> {
  try {
    const manifest = federation(value, 'manifest');
    refuseSharedKeys(manifest);
    refuseThreeEpochs(manifest);
    if (manifest.witnesses.quorum > manifest.centres.length)
      throw new Misshapen(
        'WRONG_VALUE',
        'The quorum is larger than the number of centres.',
        'manifest.witnesses.quorum',
      );
    return ok(manifest);
  } catch (fault) {
    if (fault instanceof Misshapen) return err(fault.refusal);
    throw fault;
  }
}

/** A key that two parties hold would let one speak as the other. */
function refuseSharedKeys(manifest: Federation): void {
  const holders = new Map([[manifest.registry.receiptKey.x, 'the registry']]);
  for (const [index, { id, keys }] of manifest.centres.entries())
    for (const { jwk } of keys) {
      const holder = holders.get(jwk.x);
      if (holder !== undefined)
        throw new Misshapen('DUPLICATE', `${id} and ${holder} have the same key.`, `manifest.centres[${index}].keys`);
      holders.set(jwk.x, id);
    }
}

/** A submission carries the tokens of two epochs at most, so that a patient known by a third would not be found. */
function refuseThreeEpochs({ pseudonymiser: { epochs } }: Federation): void {
  for (const [index, { epoch, from }] of epochs.entries())
    if (epochs.filter((one) => one.from <= from && (one.to === undefined || from < one.to)).length > 2)
      throw new Misshapen(
        'WRONG_VALUE',
        `When epoch ${epoch} opens, two others are open: end one of them first.`,
        `manifest.pseudonymiser.epochs[${index}].from`,
      );
}
