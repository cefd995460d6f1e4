// In: checkpoints that this witness stands behind, and alarms. Out: the newest of the former, all of the latter.
import type { DatabaseSync } from 'node:sqlite';

export interface KnownCheckpoint {
  readonly size: number;
  /** The signed note as the log gave it. */
  readonly note: string;
  readonly seenAt: string;
  readonly cosignedAt?: string | undefined;
}

export interface Alarm {
  readonly seenAt: string;
  readonly code: string;
  readonly message: string;
  readonly knownNote?: string | undefined;
  readonly shownNote: string;
}

export interface WitnessBook {
  last(): KnownCheckpoint | undefined;
  /**
   * Stands behind a checkpoint from now on. False when another process has since stood behind another one than `after`:
   * two processes of one witness must never cosign two branches.
   */
  advance(after: KnownCheckpoint | undefined, size: number, note: string, seenAt: string): boolean;
  cosigned(note: string, at: string): void;
  raise(alarm: Alarm): void;
  alarms(): readonly Alarm[];
}

export function witnessBook(database: DatabaseSync): WitnessBook {
  const newest = database.prepare(
    'SELECT size, note, seen_at AS seenAt, cosigned_at AS cosignedAt FROM checkpoint WHERE one = 1',
  );
  const first = database.prepare(
    'INSERT INTO checkpoint (one, size, note, seen_at) VALUES (1, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const next = database.prepare(
    'UPDATE checkpoint SET size = ?, note = ?, seen_at = ?, cosigned_at = NULL WHERE one = 1 AND note = ?',
  );
  const mark = database.prepare('UPDATE checkpoint SET cosigned_at = ? WHERE one = 1 AND note = ?');
  const alarm = database.prepare('INSERT INTO alarm VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const all = database.prepare(
    `SELECT seen_at AS seenAt, code, message, known_note AS knownNote, shown_note AS shownNote FROM alarm ORDER BY seen_at`,
  );
  return {
    last: () => {
      const row = newest.get();
      return row && (filled(row) as unknown as KnownCheckpoint);
    },
    advance: (after, size, note, seenAt) =>
      (after ? next.run(size, note, seenAt, after.note) : first.run(size, note, seenAt)).changes === 1,
    cosigned: (note, at) => void mark.run(at, note),
    raise: ({ seenAt, code, message, knownNote, shownNote }) =>
      void alarm.run(seenAt, code, message, knownNote ?? null, shownNote),
    alarms: () => all.all().map(filled) as unknown as Alarm[],
  };
}

/** A column without a value is a member that is not there. */
const filled = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
