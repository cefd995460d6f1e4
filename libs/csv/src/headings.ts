// In: the heading line. Out: where each column stands. Headings are compared without case and outer blanks.
export const sameHeading = (heading: string): string => heading.normalize('NFC').trim().toLowerCase();

export class Headings {
  readonly names: readonly string[];
  readonly #index = new Map<string, number>();
  readonly #asked = new Map<string, number | undefined>();
  /** Headings that stand more than once, as first written. */
  readonly doubled: readonly { readonly name: string; readonly columns: readonly number[] }[];

  constructor(names: readonly string[]) {
    this.names = names.map((name) => name.trim());
    const columns = new Map<string, number[]>();
    this.names.forEach((name, index) => {
      if (name === '') return;
      const key = sameHeading(name);
      if (!this.#index.has(key)) this.#index.set(key, index);
      columns.set(key, [...(columns.get(key) ?? []), index + 1]);
    });
    this.doubled = [...columns.values()]
      .filter((places) => places.length > 1)
      .map((places) => ({ name: this.names[places[0]! - 1] ?? '', columns: places }));
  }

  /** 0 for the first column; undefined when the file has none of that name. */
  indexOf(name: string): number | undefined {
    // Asked for every cell of every row: the comparison is done once a name.
    if (!this.#asked.has(name)) this.#asked.set(name, this.#index.get(sameHeading(name)));
    return this.#asked.get(name);
  }
}
