// In: a date that would travel, the birth date, the day on which the age is told. Out: whether the two together close in on the birth date.
// An age alone leaves a year of birth days, under two years half of one; whoever was diagnosed on a day was born by then.
import { dateInterval, dayNumber, dayText } from '@longview/foundation';
import { ageAt } from '@longview/identity';

/** 180, and two weeks: another centre may tell the age of a day that lies a week from ours. */
const FEWEST = 194;

/** @param date `YYYY-MM-DD`, or a partial date: then its last day counts. @param ageDay absent when this file tells no age. */
export function leavesFewBirthDays(date: string, birthDate: string, ageDay: string | undefined): boolean {
  const [day, born] = [dateInterval(date)?.[1], dayNumber(birthDate)];
  if (day === undefined || born === undefined) return false;
  // An age may have been told before, of a day that is not known here.
  if (ageDay === undefined) return day < born + FEWEST;
  const age = ageAt(birthDate, ageDay);
  // Before birth no age is told; and from its own day on nothing closes in that the age itself does not say.
  if (age === undefined || dayText(day) >= ageDay) return false;
  // The age of somebody born on that very day, and of one born `FEWEST` days before and counting.
  const [youngest, oldest] = [day, day - FEWEST + 1].map((birth) => ageAt(dayText(birth), ageDay) ?? 0);
  return (youngest ?? 0) >= age && (oldest ?? 0) > age;
}
