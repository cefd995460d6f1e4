// In: a seed. Out: numbers, choices, identifiers and bytes that follow from it and from nothing else.
import type { Ids, Random } from '@longview/foundation';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, four additions a number. */
export class Chance implements Ids, Random {
  #a: number;
  #b: number;
  #c = 0x9e3779b9;
  #count = 1;

  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = stream | 0;
    for (let round = 0; round < 15; round++) this.number();
  }

  /** 32 bits. */
  number(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** From 0 to below `bound`. */
  below(bound: number): number {
    return Math.floor((this.number() / 0x1_0000_0000) * bound);
  }

  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  yes(probability: number): boolean {
    return probability > 0 && this.number() < probability * 0x1_0000_0000;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.number() & 0xff);
  }

  uuid(): string {
    let text = '';
    for (let word = 0; word < 4; word++) {
      const bits = this.number();
      text += `${HEX[bits >>> 24]}${HEX[(bits >>> 16) & 0xff]}${HEX[(bits >>> 8) & 0xff]}${HEX[bits & 0xff]}`;
    }
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`;
  }
}
