// In: the cells of one row after the other. Out: each as a row of the source; one that stood there already is read once, and a key that stood
// there with other content is refused.
import { mapRow } from './map-row.ts';
import type { RowSetting } from './map-row.ts';
import { problem } from './place.ts';
import type { Place } from './place.ts';
import { SeenKeys } from './seen-keys.ts';
import type { SourceEvent } from './source-row.ts';

export class KeyedRows {
  readonly #setting: RowSetting;
  readonly #seen = new SeenKeys();

  constructor(setting: RowSetting) {
    this.#setting = setting;
  }

  /** @param cells as many as there are headings. */
  *take(cells: readonly string[], line: number): Generator<SourceEvent> {
    const { file, headings, mapping } = this.#setting;
    const named = mapping.exact?.record === undefined ? [] : [mapping.exact.record];
    const key = [...mapping.key, ...named].map((column) => cells[headings.indexOf(column) ?? -1]?.trim() ?? '');
    const earlier = key.some((cell) => cell !== '')
      ? this.#seen.meet(JSON.stringify(key), JSON.stringify(cells), line)
      : undefined;
    if (earlier?.same) {
      const message = `the row is the same as line ${earlier.line} and was read once`;
      yield { kind: 'note', note: { place: { file, line }, message } };
      return;
    }
    if (earlier) {
      const heading = mapping.key[0] ?? '';
      const place: Place = { file, line, column: (headings.indexOf(heading) ?? 0) + 1, heading };
      const message = `the row key stood on line ${earlier.line} already, with other content`;
      const mend = 'Name the columns that together stand once: key: [column, column]; or correct the key.';
      yield { kind: 'refused', whole: false, problem: problem('C12', place, message, mend), cells };
      return;
    }
    yield mapRow(cells, line, this.#setting);
  }
}
