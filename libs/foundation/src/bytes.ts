// In: bytes or their text. Out: the other. Works alike in Node and in a browser; refuses text that is not exactly of its alphabet.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export const utf8 = (text: string): Uint8Array => encoder.encode(text);
/** @throws TypeError when the bytes are not UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export const toHex = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
};

/** @throws TypeError when the text is not an even number of hexadecimal digits. */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) throw new TypeError('not hexadecimal');
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++)
    bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  return bytes;
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Six bits of each digit by its character code; 255 for what is no digit. */
const digits = (last: string): Uint8Array => {
  const table = new Uint8Array(128).fill(255);
  [...`ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${last}`].forEach((digit, value) => {
    table[digit.charCodeAt(0)] = value;
  });
  return table;
};
const STANDARD = digits('+/');
const URL_SAFE = digits('-_');

/** One value has one text: the unused bits of the last digit must be zero, or a signature could be written in several ways. */
function decode(text: string, table: Uint8Array, name: string): Uint8Array {
  if (text.length % 4 === 1) throw new TypeError(`not ${name}`);
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let [bits, held, at] = [0, 0, 0];
  for (let index = 0; index < text.length; index++) {
    const digit = table[text.charCodeAt(index)] ?? 255;
    if (digit === 255) throw new TypeError(`not ${name}`);
    bits = ((bits << 6) | digit) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = bits >> held;
  }
  if ((bits & ((1 << held) - 1)) !== 0) throw new TypeError(`not canonical ${name}`);
  return bytes;
}

/** @throws TypeError when the text is not canonical, padded base64. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new TypeError('not base64');
  const end = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  return decode(text.slice(0, end), STANDARD, 'base64');
}

export const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** @throws TypeError when the text is not canonical, unpadded base64url. */
export const fromBase64Url = (text: string): Uint8Array => decode(text, URL_SAFE, 'base64url');

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Equality of public bytes (not constant time: never for a MAC). */
export const equalBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, index) => byte === right[index]);
