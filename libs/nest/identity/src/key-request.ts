// In: the keys that an agent has made. Out: its request that the federation admit them, proved with every key in it; and such a request read and
// verified again, by the registry that hands it on and by the federation that believes nobody. Refuses what one of the keys did not sign.
import { createHash } from 'node:crypto';
import { compactVerify, CompactSign, errors, importJWK } from 'jose';
import type { JWK } from 'jose';
import {
  canonicalJson,
  err,
  fromBase64,
  fromBase64Url,
  ok,
  refusal,
  toBase64Url,
  toHex,
  utf8,
} from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import { thumbprintOf } from './enrolment-code.ts';
import {
  element,
  instant,
  keyName,
  literal,
  Misshapen,
  name,
  object,
  optional,
  publicJwk,
  verifierKey,
} from './federation-shape.ts';
import type { Read } from './federation-shape.ts';
import type { Instant, PublicJwk, VerifierKey } from './federation.ts';

const TYPE = 'longview-key-request+jws';

interface Common {
  readonly v: 1;
  /** Id of the federation. */
  readonly federation: string;
  readonly centre: string;
  /** RFC 7638 thumbprint of the key: a name that nobody can give to another key. */
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly made: Instant;
}

/** The first key of an agent, or one after the old one was lost: stands on a code and on two people. */
export interface FirstKeyRequest extends Common {
  readonly kind: 'first';
  readonly witnessKey: VerifierKey;
  /** The public half (`x`) of the key that the code's secret stands for. */
  readonly code: string;
}

/** The key after the one in force: stands on that one. */
export interface RenewalRequest extends Common {
  readonly kind: 'renewal';
  readonly replaces: string;
}

export type KeyRequest = FirstKeyRequest | RenewalRequest;

export interface SignedKeyRequest {
  readonly request: KeyRequest;
  /** Detached JWS over the canonical JSON of the request: by the new key; by witness and code key, or by the key that is replaced. */
  readonly proofs: {
    readonly key: string;
    readonly witness?: string;
    readonly code?: string;
    readonly replaced?: string;
  };
}

export type KeyRequestCode = 'REQUEST_MALFORMED' | 'REQUEST_NOT_PROVEN';
export type KeyRequestRefusal = Refusal<KeyRequestCode>;

const proof: Read<string> = (value, path) => {
  if (typeof value !== 'string' || value.length > 400)
    throw new Misshapen('WRONG_VALUE', `${path} is no signature.`, path);
  return value;
};
const common = { v: literal(1 as const), federation: name, centre: name, kid: keyName, jwk: publicJwk, made: instant };
const first = object<FirstKeyRequest>({
  ...common,
  kind: literal('first' as const),
  witnessKey: verifierKey(4),
  code: element,
});
const renewal = object<RenewalRequest>({ ...common, kind: literal('renewal' as const), replaces: keyName });
const signed = object<SignedKeyRequest>({
  request: (value, path) =>
    (value as { kind?: unknown } | null)?.kind === 'renewal' ? renewal(value, path) : first(value, path),
  proofs: object<SignedKeyRequest['proofs']>({
    key: proof,
    witness: optional(proof),
    code: optional(proof),
    replaced: optional(proof),
  }),
});

/** Reads the text of a request; nothing is verified yet but that the key bears its own name. */
export function readKeyRequest(text: string): Result<SignedKeyRequest, KeyRequestRefusal> {
  const no = (message: string, path?: string) => err(refusal('REQUEST_MALFORMED' as const, message, path));
  if (text.length > 8192) return no('A request to admit a key is shorter than this.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError || (fault as Error).name === 'SyntaxError') return no('This is not JSON.');
    throw fault;
  }
  try {
    const read = signed(value, 'request');
    return read.request.kid === thumbprintOf(read.request.jwk)
      ? ok(read)
      : no('The key’s name is not its thumbprint.', 'request.kid');
  } catch (fault) {
    if (fault instanceof Misshapen) return no(fault.refusal.message, fault.refusal.path);
    throw fault;
  }
}

/** @param keys private JWKs; `replaced` with a renewal, the other two with a first key. */
export async function signKeyRequest(
  request: KeyRequest,
  keys: { readonly key: JWK; readonly witness?: JWK; readonly code?: JWK; readonly replaced?: JWK },
): Promise<SignedKeyRequest> {
  const payload = utf8(canonicalJson(request));
  const proofs: Record<string, string> = {};
  for (const [who, jwk] of Object.entries(keys)) proofs[who] = await sign(payload, jwk);
  return { request, proofs: proofs as SignedKeyRequest['proofs'] };
}

async function sign(payload: Uint8Array, jwk: JWK): Promise<string> {
  const whole = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'EdDSA', typ: TYPE })
    .sign(await importJWK(jwk, 'EdDSA'));
  const [header, , signature] = whole.split('.');
  return `${header}..${signature}`;
}

/**
 * Whether every key in the request signed it, so that nobody enrols a key that he does not hold.
 * @param replaced the key that a renewal names, as the federation publishes it; undefined when it is not in force.
 */
export async function verifyKeyRequest(
  { request, proofs }: SignedKeyRequest,
  replaced?: PublicJwk,
): Promise<Result<KeyRequest, KeyRequestRefusal>> {
  const no = (message: string) => err(refusal('REQUEST_NOT_PROVEN' as const, message));
  const payload = utf8(canonicalJson(request));
  const holders: [string, string | undefined, PublicJwk | undefined][] =
    request.kind === 'renewal'
      ? [
          ['the key that is replaced', proofs.replaced, replaced],
          ['the new key', proofs.key, request.jwk],
        ]
      : [
          ['the code', proofs.code, okp(request.code)],
          ['the key', proofs.key, request.jwk],
          ['the witness key', proofs.witness, witnessJwk(request.witnessKey)],
        ];
  const keys = holders.map(([, , jwk]) => jwk?.x);
  if (new Set(keys).size !== keys.length) return no('Two of its keys are the same one.');
  if (Object.keys(proofs).length !== holders.length) return no('It carries another number of signatures than of keys.');
  for (const [who, signature, jwk] of holders)
    if (signature === undefined || jwk === undefined || !(await verifies(signature, payload, jwk)))
      return no(`It is not signed with ${who}.`);
  return ok(request);
}

const okp = (x: string): PublicJwk => ({ kty: 'OKP', crv: 'Ed25519', x });

/** The Ed25519 key inside a verifier key of a witness. */
const witnessJwk = (key: VerifierKey): PublicJwk =>
  okp(toBase64Url(fromBase64(key.replace(/^[^+]*\+[0-9a-f]{8}\+/, '')).subarray(1)));

async function verifies(detached: string, payload: Uint8Array, jwk: PublicJwk): Promise<boolean> {
  const [header, between, mark, ...more] = detached.split('.');
  if (!header || between !== '' || !mark || more.length > 0) return false;
  try {
    fromBase64Url(mark);
    const key = await importJWK({ ...jwk }, 'EdDSA');
    const { protectedHeader } = await compactVerify(`${header}.${toBase64Url(payload)}.${mark}`, key, {
      algorithms: ['EdDSA'],
    });
    return protectedHeader.typ === TYPE && Object.keys(protectedHeader).length === 2;
  } catch (fault) {
    // What is no signature, or no point of the curve, was not signed by that key.
    if (fault instanceof errors.JOSEError || fault instanceof TypeError || (fault as Error).name === 'DataError')
      return false;
    throw fault;
  }
}

/**
 * What the hospital reads to the federation over the telephone: names of centre and federation, and every key that is to speak.
 * Twelve bytes: nobody finds other keys with the same.
 */
export function fingerprintOf(request: KeyRequest): string {
  const { federation, centre, kid } = request;
  const witness = request.kind === 'first' ? request.witnessKey : null;
  const digest = createHash('sha256')
    .update(`longview key request\n${canonicalJson({ federation, centre, kid, witness })}`, 'utf8')
    .digest();
  return (toHex(digest.subarray(0, 12)).toUpperCase().match(/.{4}/g) ?? []).join(' ');
}
