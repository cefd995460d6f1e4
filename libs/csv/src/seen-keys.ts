// In: the key of each row and a digest of its cells. Out: the line on which that key stood before, if it did. Takes about 40 bytes a row,
// whatever the length of the key, so that a file of millions of rows can be checked.

export class SeenKeys {
  #capacity = 1024;
  #count = 0;
  /** Two words of the key's hash, one of the cells', one of the line; line 0 is an empty place. */
  #slots = new Uint32Array(this.#capacity * 4);

  /** Remembers the key; answers where it was met first and whether the cells were the same. */
  meet(key: string, cells: string, line: number): { readonly line: number; readonly same: boolean } | undefined {
    if (this.#count * 2 >= this.#capacity) this.#grow();
    const [high, low] = [hash(key, 0x9e3779b1), hash(key, 0x85ebca77)];
    const content = hash(cells, 0xc2b2ae3d);
    const slot = this.#find(this.#slots, this.#capacity, high, low);
    const earlier = this.#slots[slot + 3] ?? 0;
    if (earlier !== 0) return { line: earlier, same: this.#slots[slot + 2] === content };
    this.#slots.set([high, low, content, line], slot);
    this.#count++;
    return undefined;
  }

  #find(slots: Uint32Array, capacity: number, high: number, low: number): number {
    let slot = (low % capacity) * 4;
    while (slots[slot + 3] !== 0 && (slots[slot] !== high || slots[slot + 1] !== low)) slot = (slot + 4) % slots.length;
    return slot;
  }

  #grow(): void {
    const capacity = this.#capacity * 2;
    const slots = new Uint32Array(capacity * 4);
    for (let slot = 0; slot < this.#slots.length; slot += 4)
      if (this.#slots[slot + 3] !== 0)
        slots.set(
          this.#slots.subarray(slot, slot + 4),
          this.#find(slots, capacity, this.#slots[slot] ?? 0, this.#slots[slot + 1] ?? 0),
        );
    this.#slots = slots;
    this.#capacity = capacity;
  }
}

/** FNV-1a over UTF-16 units with a final avalanche: spread, not secrecy. */
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return (value ^ (value >>> 13)) >>> 0;
}
