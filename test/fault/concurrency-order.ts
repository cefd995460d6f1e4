// In: what was taken in the order of the log, and when each submission was first sent and first answered. Out: an order in which they could have come
// one after another. A submission that is refused whole because its centre never brought what permits storing locks nobody: there is nobody to lock.
// It may have looked just before the consent was stored and be entered just after it, so it may come before the consent; but only if nobody had
// been answered about the consent when it was sent.
import type { Receipt, Submission } from '@longview/wire';
import type { Taken } from './concurrency-store.ts';

export interface Moments {
  /** By id, of the first request and of the first answer; one clock for both. */
  readonly asked: ReadonlyMap<string, number>;
  readonly told: ReadonlyMap<string, number>;
}

const NO_BASIS = 'R01';

export function orderThatCouldBe(
  taken: readonly Taken[],
  { asked, told }: Moments,
  patientsOf: (one: Taken) => Submission['patients'],
): { readonly order: readonly Taken[]; readonly moved: number } {
  const people = new Map(taken.map((one) => [one.id, new Set(patientsOf(one).flatMap(tokensOf))]));
  const order: Taken[] = [];
  let moved = 0;
  for (const one of taken) {
    const consent = wasRefused(one)
      ? order.findIndex(
          (other) =>
            other.centre === one.centre &&
            !wasRefused(other) &&
            patientsOf(one).every((patient) => tokensOf(patient).some((token) => people.get(other.id)?.has(token))),
        )
      : -1;
    const answered = told.get(order[consent]?.id ?? '') ?? Infinity;
    if (consent >= 0 && (asked.get(one.id) ?? Infinity) < answered) {
      order.splice(consent, 0, one);
      moved++;
    } else order.push(one);
  }
  return { order, moved };
}

const tokensOf = ({ tokens }: Submission['patients'][number]): string[] => tokens.map(({ value }) => value);

const wasRefused = ({ receipt }: Taken): boolean =>
  (JSON.parse(receipt) as Receipt).records.every(
    ({ outcome, problems }) => outcome === 'REFUSED' && problems.some(({ rule }) => rule === NO_BASIS),
  );
