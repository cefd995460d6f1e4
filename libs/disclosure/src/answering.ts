// D8 and D9. In: a question in its groupings from fine to coarse, who asks, and what that permit was told before. Out: the first of these that is safe: the
// stored answer to the very question; a new answer, as fine as may be; the older answer to it; the answer about nearly the same patients; a refusal.
import type { Result } from '@longview/foundation';
import { equalSets, isNear } from './bitmap.ts';
import type { DisclosureContext, Rules } from './context.ts';
import { EVERY_RULE } from './context.ts';
import type { DisclosureRefusal } from './disclosure-risk.ts';
import { OverlapAudit } from './overlap-audit.ts';
import type { ProtectedAnswer, ReleasedAnswer, ReleaseRequest } from './release.ts';
import { releaseUnder } from './release.ts';
import { thresholdOf } from './rules/d2-threshold.ts';

/** `question` is a hash of the canonical question without its release; `measure` one of what is asked for, without about whom. */
export interface AskedQuestion {
  readonly release: string;
  readonly question: string;
  readonly measure: string;
  /** As asked, then coarser and coarser, each made when it is needed: what was told before is told again without computing anything. */
  readonly levels: () => Iterable<Level>;
}

export interface Level {
  /** Undefined: as asked. */
  readonly merged?: string;
  readonly request: ReleaseRequest;
  /** Whom the question selects, where a change of a few among them changes of whom the request speaks. */
  readonly selected?: Uint8Array;
}

export interface ToldBefore {
  readonly id: string;
  readonly release: string;
  readonly question: string;
  readonly measure?: string;
  /** The first is everybody in the answer. */
  readonly sets: readonly Uint8Array[];
}

export type Answering =
  | { readonly act: 'repeat'; readonly id: string; readonly why: 'same' | 'older' | 'near' }
  | { readonly act: 'tell'; readonly told: ReleasedAnswer<ProtectedAnswer>; readonly merged?: string }
  /** `probing`: the figures would have stood, were it not for what was told before. Never said to the asker; see D8. */
  | { readonly act: 'refuse'; readonly probing: boolean };

/** An answer that leaves out more than this share of its patients is worth less than a coarser one that does not. */
const ENOUGH_SHOWN = 0.8;

/**
 * @param before what the same permit was told, oldest first.
 * @param audit the audit of `before`, when the caller keeps it.
 */
export function answerQuestion(
  asked: AskedQuestion,
  context: Omit<DisclosureContext, 'told'>,
  before: readonly ToldBefore[],
  audit?: OverlapAudit,
): Answering {
  return answerUnder(asked, context, before, EVERY_RULE, audit);
}

/** For answerQuestion() and for the tests that turn one rule off; not part of the public door. */
export function answerUnder(
  asked: AskedQuestion,
  context: Omit<DisclosureContext, 'told'>,
  before: readonly ToldBefore[],
  rules: Rules,
  audit?: OverlapAudit,
): Answering {
  const same = before.findLast(({ release, question }) => release === asked.release && question === asked.question);
  if (same !== undefined) return { act: 'repeat', id: same.id, why: 'same' };
  const k = thresholdOf(context.audience);
  const own = rules.own ? context.own : undefined;
  const kept = audit ?? new OverlapAudit(k, own);
  if (audit === undefined) kept.add(before.flatMap(({ sets }) => sets));

  const older = before.findLast(({ question }) => question === asked.question);
  let [best, bestShare]: [Extract<Answering, { act: 'tell' }> | undefined, number] = [undefined, -1];
  let drafted: Uint8Array | undefined;
  for (const { merged, request, selected } of asked.levels()) {
    const result: Result<ReleasedAnswer<ProtectedAnswer>, DisclosureRefusal> = releaseUnder(
      request,
      { ...context, told: [] },
      rules,
    );
    if (!result.ok) continue;
    drafted ??= result.value.told[0];
    // Told once of everybody and once of a part, the two answers would say that it was the part in which somebody left.
    if (selected && older?.sets[0] && (isNear(selected, older.sets[0], k) || equalSets(selected, older.sets[0])))
      return { act: 'repeat', id: older.id, why: 'older' };
    if (!kept.admits(result.value.told, rules)) continue;
    const share = shareShown(result.value.answer.value);
    if (share > bestShare) {
      best = { act: 'tell', told: result.value, ...(merged !== undefined && { merged }) };
      bestShare = share;
    }
    if (share >= ENOUGH_SHOWN) break;
  }
  if (best !== undefined) return best;
  // A newer release or a withdrawal changed the set by a few persons: the older figure of the same question is safe, a new one is not.
  if (older !== undefined) return { act: 'repeat', id: older.id, why: 'older' };
  // Nor is one about nearly the same persons; theirs was told already.
  const whole = drafted;
  const near =
    whole &&
    before.findLast(
      ({ measure, sets: [everybody] }) =>
        measure === asked.measure && everybody !== undefined && isNear(whole, everybody, k),
    );
  if (near) return { act: 'repeat', id: near.id, why: 'near' };
  return { act: 'refuse', probing: drafted !== undefined };
}

/** The share of its strata that an answer shows, of what it says itself: choosing by it tells nothing new. */
function shareShown(answer: ProtectedAnswer): number {
  switch (answer.measure) {
    case 'survival': {
      const merged = answer.strata.reduce((sum, { of }) => sum + (of?.length ?? 0), 0);
      const named = answer.strata.filter(({ of }) => of === undefined).length;
      return named / Math.max(1, named + merged + answer.withheld.length);
    }
    case 'incidence':
    case 'distribution':
    case 'proportion': {
      const all = answer.strata.length + answer.withheld.length;
      return all === 0 ? 1 : answer.strata.length / all;
    }
    case 'crossTable': {
      const cells = answer.cells.flat();
      return cells.filter((cell) => cell !== null).length / cells.length;
    }
    case 'table':
      return answer.cells.filter(({ patients }) => patients !== null).length / answer.cells.length;
    default:
      return 1;
  }
}
