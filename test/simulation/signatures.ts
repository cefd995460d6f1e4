// In: a message and a key. Out: 64 bytes that follow from both, at a thousandth of the cost of Ed25519. WebCrypto and the curve are the ports
// behind which the parties sign: here they are exchanged, so that twenty thousand runs are affordable. Nobody in the simulation forges, so
// that anybody could does not matter; a sample of the runs signs for real.
import { createHash, createPrivateKey, createPublicKey, type JsonWebKey as Jwk } from 'node:crypto';

const sha512 = (...parts: readonly (Uint8Array | string)[]): Uint8Array => {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

const sign = (publicKey: string, message: Uint8Array): Uint8Array => sha512('simulation|', publicKey, '|', message);

/** What signs for the log and its witnesses; all of it is taken from the real curve where that is asked for. */
export interface Curve {
  getPublicKey(secret: Uint8Array): Uint8Array;
  sign(message: Uint8Array, secret: Uint8Array): Uint8Array;
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array, options?: object): boolean;
}

const same = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;

/** What the log and its witnesses sign with. */
const quickCurve: Curve = {
  getPublicKey: (secret: Uint8Array): Uint8Array => sha512('public|', secret).slice(0, 32),
  sign: (message: Uint8Array, secret: Uint8Array): Uint8Array =>
    sign(Buffer.from(quickCurve.getPublicKey(secret)).toString('base64url'), message),
  verify: (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean =>
    same(signature, sign(Buffer.from(publicKey).toString('base64url'), message)),
};

/** The curve as the log's code finds it: the real one or its stand-in, as was last said. */
export function exchangedCurve(real: Curve): { readonly curve: Curve; readonly real: (on: boolean) => void } {
  let used = quickCurve;
  return {
    curve: {
      getPublicKey: (secret) => used.getPublicKey(secret),
      sign: (message, secret) => used.sign(message, secret),
      verify: (signature, message, publicKey, options) => used.verify(signature, message, publicKey, options),
    },
    real: (on) => void (used = on ? real : quickCurve),
  };
}

export interface Signing {
  /** How many operations of WebCrypto are under way beside the one thread. */
  underWay(): number;
  /** From here on with Ed25519, or with its stand-in. */
  real(on: boolean): void;
  restore(): void;
}

type Sign = SubtleCrypto['sign'];
type Verify = SubtleCrypto['verify'];

/** Puts itself in place of WebCrypto's signing in this realm; keys are real ones, read once. */
export function exchangeSigning(): Signing {
  const { subtle } = globalThis.crypto;
  const original = { importKey: subtle.importKey, sign: subtle.sign, verify: subtle.verify };
  const names = new WeakMap<object, string>();
  const keys = new Map<string, CryptoKey>();
  let underWay = 0;
  let isReal = false;
  const counted = <T>(work: Promise<T>): Promise<T> => {
    underWay++;
    return work.finally(() => underWay--);
  };
  const importKey = async (
    format: 'jwk',
    jwk: JsonWebKey,
    algorithm: AlgorithmIdentifier,
    extractable: boolean,
    uses: KeyUsage[],
  ): Promise<CryptoKey> => {
    const name = `${jwk.x}|${jwk.d ?? ''}`;
    const known = keys.get(name);
    if (known) return known;
    const key = await counted(
      (original.importKey as typeof importKey).call(subtle, format, jwk, algorithm, extractable, uses),
    );
    keys.set(name, key);
    names.set(key, String(jwk.x));
    return key;
  };
  const quickSign: Sign = async (_algorithm, key, data) =>
    sign(names.get(key) ?? '', bytesOf(data)).buffer as ArrayBuffer;
  const quickVerify: Verify = async (_algorithm, key, signature, data) =>
    same(bytesOf(signature), sign(names.get(key) ?? '', bytesOf(data)));
  const exchanged = {
    importKey,
    sign: ((...all) => (isReal ? counted(original.sign.apply(subtle, all)) : quickSign(...all))) as Sign,
    verify: ((...all) => (isReal ? counted(original.verify.apply(subtle, all)) : quickVerify(...all))) as Verify,
  };
  Object.assign(subtle, exchanged);
  return {
    underWay: () => underWay,
    real: (on) => void (isReal = on),
    restore: () => void Object.assign(subtle, original),
  };
}

const bytesOf = (data: BufferSource): Uint8Array =>
  data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** A key pair that follows from 32 bytes. */
export function keyPairOf(seed: Uint8Array): { readonly open: Jwk; readonly secret: Jwk } {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const secret = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' });
  return {
    open: createPublicKey(secret).export({ format: 'jwk' }),
    secret: secret.export({ format: 'jwk' }),
  };
}
