// In: a manifest and the federation's key. Out: the signed file, or the manifest of a file that verifies. Refuses what that one pinned key did not sign.
import { compactVerify, CompactSign, errors, importJWK } from 'jose';
import type { JWK } from 'jose';
import { canonicalJson, err, fromBase64Url, ok, refusal, toBase64Url, unwrap, utf8 } from '@longview/foundation';
import type { Clock, Result } from '@longview/foundation';
import type { Federation, FederationCode, FederationFile, FederationRefusal } from './federation.ts';
import { readFederation } from './federation-read.ts';

const TYPE = 'longview-federation+jws';

/**
 * Signs a manifest: the text of `federation.json`.
 * @throws when the manifest would not be read back, or the key is not an Ed25519 private key.
 */
export async function sealFederation(manifest: Federation, privateJwk: JWK): Promise<string> {
  const payload = utf8(canonicalJson(unwrap(readFederation(manifest))));
  const whole = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'EdDSA', typ: TYPE })
    .sign(await importJWK(privateJwk, 'EdDSA'));
  const [header, , signature] = whole.split('.');
  const file: FederationFile = { manifest, signature: `${header}..${signature}` };
  return `${JSON.stringify(file, null, 2)}\n`;
}

export interface FederationCheck {
  /** The text of `federation.json`. */
  readonly text: string;
  /**
   * The federation's public key, pinned by each party from its own copy and never taken from the file.
   * `exp` (seconds since 1970, as in a JWK of OpenID Federation 1.0) ends its life.
   */
  readonly pinned: JWK & { readonly exp?: number };
  readonly clock: Clock;
  /** When the newest manifest that this party has believed was issued: an older one would bring revoked keys back. */
  readonly knownIssued?: string;
}

/** Verifies the text of `federation.json` against the pinned key and reads it. */
export async function openFederation(check: FederationCheck): Promise<Result<Federation, FederationRefusal>> {
  const file = readFile(check.text);
  if (!file.ok) return file;
  const now = check.clock.now().getTime();
  if (check.pinned.exp !== undefined && check.pinned.exp * 1000 <= now)
    return no('KEY_EXPIRED', 'The pinned federation key has expired: obtain the new one from the federation.');
  if (!(await verifies(file.value, check.pinned)))
    return no(
      'BAD_SIGNATURE',
      'federation.json was not signed as it stands by the pinned federation key.',
      'signature',
    );
  // Read only what is known to be signed.
  const manifest = readFederation(file.value.manifest);
  if (!manifest.ok) return manifest;
  const { issued } = manifest.value;
  if (Date.parse(issued) > now + 300_000)
    return no('FROM_THE_FUTURE', `The manifest is dated ${issued}: set the clock.`, 'manifest.issued');
  if (check.knownIssued !== undefined && issued < check.knownIssued)
    return no('OLDER_THAN_KNOWN', `A manifest of ${check.knownIssued} is already known here.`, 'manifest.issued');
  return manifest;
}

const no = (
  code: FederationCode,
  message: string,
  path?: string,
): { readonly ok: false; readonly error: FederationRefusal } => err(refusal(code, message, path));

interface ClaimedFile {
  readonly manifest: unknown;
  readonly signature: string;
}

function readFile(text: string): Result<ClaimedFile, FederationRefusal> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return no('NOT_JSON', `federation.json is not JSON: ${fault.message}.`);
    throw fault;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return no('WRONG_VALUE', 'federation.json is not an object.');
  for (const name of Object.keys(value))
    if (name !== 'manifest' && name !== 'signature')
      return no('UNKNOWN_MEMBER', `federation.json has no member ${name}.`, name);
  const { manifest, signature } = value as Partial<Record<string, unknown>>;
  if (manifest === undefined) return no('MISSING_MEMBER', 'manifest is missing.', 'manifest');
  if (signature === undefined) return no('MISSING_MEMBER', 'signature is missing.', 'signature');
  if (typeof signature !== 'string') return no('WRONG_VALUE', 'signature is not a text.', 'signature');
  return ok({ manifest, signature });
}

async function verifies({ manifest, signature }: ClaimedFile, pinned: JWK): Promise<boolean> {
  const [header, payload, mark, ...more] = signature.split('.');
  if (!header || payload !== '' || !mark || more.length > 0) return false;
  const key = await importJWK(pinned, 'EdDSA');
  try {
    // One signature has one text: a spare bit that could be flipped would be a changed byte that passes.
    fromBase64Url(mark);
    const whole = `${header}.${toBase64Url(utf8(canonicalJson(manifest)))}.${mark}`;
    const { protectedHeader } = await compactVerify(whole, key, { algorithms: ['EdDSA'] });
    return protectedHeader.typ === TYPE && Object.keys(protectedHeader).length === 2;
  } catch (fault) {
    // TypeError: the signature is no base64url, or the manifest holds a lone surrogate, which no signer can have signed.
    if (fault instanceof errors.JOSEError || fault instanceof TypeError) return false;
    throw fault;
  }
}
