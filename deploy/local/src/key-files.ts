// In: the path of a secret. Out: its public half; made on the first start, read on every other, readable by its owner alone.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fromBase64Url } from '@longview/foundation';
import type { PublicJwk } from '@longview/nest-identity';
import { ed25519Signer, formatKey, KEY_TYPE } from '@longview/transparency-proof';

interface SecretJwk extends PublicJwk {
  readonly kid: string;
  readonly d: string;
}

export function writeSecret(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o600 });
}

/** An Ed25519 key as a private JWK (RFC 8037) with its `kid`. */
export function ensureJwk(file: string, kid: string): SecretJwk {
  if (!existsSync(file)) {
    const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    writeSecret(file, `${JSON.stringify({ kid, ...jwk })}\n`);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as SecretJwk;
}

export const publicHalf = ({ kty, crv, x }: PublicJwk): PublicJwk => ({ kty, crv, x });

/** The verifier key of a witness whose secret is kept as a JWK. */
export const witnessKeyOf = (jwk: SecretJwk, name: string): string =>
  formatKey(ed25519Signer(name, KEY_TYPE.witness, fromBase64Url(jwk.d)).key);

/** The key of a log: an Ed25519 secret of 32 bytes in base64url. @returns the verifier key under `name`. */
export function ensureLogKey(file: string, name: string): string {
  if (!existsSync(file)) writeSecret(file, `${randomBytes(32).toString('base64url')}\n`);
  return formatKey(ed25519Signer(name, KEY_TYPE.log, fromBase64Url(readFileSync(file, 'utf8').trim())).key);
}

/** 32 random bytes in base64url. @returns the text. */
export function ensureRandom(file: string): string {
  if (!existsSync(file)) writeSecret(file, `${randomBytes(32).toString('base64url')}\n`);
  return readFileSync(file, 'utf8').trim();
}
