// In: the provider's state folder. Out: its signing key and cookie key, made on the first start and read on every other.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface IdentityKeys {
  /** One private ES256 key, the algorithm that every client knows. */
  readonly jwks: { readonly keys: readonly [JsonWebKey & { readonly kid: string }] };
  readonly cookieKey: string;
}

export function identityKeys(stateDir: string): IdentityKeys {
  const file = join(stateDir, 'keys.json');
  if (!existsSync(file)) {
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    const keys: IdentityKeys = {
      jwks: { keys: [{ ...jwk, kid: randomUUID(), use: 'sig', alg: 'ES256' }] },
      cookieKey: randomBytes(32).toString('base64url'),
    };
    mkdirSync(stateDir, { recursive: true });
    writeFileSync(file, JSON.stringify(keys), { mode: 0o600, flag: 'wx' });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as IdentityKeys;
}
