// In: the thirty answers of an EORTC QLQ-C30, version 3. Out: its fifteen scales, 0 to 100. A scale with less than half of its answers has none.
import type { Rule } from './graded.ts';

/** Fayers et al., EORTC QLQ-C30 Scoring Manual, 3rd edition, 2001. */
export const QLQ_C30: Rule = { id: 'eortc-qlq-c30-v3', version: 1 };

const FUNCTIONS = {
  physical: [1, 2, 3, 4, 5],
  role: [6, 7],
  emotional: [21, 22, 23, 24],
  cognitive: [20, 25],
  social: [26, 27],
} as const;
const SYMPTOMS = {
  fatigue: [10, 12, 18],
  nausea: [14, 15],
  pain: [9, 19],
  dyspnoea: [8],
  insomnia: [11],
  appetite: [13],
  constipation: [16],
  diarrhoea: [17],
  financial: [28],
} as const;
const GLOBAL = { globalHealth: [29, 30] } as const;

export type QlqScale = keyof typeof FUNCTIONS | keyof typeof SYMPTOMS | keyof typeof GLOBAL;

/**
 * @param answers by number of the question: 1 to 4, questions 29 and 30 1 to 7; what was not answered is left out.
 * @returns each scale that can be scored: a high function or global health is good, a high symptom is bad.
 * @throws RangeError on an answer that the questionnaire does not offer.
 */
export function scoreQlqC30(answers: Readonly<Record<number, number>>): Readonly<Partial<Record<QlqScale, number>>> {
  for (const [question, answer] of Object.entries(answers)) {
    const most = Number(question) >= 29 ? 7 : 4;
    if (!(Number(question) >= 1 && Number(question) <= 30) || !Number.isInteger(answer) || answer < 1 || answer > most)
      throw new RangeError(`question ${question} has no answer ${answer}`);
  }
  const raw = (questions: readonly number[]): number | undefined => {
    const given = questions.map((question) => answers[question]).filter((answer) => answer !== undefined);
    return 2 * given.length < questions.length
      ? undefined
      : given.reduce((sum, answer) => sum + answer, 0) / given.length;
  };
  const scaled = (scales: Readonly<Record<string, readonly number[]>>, toScore: (raw: number) => number) =>
    Object.entries(scales).flatMap(([name, questions]) => {
      const value = raw(questions);
      return value === undefined ? [] : [[name, toScore(value)] as const];
    });
  return Object.fromEntries([
    ...scaled(FUNCTIONS, (value) => (1 - (value - 1) / 3) * 100),
    ...scaled(SYMPTOMS, (value) => ((value - 1) / 3) * 100),
    ...scaled(GLOBAL, (value) => ((value - 1) / 6) * 100),
  ]);
}
