// The public door of the outcomes library: a course's facts to its endpoints, and the survival statistics over many courses.
export * from './day-counts.ts';
export * from './kaplan-meier.ts';
export * from './limits.ts';
export * from './median.ts';
export * from './survival-at.ts';
export * from './log-rank.ts';
export * from './chi-square.ts';
export * from './competing-counts.ts';
export * from './aalen-johansen.ts';
export * from './gray.ts';
export * from './cox.ts';
export type { CoxSubjects, Ties } from './cox-risk-sets.ts';
export * from './landmark.ts';
export * from './proportion.ts';
export type { CourseFacts, CourseOutcome, OutcomeNote, SurvivalFact } from './course/course-facts.ts';
export { deriveCourseOutcome } from './course/course-outcome.ts';
export * from './endpoints/index.ts';
