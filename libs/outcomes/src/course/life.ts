// In: what sources say of life and death. Out: the latest evidence of life, the day of death, its kind.
// Refuses to settle a contradiction between dead and alive: nothing is derived then.
import type { CourseFacts } from './course-facts.ts';
import { DEATH_OF_DISEASE } from './course-facts.ts';
import type { KnownDay, Note } from './documented-day.ts';
import { documentedDays, exactDays } from './documented-day.ts';

/** The infusion itself is evidence of life, so there always is some. `seen` are other days on which the patient was examined. */
export function latestEvidence(
  facts: CourseFacts,
  zero: number,
  seen: readonly (KnownDay | undefined)[],
  note: Note,
): KnownDay {
  const infusions = exactDays(facts.infusionDates).map((day) => ({ day, imputed: false }));
  const contacts = documentedDays(contactDates(facts), note).known;
  let latest: KnownDay = { day: zero, imputed: false };
  for (const next of [...infusions, ...contacts, ...seen])
    if (next && (next.day > latest.day || (next.day === latest.day && !next.imputed))) latest = next;
  return latest;
}

/** The day of death, `'alive'`, or undefined when the sources do not settle it. */
export function dayOfDeath(
  facts: CourseFacts,
  zero: number,
  lastSeen: KnownDay,
  note: Note,
): KnownDay | 'alive' | undefined {
  const deaths = facts.survival.filter(({ status }) => status === 'dead');
  if (deaths.length === 0) {
    if (facts.survival.some(({ lastContactDate }) => lastContactDate === undefined)) note('lastContactDateMissing');
    const { years } = documentedDays(contactDates(facts), note);
    if (years.some(({ last }) => last > lastSeen.day)) note('lastContactDateYearOnly');
    return 'alive';
  }
  const dates = deaths.flatMap(({ deathDate }) => deathDate ?? []);
  const { known, years } = documentedDays(dates, note, Math.max(zero, lastSeen.day));
  const death = known.find(({ imputed }) => !imputed) ?? known[0];
  if (death === undefined) {
    note(years.length > 0 ? 'deathDateYearOnly' : 'deathDateMissing');
    return undefined;
  }
  // Sources that differ by days still agree on the death: the earliest documented day counts, and the difference is noted.
  if (known.some(({ day }) => day !== death.day) || years.length > 0) note('deathDatesDiffer');
  if (death.imputed) note('deathDateImputed');
  if (death.day < zero) {
    note('deathBeforeInfusion');
    return undefined;
  }
  if (exactDays(contactDates(facts)).some((day) => day > death.day)) {
    note('aliveAfterDeath');
    return undefined;
  }
  return death;
}

/** 1 of the disease (a relapse nobody documented), 2 of something else; undefined when the sources name both. */
export function kindOfDeath(facts: CourseFacts, note: Note): 1 | 2 | undefined {
  const causes = new Set(
    facts.survival
      .filter(({ status, causePrimary }) => status === 'dead' && causePrimary !== 'unknown')
      .flatMap(({ causePrimary }) => causePrimary ?? []),
  );
  if (causes.size === 0) note('causeOfDeathUnknown');
  if (!causes.has(DEATH_OF_DISEASE)) return 2;
  note(causes.size > 1 ? 'causesOfDeathDiffer' : 'relapseUndocumented');
  return causes.size > 1 ? undefined : 1;
}

const contactDates = (facts: CourseFacts): readonly string[] =>
  facts.survival.filter(({ status }) => status !== 'dead').flatMap(({ lastContactDate }) => lastContactDate ?? []);
