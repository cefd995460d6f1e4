// In: the README. Out: the question that it shows, so that a test asks the registry exactly what a reader would.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FENCE = /^```graphql worked-question\n([\s\S]*?)^```$/gm;

/** The text of the one fenced block marked `graphql worked-question`. Its variables are `permit` and `purpose`, both optional. */
export function workedQuestion(readme = join(import.meta.dirname, '../../README.md')): string {
  const found = [...readFileSync(readme, 'utf8').matchAll(FENCE)].map(([, text]) => text as string);
  const [question] = found;
  if (question === undefined || found.length > 1)
    throw new Error(`the README shows ${found.length} worked questions, not one`);
  return question;
}
