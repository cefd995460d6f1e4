// In: a patient and a day on which an age could be told. Out: the day on which it was told first: the only one there will ever be.
import type { DatabaseSync } from 'node:sqlite';

export interface AgeBook {
  /** @param day `YYYY-MM-DD`, taken when none is known yet; undefined asks only. */
  dayOf(who: string, day: string | undefined): string | undefined;
}

export function ageBook(database: DatabaseSync): AgeBook {
  const keep = database.prepare('INSERT INTO age_day VALUES (?, ?) ON CONFLICT DO NOTHING');
  const known = database.prepare('SELECT day FROM age_day WHERE who = ?');
  return {
    dayOf: (who, day) => {
      if (day !== undefined) keep.run(who, day);
      return (known.get(who) as { day: string } | undefined)?.day;
    },
  };
}
