// D9 and the rule of stored answers. In: what is asked now and what was answered to the same permit. Out: repeat, compute or refuse.
// Same release and same question: always the stored answer, byte for byte, so that asking often averages nothing out.
import { keepsDistanceFor } from './rules/d7-overlap.ts';

/** `question` is a hash of the canonical question without its release. */
export interface AskedNow {
  readonly release: string;
  readonly question: string;
  /** Bitmaps of the sets that an answer would tell, over the numbering that all releases share. */
  readonly sets: readonly Uint8Array[];
}

export interface StoredAnswer extends AskedNow {
  readonly id: string;
}

export type AnswerDecision =
  { readonly act: 'repeat'; readonly id: string } | { readonly act: 'compute' } | { readonly act: 'refuse' };

/**
 * @param stored answers to the same permit, oldest first.
 * @param own rows of the asker's organisation, which it can subtract.
 */
export function decideAnswer(
  asked: AskedNow,
  stored: readonly StoredAnswer[],
  k: number,
  own?: Uint8Array,
): AnswerDecision {
  const same = stored.findLast(({ release, question }) => release === asked.release && question === asked.question);
  if (same !== undefined) return { act: 'repeat', id: same.id };
  const told = stored.flatMap(({ sets }) => sets);
  const apart = asked.sets.every((set) => keepsDistanceFor(set, told, k, own));
  if (apart) return { act: 'compute' };
  // A newer release or a withdrawal changed the set by a few persons: the older figure of the same question is safe, a new one is not.
  const older = stored.findLast(({ question }) => question === asked.question);
  return older === undefined ? { act: 'refuse' } : { act: 'repeat', id: older.id };
}
