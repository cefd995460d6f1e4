// In: a birth date and a day. Out: the age as it may leave the centre: completed years, completed half-years under two.
import { dayNumber } from '@longview/foundation';

/**
 * Completed years at `day` (both `YYYY-MM-DD`); 0, 0.5, 1 or 1.5 under two years. Undefined when either is no date or `day`
 * lies before birth. A month that lacks the day of birth completes it on the first of the next: 29 February, in a year
 * without it, on 1 March.
 */
export function ageAt(birthDate: string, day: string): number | undefined {
  const [born, at] = [dayNumber(birthDate), dayNumber(day)];
  if (born === undefined || at === undefined || at < born) return undefined;
  const [birthYear = 0, birthMonth = 0, birthDay = 0] = birthDate.split('-').map(Number);
  const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number);
  const months = (year - birthYear) * 12 + month - birthMonth - (dayOfMonth < birthDay ? 1 : 0);
  return months < 24 ? Math.floor(months / 6) / 2 : Math.floor(months / 12);
}
