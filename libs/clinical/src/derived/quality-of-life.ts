// In: one answered questionnaire. Out: the Belgian EQ-5D-5L index, the scales of the QLQ-C30. An answer outside its scale is not scored.
import {
  EQ5D_BELGIUM,
  eq5dIndexBelgium,
  type Eq5dState,
  evaluated,
  type Graded,
  notEvaluable,
  QLQ_C30,
  type QlqScale,
  scoreQlqC30,
} from '@longview/grading';
import { numberOf, type PlacedRecord } from '../course-view.ts';

export const EQ5D_ITEMS = ['eq5dMobility', 'eq5dSelfCare', 'eq5dUsualActivities', 'eq5dPain', 'eq5dAnxiety'] as const;

export function eq5dIndex(record: PlacedRecord): Graded<number> {
  const levels = EQ5D_ITEMS.map((name) => ({ name, level: numberOf(record, name) }));
  const missing = levels.filter(
    ({ level }) => level === undefined || !Number.isInteger(level) || level < 1 || level > 5,
  );
  if (missing.length > 0)
    return notEvaluable(
      EQ5D_BELGIUM,
      missing.map(({ name }) => name),
    );
  return evaluated(EQ5D_BELGIUM, eq5dIndexBelgium(levels.map(({ level }) => level) as unknown as Eq5dState), [
    'five answers',
  ]);
}

const QUESTIONS = Array.from({ length: 30 }, (_, index) => index + 1);

export function qlqScores(record: PlacedRecord): Graded<Readonly<Partial<Record<QlqScale, number>>>> {
  const answers = Object.fromEntries(
    QUESTIONS.flatMap((question) => {
      const answer = numberOf(record, `qlqC30Item${question}`);
      const most = question < 29 ? 4 : 7;
      return answer !== undefined && Number.isInteger(answer) && answer >= 1 && answer <= most
        ? [[question, answer]]
        : [];
    }),
  );
  const scores = scoreQlqC30(answers);
  return Object.keys(scores).length > 0
    ? evaluated(QLQ_C30, scores, [`${Object.keys(answers).length} answers`])
    : notEvaluable(QLQ_C30, ['half of the answers of a scale']);
}
