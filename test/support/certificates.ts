// In: names and dates. Out: X.509 certificates (RFC 5280) with P-256 keys: authorities and what they sign, good or wrong as a test wants
// them. Made here, so that no test needs a program that the machine may not have.
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

export interface Issued {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly name: string;
}

export interface CertificateWish {
  readonly name: string;
  /** Host names and addresses that it is good for; left out, it is an authority. */
  readonly hosts?: readonly string[];
  /** Who signs; left out, it signs itself. */
  readonly by?: Issued;
  readonly from?: Date;
  readonly to?: Date;
}

const DAY = 86_400_000;

export function issue({ name, hosts, by, from, to }: CertificateWish): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer: KeyObject = by === undefined ? privateKey : createPrivateKey(by.key);
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    distinguished(by?.name ?? name),
    sequence(time(from ?? new Date(Date.now() - DAY)), time(to ?? new Date(Date.now() + 365 * DAY))),
    distinguished(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(hosts))),
  );
  const whole = sequence(body, ECDSA_SHA256, bits(sign('sha256', body, signer)));
  return {
    certificate: pem('CERTIFICATE', whole),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    name,
  };
}

function extensions(hosts: readonly string[] | undefined): readonly Buffer[] {
  const authority = sequence(
    identifier('551d13'),
    tagged(0x01, Buffer.from([0xff])),
    octets(sequence(tagged(0x01, Buffer.from([0xff])))),
  );
  if (hosts === undefined) return [authority];
  const names = hosts.map((host) =>
    isIP(host) === 4
      ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
      : tagged(0x82, Buffer.from(host, 'ascii')),
  );
  return [sequence(identifier('551d11'), octets(sequence(...names)))];
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, ...parts);
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const octets = (bytes: Buffer): Buffer => tagged(0x04, bytes);
const bits = (bytes: Buffer): Buffer => tagged(0x03, Buffer.from([0]), bytes);
const identifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
const time = (at: Date): Buffer =>
  tagged(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+/g, '')}`, 'ascii'));
const distinguished = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(identifier('550403'), tagged(0x0c, Buffer.from(name, 'utf8')))));
const ECDSA_SHA256 = sequence(identifier('2a8648ce3d040302'));

const pem = (what: string, der: Buffer): string =>
  `-----BEGIN ${what}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${what}-----\n`;
