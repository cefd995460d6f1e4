// The cross-field rules, one a file. The agent and the registry run the same list.
import { deadWithADate } from './v31-dead-with-a-date.ts';
import { eventsAfterInfusion } from './v04-events-after-infusion.ts';
import { fatalToxicity } from './v06-fatal-toxicity.ts';
import { noInfusionNoReason } from './v28-no-infusion-no-reason.ts';
import { notInTheFuture } from './v27-not-in-the-future.ts';
import { nothingAfterDeath } from './v05-nothing-after-death.ts';
import { orderBeforeInfusion } from './v01-order-before-infusion.ts';
import type { CourseView, Finding, Rule } from './rule.ts';

export const RULES: readonly Rule[] = [
  orderBeforeInfusion,
  eventsAfterInfusion,
  nothingAfterDeath,
  fatalToxicity,
  notInTheFuture,
  noInfusionNoReason,
  deadWithADate,
];

/** Everything that the cross-field rules ask about one course. */
export const checkCourse = (course: CourseView): Finding[] => RULES.flatMap((rule) => rule.check(course));
