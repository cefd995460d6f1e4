// In: the folder of a trial registry. Out: files changed in it, and tokens under the identity provider's own key: what somebody with the
// disk, or a provider gone wrong, could make.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

const read = (folder: string, ...path: string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));

/** Puts any text in the place of the federation file. */
export function replaceFederation(folder: string, text: string): void {
  writeFileSync(join(folder, 'federation.json'), text);
}

/** Another configuration beside the running one. Out: its path. */
export function configured(folder: string, change: (config: any) => object): string {
  const path = join(folder, `config-${randomBytes(4).toString('hex')}.json`);
  writeFileSync(path, JSON.stringify(change(read(folder, 'config.json'))));
  return path;
}

/** A token with these claims, signed by the identity provider. */
export async function signAsProvider(folder: string, claims: JWTPayload, typ = 'at+jwt'): Promise<string> {
  const { jwks } = read(folder, 'identity', 'keys.json') as { jwks: { keys: [JWK & { readonly kid: string }] } };
  const [key] = jwks.keys;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ, kid: key.kid })
    .sign(await importJWK(key, 'ES256'));
}
