// In: names, one after the other. Out: how often each was met. Takes some 12 to 24 bytes a name, whatever its length, so that a file of
// millions of records can be counted through.
const START = 1024;

export class Ordinals {
  #capacity = START;
  #count = 0;
  /** Two words of the hash, one of the count; count 0 is an empty place. */
  #slots = new Uint32Array(START * 3);

  /** 1 for the first time. */
  next(name: string): number {
    if (this.#count * 4 >= this.#capacity * 3) this.#grow();
    const [high, low] = [hash(name, 0x9e3779b1), hash(name, 0x85ebca77)];
    const slot = find(this.#slots, this.#capacity, high, low);
    if (this.#slots[slot + 2] === 0) {
      this.#slots[slot] = high;
      this.#slots[slot + 1] = low;
      this.#count++;
    }
    return (this.#slots[slot + 2] = (this.#slots[slot + 2] as number) + 1);
  }

  #grow(): void {
    const capacity = this.#capacity * 2;
    const slots = new Uint32Array(capacity * 3);
    for (let slot = 0; slot < this.#slots.length; slot += 3)
      if (this.#slots[slot + 2] !== 0)
        slots.set(
          this.#slots.subarray(slot, slot + 3),
          find(slots, capacity, this.#slots[slot] as number, this.#slots[slot + 1] as number),
        );
    this.#slots = slots;
    this.#capacity = capacity;
  }
}

function find(slots: Uint32Array, capacity: number, high: number, low: number): number {
  let slot = (low % capacity) * 3;
  while (slots[slot + 2] !== 0 && (slots[slot] !== high || slots[slot + 1] !== low)) slot = (slot + 3) % slots.length;
  return slot;
}

/** FNV-1a over UTF-16 units with a final avalanche: spread, not secrecy. */
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return (value ^ (value >>> 13)) >>> 0;
}
