// In: the rows of a source, once, for their patients alone. Out: at which row each patient is complete, and in how many readings he and the
// others fit into memory. A file in which the rows of a patient stand together takes one reading, however long it is.

/** Bytes of waiting rows that are held at once. */
const HELD = 64 * 1024 * 1024;
/** What a patient takes beside his rows. */
const BESIDE = 200;

export interface Plan {
  readonly passes: number;
  /** Whether this was the last row of its patient, by the number of the row. */
  isLast(key: string, row: number): boolean;
}

/** 53 bits: two patients in one place would only wait a little longer than they must. */
function placeOf(key: string): number {
  let [high, low] = [0x811c9dc5, 0x9747b28c];
  for (let index = 0; index < key.length; index++) {
    const unit = key.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x85ebca6b);
  }
  low = Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return (high >>> 0) * 2_097_152 + ((low >>> 0) >>> 11);
}

export class Survey {
  readonly #index = new Map<number, number>();
  #first = new Float64Array(1024);
  #last = new Float64Array(1024);
  #weight = new Float64Array(1024);

  meet(key: string, row: number, weight: number): void {
    const place = placeOf(key);
    let at = this.#index.get(place);
    if (at === undefined) {
      at = this.#index.size;
      this.#index.set(place, at);
      if (at >= this.#first.length) this.#grow();
      this.#first[at] = row;
    }
    this.#last[at] = row;
    this.#weight[at] = (this.#weight[at] as number) + weight;
  }

  plan(): Plan {
    const last = this.#last;
    const index = this.#index;
    return {
      passes: Math.max(1, Math.ceil(this.#peak() / HELD)),
      isLast: (key, row) => last[index.get(placeOf(key)) ?? -1] === row,
    };
  }

  /** The most bytes that wait at one row, when each patient goes at his last. */
  #peak(): number {
    const size = this.#index.size;
    const [first, last, weight] = [this.#first, this.#last, this.#weight];
    const order = (by: Float64Array): Uint32Array =>
      Uint32Array.from({ length: size }, (_, at) => at).sort(
        (left, right) => (by[left] as number) - (by[right] as number),
      );
    const [begins, ends] = [order(first), order(last)];
    let [held, peak, gone] = [0, 0, 0];
    for (const at of begins) {
      while (gone < size && (last[ends[gone] as number] as number) < (first[at] as number))
        held -= (weight[ends[gone++] as number] as number) + BESIDE;
      held += (weight[at] as number) + BESIDE;
      peak = Math.max(peak, held);
    }
    return peak;
  }

  #grow(): void {
    const grown = (from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(from.length * 2);
      to.set(from);
      return to;
    };
    [this.#first, this.#last, this.#weight] = [grown(this.#first), grown(this.#last), grown(this.#weight)];
  }
}
