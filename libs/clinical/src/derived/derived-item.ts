// In: a course. Out: the shape of what is derived from it: the figure with the rule and version that gave it, or what was missing.
import type { Graded } from '@longview/grading';
import type { CourseView } from '../course-view.ts';

/** Of the course as a whole. */
export type OfCourse<Value> = (course: CourseView) => Graded<Value>;

export interface Derived {
  readonly item: string;
  /** The record that it is of; absent when it is of the course. */
  readonly key?: string;
  readonly result: Graded<unknown>;
}
