// In: a submission or a receipt and an Ed25519 key. Out: a detached JWS (RFC 7515, RFC 7797) over its canonical JSON, or whether one holds.
import { canonicalJson, err, ok, type Refusal, refusal, type Result, utf8 } from '@longview/foundation';
import { CompactSign, compactVerify, importJWK, type JWK } from 'jose';

export type SignatureCode = 'SIGNATURE_MALFORMED' | 'SIGNATURE_WRONG_TYPE' | 'SIGNATURE_INVALID';

/** Says what is signed, so that a signature over one thing never passes for another. */
export type Signed = 'longview-submission+jws' | 'longview-receipt+jws';

type Key = ReturnType<typeof importJWK>;

const MOST_KEYS = 1000;
const publicKeys = new Map<string, Key>();
const privateKeys = new WeakMap<JWK, Key>();

/** A key is read from its JWK once: a public one by what it is, a private one for as long as somebody holds that very object. */
function imported(jwk: JWK): Key {
  if (jwk.d !== undefined) {
    const known = privateKeys.get(jwk) ?? importJWK(jwk, 'EdDSA');
    privateKeys.set(jwk, known);
    return known;
  }
  const name = `${jwk.kty}|${jwk.crv}|${jwk.x}`;
  const known = publicKeys.get(name) ?? importJWK({ ...jwk }, 'EdDSA');
  if (publicKeys.size >= MOST_KEYS) publicKeys.clear();
  publicKeys.set(name, known);
  return known;
}

/** Signs bytes and returns `header..signature`: the payload travels once, beside it. */
export async function signDetached(payload: Uint8Array, typ: Signed, kid: string, privateJwk: JWK): Promise<string> {
  const jws = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'EdDSA', kid, typ, b64: true })
    .sign(await imported(privateJwk));
  const [header, , signature] = jws.split('.');
  return `${header}..${signature}`;
}

/** The key id that a detached JWS names, unverified: only for looking the key up. */
export function keyIdOf(detached: string): string | undefined {
  const [header] = detached.split('.');
  try {
    const parsed = JSON.parse(Buffer.from(header ?? '', 'base64url').toString('utf8')) as { kid?: unknown };
    return typeof parsed.kid === 'string' ? parsed.kid : undefined;
  } catch {
    return undefined;
  }
}

export async function verifyDetached(
  detached: string,
  payload: Uint8Array,
  typ: Signed,
  publicJwk: JWK,
): Promise<Result<{ kid: string }, Refusal<SignatureCode>>> {
  const parts = detached.split('.');
  if (parts.length !== 3 || parts[1] !== '' || !parts[0] || !parts[2]) {
    return err(refusal('SIGNATURE_MALFORMED', 'The signature is not a detached JWS (header..signature).', 'signature'));
  }
  try {
    const { protectedHeader } = await compactVerify(
      `${parts[0]}.${Buffer.from(payload).toString('base64url')}.${parts[2]}`,
      await imported(publicJwk),
      { algorithms: ['EdDSA'] },
    );
    if (protectedHeader.typ !== typ || typeof protectedHeader.kid !== 'string') {
      return err(refusal('SIGNATURE_WRONG_TYPE', `The signature is not of type ${typ}.`, 'signature'));
    }
    return ok({ kid: protectedHeader.kid });
  } catch {
    return err(
      refusal(
        'SIGNATURE_INVALID',
        'The signature does not belong to this content and this key. Send the exact bytes that were signed.',
        'signature',
      ),
    );
  }
}

/** The bytes that are signed, hashed and queued. */
export const canonicalBytes = (value: unknown): Uint8Array => utf8(canonicalJson(value));
