// In: relapses and disease assessments. Out: the first relapse or progression after day 0, and the last time the disease was looked at.
import type { CourseFacts } from './course-facts.ts';
import { PROGRESSION_RESPONSES } from './course-facts.ts';
import type { KnownDay, Note } from './documented-day.ts';
import { documentedDays, earliest, exactDays } from './documented-day.ts';

/** `'year'`: a relapse of which only the year is known may have been the first. */
export function firstRelapse(facts: CourseFacts, zero: number, note: Note): KnownDay | 'year' | undefined {
  const death = Math.min(...exactDays(facts.survival.flatMap(({ deathDate }) => deathDate ?? [])));
  const relapses = documentedDays(
    facts.relapses.map(({ date }) => date),
    note,
    zero,
    death,
  );
  const progressions = facts.assessments.filter(({ response }) => PROGRESSION_RESPONSES.has(response ?? ''));
  const assessed = documentedDays(
    progressions.map(({ date }) => date),
    note,
    -Infinity,
    death,
  );
  if (relapses.known.some(({ day }) => day < zero)) note('relapseBeforeInfusion');
  const first = earliest({
    known: [
      ...relapses.known.filter(({ day }) => day >= zero),
      // Progression on or before day 0 is why the patient was treated, not how the treatment ended.
      ...assessed.known.filter(({ day }) => day > zero),
    ].toSorted((left, right) => left.day - right.day),
    years: [...relapses.years, ...assessed.years].filter((year) => year.last >= zero),
  });
  if (first === 'year') note('relapseDateYearOnly');
  else if (first?.imputed) note('relapseDateImputed');
  return first;
}

/** Undefined when nobody looked after day 0, or nobody knows in which month. */
export function lastAssessment(facts: CourseFacts, zero: number, note: Note): KnownDay | undefined {
  const dates = facts.assessments.map(({ date }) => date);
  const { known, years } = documentedDays(dates, note);
  if (years.some(({ last }) => last >= zero)) note('assessmentDateYearOnly');
  return known.findLast(({ day }) => day > zero);
}
