// Attacks on the door of the group: every encoding that RFC 9496 and RFC 9497 refuse, and the arithmetic against an independent implementation.
import { describe, expect, test } from '@jest/globals';
import { ristretto255 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { concat, fromHex, toHex, unwrap } from '@longview/foundation';
import {
  add,
  decodeElement,
  decodeScalar,
  elementFromUniform,
  invert,
  multiply,
  multiplyBase,
  randomScalar,
  scalarFromUniform,
  subtractProduct,
} from './group.ts';

const { Point } = ristretto255;
const ORDER = Point.Fn.ORDER;

const little = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(64, '0')).reverse();
const big = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes.slice().reverse())}`);
const codeOf = (result: { ok: boolean; error?: { code: string } }): string | undefined =>
  result.ok ? 'ok' : result.error?.code;

const uniform = fc.uint8Array({ minLength: 64, maxLength: 64 });
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('elements', () => {
  test.each([
    ['non-canonical field element p', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['high bit set', '0100000000000000000000000000000000000000000000000000000000000080'],
    ['negative field element', '0100000000000000000000000000000000000000000000000000000000000000'],
    ['no square root', '26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371'],
    ['all ones', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'],
  ])('refuses %s', (_, hex) => {
    expect(codeOf(decodeElement(fromHex(hex), 'blinded[0]'))).toBe('NOT_AN_ELEMENT');
  });

  test('refuses the identity', () => {
    expect(codeOf(decodeElement(new Uint8Array(32)))).toBe('IDENTITY_ELEMENT');
  });

  test.each([0, 31, 33, 64])('refuses %i bytes', (length) => {
    expect(codeOf(decodeElement(new Uint8Array(length).fill(2)))).toBe('WRONG_SIZE');
  });

  test('accepts exactly what the reference accepts, for mutations of real elements and for noise', () => {
    const mutated = fc
      .tuple(uniform, fc.nat(31), fc.nat(255))
      .map(([seed, at, byte]) =>
        Uint8Array.from(elementFromUniform(seed), (old, index) => (index === at ? byte : old)),
      );
    fc.assert(
      fc.property(fc.oneof(mutated, bytes32), (bytes) => {
        let reference = true;
        try {
          reference = !Point.fromBytes(bytes).equals(Point.ZERO);
        } catch {
          reference = false;
        }
        expect(decodeElement(bytes).ok).toBe(reference);
      }),
      { numRuns: 100 },
    );
  });
});

describe('scalars', () => {
  test('accepts below the order, refuses the order and above', () => {
    for (const value of [0n, 1n, ORDER - 1n]) expect(decodeScalar(little(value)).ok).toBe(true);
    for (const value of [ORDER, ORDER + 1n, 2n ** 255n, 2n ** 256n - 1n])
      expect(codeOf(decodeScalar(little(value)))).toBe('NOT_A_SCALAR');
    expect(codeOf(decodeScalar(new Uint8Array(31)))).toBe('WRONG_SIZE');
  });

  test('a random scalar is never zero: zero is drawn again', () => {
    const draws = [
      new Uint8Array(64),
      concat(little(ORDER), new Uint8Array(32)),
      concat(little(5n), new Uint8Array(32)),
    ];
    expect(big(randomScalar({ bytes: () => draws.shift() as Uint8Array }))).toBe(5n);
    expect(draws).toHaveLength(0);
  });

  test('arithmetic equals integers modulo the order', () => {
    fc.assert(
      fc.property(uniform, uniform, uniform, (x, y, z) => {
        const [a, b, c] = [scalarFromUniform(x), scalarFromUniform(y), scalarFromUniform(z)];
        expect(big(a)).toBe(BigInt(`0x${toHex(x.slice().reverse())}`) % ORDER);
        expect(big(subtractProduct(a, b, c))).toBe((((big(a) - big(b) * big(c)) % ORDER) + ORDER) % ORDER);
        if (big(a) !== 0n) expect((big(a) * big(invert(a))) % ORDER).toBe(1n);
      }),
      { numRuns: 50 },
    );
  });
});

test('products and sums equal the reference', () => {
  fc.assert(
    fc.property(uniform, uniform, uniform, (x, y, z) => {
      const scalar = scalarFromUniform(x);
      fc.pre(big(scalar) !== 0n);
      const [left, right] = [elementFromUniform(y), elementFromUniform(z)];
      const reference = Point.fromBytes(left);
      expect(toHex(multiply(scalar, left))).toBe(reference.multiply(big(scalar)).toHex());
      expect(toHex(multiplyBase(scalar))).toBe(Point.BASE.multiply(big(scalar)).toHex());
      expect(toHex(add(left, right))).toBe(reference.add(Point.fromBytes(right)).toHex());
    }),
    { numRuns: 20 },
  );
});

test('a zero scalar is a fault, not an answer', () => {
  const zero = unwrap(decodeScalar(new Uint8Array(32)));
  expect(() => multiply(zero, multiplyBase(scalarFromUniform(new Uint8Array(64).fill(1))))).toThrow();
  expect(() => multiplyBase(zero)).toThrow();
  expect(() => invert(zero)).toThrow();
});
