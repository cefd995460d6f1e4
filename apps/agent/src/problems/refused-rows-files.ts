// In: rows that were refused here, and lines that the registry refused. Out: beside each file a `.refused.csv` to mend and send again.
import { closeSync, openSync, writeSync } from 'node:fs';
import { type OpenedSource, RefusedRows, type SourceEvent } from '@longview/csv';
import type { RefusedSink } from '../validate/index.ts';

export interface RefusedRowsFiles extends RefusedSink {
  /** Reads the source again for the rows on these lines. @param reasons by file, then by line. */
  addLines(
    events: AsyncIterable<SourceEvent>,
    reasons: ReadonlyMap<string, ReadonlyMap<number, string>>,
  ): Promise<void>;
  /** The files written. */
  close(): readonly string[];
}

interface Target {
  readonly writer: RefusedRows;
  readonly path: string;
  readonly handle: number;
  /** Rows written, so that one that both sides refuse stands there once. */
  readonly rows: Set<string>;
}

/** @param pathOf where a source of this name lies. */
export function refusedRowsFiles(pathOf: (file: string) => string): RefusedRowsFiles {
  const opened = new Map<string, OpenedSource>();
  const targets = new Map<string, Target>();

  function target(file: string): Target | undefined {
    const known = targets.get(file);
    const source = opened.get(file);
    if (known || !source) return known;
    const path = `${pathOf(file)}.refused.csv`;
    // It holds what the original holds: identities. It is for the person who sent the original.
    const made = { writer: new RefusedRows(source), path, handle: openSync(path, 'w', 0o600), rows: new Set<string>() };
    writeSync(made.handle, made.writer.heading());
    targets.set(file, made);
    return made;
  }

  function row(file: string, cells: readonly string[], reasons: readonly string[]): void {
    const to = target(file);
    const name = JSON.stringify(cells);
    if (!to || to.rows.has(name)) return;
    to.rows.add(name);
    writeSync(to.handle, to.writer.row(cells, reasons));
  }

  return {
    opened: (source) => void opened.set(source.file, source),
    row,
    async addLines(events, reasons) {
      for await (const event of events) {
        if (event.kind !== 'row' || event.cells.length === 0) continue;
        const reason = reasons.get(event.place.file)?.get(event.line);
        if (reason !== undefined) row(event.place.file, event.cells, [reason]);
      }
    },
    close: () => {
      for (const { handle } of targets.values()) closeSync(handle);
      return [...targets.values()].map(({ path }) => path);
    },
  };
}
