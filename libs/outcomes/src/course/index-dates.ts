// In: the dates of decision, apheresis and infusion. Out: the first of each, and day 0. Refuses to give a year a day.
import { dayText } from '@longview/foundation';
import type { CourseFacts, CourseOutcome } from './course-facts.ts';
import type { Note } from './documented-day.ts';
import { documentedDays, earliest, exactDays } from './documented-day.ts';

export interface IndexDates extends Pick<
  CourseOutcome,
  'decisionDate' | 'apheresisDate' | 'day0' | 'infusionYear' | 'veinToVeinDays'
> {
  /** Day number of day 0. */
  readonly zero?: number;
}

export function indexDates(facts: CourseFacts, note: Note): IndexDates {
  const deaths = facts.survival.flatMap(({ deathDate }) => deathDate ?? []);
  const later = exactDays([...facts.relapses.map(({ date }) => date), ...deaths]);
  const collected = exactDays(facts.apheresisDates);
  // Math.min of nothing is Infinity: no later date bounds the infusion from above, and no apheresis from below.
  const low = collected.length === 0 ? -Infinity : Math.min(...collected);
  const infusion = earliest(documentedDays(facts.infusionDates, note, low, Math.min(...later)));
  const infusedOn = typeof infusion === 'object' ? infusion.day : Infinity;
  const apheresis = earliest(documentedDays(facts.apheresisDates, note, -Infinity, infusedOn));
  const collectedOn = typeof apheresis === 'object' ? apheresis.day : infusedOn;
  const decision = earliest(documentedDays(facts.decisionDates, note, -Infinity, collectedOn));

  if (typeof decision === 'object' && decision.imputed) note('decisionDateImputed');
  if (typeof apheresis === 'object' && apheresis.imputed) note('apheresisDateImputed');
  if (typeof infusion === 'object' && infusion.imputed) note('infusionDateImputed');
  if (infusion === 'year') note('infusionDateYearOnly');
  const years = facts.infusionDates.map((date) => Number.parseInt(date, 10)).filter((year) => !Number.isNaN(year));
  return {
    ...(typeof decision === 'object' && { decisionDate: dayText(decision.day) }),
    ...(typeof apheresis === 'object' && { apheresisDate: dayText(apheresis.day) }),
    ...(typeof infusion === 'object' && { day0: dayText(infusion.day), zero: infusion.day }),
    ...(infusion !== undefined && { infusionYear: Math.min(...years) }),
    ...(typeof infusion === 'object' &&
      typeof apheresis === 'object' &&
      apheresis.day <= infusion.day && { veinToVeinDays: infusion.day - apheresis.day }),
  };
}
