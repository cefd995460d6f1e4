// In: the path of a key file. Out: the private Ed25519 key in it (a JWK whose kid is its thumbprint), made there if there is none. Killed at any
// moment, the next run finds the same key or makes one that nobody has seen yet.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import { type PublicJwk, thumbprintOf } from '@longview/nest-identity';
import { makeSecret } from './durable-file.ts';

export interface PrivateJwk extends PublicJwk {
  readonly d: string;
  readonly kid?: string;
}

export const publicHalf = ({ kty, crv, x }: PublicJwk): PublicJwk => ({ kty, crv, x });

export function ensureKey(path: string): Result<PrivateJwk, Refusal<'KEY_MALFORMED'>> {
  if (!existsSync(path)) {
    const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as PrivateJwk;
    makeSecret(path, `${JSON.stringify({ kid: thumbprintOf(publicHalf(jwk)), ...jwk })}\n`);
  }
  // Also after making: another process may have been faster.
  return readKey(path);
}

export function readKey(path: string): Result<PrivateJwk, Refusal<'KEY_MALFORMED'>> {
  let jwk: Partial<PrivateJwk> | undefined;
  try {
    jwk = JSON.parse(readFileSync(path, 'utf8')) as Partial<PrivateJwk>;
  } catch (fault) {
    if ((fault as Error).name !== 'SyntaxError') throw fault;
  }
  return jwk?.kty === 'OKP' && jwk.crv === 'Ed25519' && typeof jwk.x === 'string' && typeof jwk.d === 'string'
    ? ok(jwk as PrivateJwk)
    : err(
        refusal('KEY_MALFORMED', `${path} is not a private Ed25519 key as JWK (RFC 8037). Restore it from its backup.`),
      );
}

/** Where the key after the one in force lies until the federation has admitted it. */
export const nextKeyPath = (agentKeyPath: string): string => `${agentKeyPath}.next`;
