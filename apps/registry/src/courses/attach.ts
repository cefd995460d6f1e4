// In: records that wait for a course, and the courses that a patient has by now. Out: which record joins which course. Pure.

export interface WaitingRecord {
  readonly id: string;
  readonly latest: string | undefined;
  /** Its type may lie before the course it belongs to. */
  readonly mayPrecede?: boolean;
}
export interface KnownCourse {
  readonly id: string;
  readonly begun: string | null;
}

/**
 * A record joins the latest course begun before it; what may lie before its course joins the first, where none had begun; what fits none
 * goes on waiting.
 */
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
    const course =
      latest === undefined
        ? undefined
        : (begun.find((candidate) => candidate.begun <= latest) ??
          (record.mayPrecede === true ? begun.at(-1) : undefined));
    if (course) joined.set(record.id, course.id);
  }
  return joined;
}
