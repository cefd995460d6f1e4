// In: records that wait for a course, and the courses that a patient has by now. Out: which record joins which course. Pure.

export interface WaitingRecord {
  readonly id: string;
  readonly latest: string | undefined;
}
export interface KnownCourse {
  readonly id: string;
  readonly begun: string | null;
}

/** A follow-up joins the latest course begun before it; what fits none goes on waiting. */
export function attach(
  waiting: readonly WaitingRecord[],
  courses: readonly KnownCourse[],
): ReadonlyMap<string, string> {
  const begun = courses
    .flatMap((course) => (course.begun === null ? [] : [{ id: course.id, begun: course.begun }]))
    .sort((left, right) =>
      left.begun < right.begun ? 1 : left.begun > right.begun ? -1 : left.id < right.id ? -1 : 1,
    );
  const joined = new Map<string, string>();
  for (const record of waiting) {
    const { latest } = record;
    const course = latest === undefined ? undefined : begun.find((candidate) => candidate.begun <= latest);
    if (course) joined.set(record.id, course.id);
  }
  return joined;
}
