// In: the agent's key files and the manifest. Out: who the agent is. Refuses keys that the federation does not publish for this centre.
import { err, fromBase64Url, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import type { Secret } from '@longview/nest-config';
import type { Centre } from '@longview/nest-identity';
import { ed25519Signer, formatKey, KEY_TYPE, type Signer } from '@longview/transparency-proof';
import type { JWK } from 'jose';
import type { AgentIdentity } from './network/signed-call.ts';

export type KeyCode = 'KEY_MALFORMED' | 'KEY_NOT_PUBLISHED';

interface PrivateJwk extends JWK {
  readonly x: string;
  readonly d: string;
}

function privateKey(secret: Secret, what: string): Result<PrivateJwk, Refusal<KeyCode>> {
  const malformed = () =>
    err(refusal('KEY_MALFORMED' as const, `${what} in ${secret.path} is not a private Ed25519 key as JWK (RFC 8037).`));
  let jwk: Partial<PrivateJwk> | null;
  try {
    jwk = JSON.parse(secret.read()) as Partial<PrivateJwk> | null;
  } catch (fault) {
    if (fault instanceof SyntaxError) return malformed();
    throw fault;
  }
  return jwk?.kty === 'OKP' && jwk.crv === 'Ed25519' && typeof jwk.x === 'string' && typeof jwk.d === 'string'
    ? ok(jwk as PrivateJwk)
    : malformed();
}

/** The key that signs requests and submissions. */
export function agentIdentity(secret: Secret, centre: Centre): Result<AgentIdentity, Refusal<KeyCode>> {
  const key = privateKey(secret, 'agentKey');
  if (!key.ok) return key;
  const { kid, x } = key.value;
  const published = centre.keys.find((one) => one.kid === kid);
  if (kid === undefined || published?.jwk.x !== x)
    return err(
      refusal('KEY_NOT_PUBLISHED', `The manifest has no key ${kid ?? '(without kid)'} of ${centre.id} like agentKey.`),
    );
  return ok({ centre: centre.id, kid, privateJwk: key.value });
}

/** The key that cosigns checkpoints; its name is the one that the manifest gives it. */
export function witnessSigner(secret: Secret, centre: Centre): Result<Signer, Refusal<KeyCode>> {
  const key = privateKey(secret, 'witnessKey');
  if (!key.ok) return key;
  const [name = ''] = centre.witnessKey.split('+');
  const signer = ed25519Signer(name, KEY_TYPE.witness, fromBase64Url(key.value.d));
  return formatKey(signer.key) === centre.witnessKey
    ? ok(signer)
    : err(refusal('KEY_NOT_PUBLISHED', `The manifest names another witness key of ${centre.id} than witnessKey.`));
}
