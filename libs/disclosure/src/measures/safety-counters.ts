// In: the national safety counters of a product, a closed list, and who asks. Out: exact, zero too, for the medicines agencies and for the holder of
// that product; for everybody else coarse. Refuses (throws) a counter outside the list.
import type { Exact } from '../exact.ts';
import { exact } from '../exact.ts';
import type { CountProtection, Drafted } from './draft.ts';
import { largestRounding } from '../rules/d4-rounding.ts';
import { thresholdOf } from '../rules/d2-threshold.ts';

export const SAFETY_COUNTERS = [
  'infused',
  'crsGrade3OrMore',
  'icansGrade3OrMore',
  'iecHs',
  'icahtGrade3OrMore',
  'secondPrimaryMalignancy',
  'secondPrimaryTCell',
  'deathWithin30Days',
  'nonRelapseDeath',
] as const;
export type SafetyCounter = (typeof SAFETY_COUNTERS)[number];

export interface SafetyCountersRequest {
  readonly measure: 'safetyCounters';
  readonly product: string;
  /** Distinct patients in the whole country; the list knows no filter but the product. */
  readonly counters: readonly { readonly counter: SafetyCounter; readonly patients: number }[];
}

export interface SafetyCountersAnswer {
  readonly measure: 'safetyCounters';
  readonly product: string;
  readonly counters: readonly {
    readonly counter: SafetyCounter;
    readonly from: number;
    readonly to: number;
  }[];
  readonly protection: CountProtection;
}

/** Who may know these figures exactly (Regulation (EU) 1394/2007 Art. 14; Directive 2001/83 Art. 107). */
export type SafetyAsker =
  | { readonly kind: 'medicinesAgency' }
  | { readonly kind: 'holder'; readonly products: readonly string[] }
  | { readonly kind: 'anybody' };

/** @returns undefined when the asker is not among those who may know: release() answers coarsely then. */
export function exactSafetyCounters(
  request: SafetyCountersRequest,
  asker: SafetyAsker,
): Exact<SafetyCountersRequest['counters']> | undefined {
  checkList(request);
  const may = asker.kind === 'medicinesAgency' || (asker.kind === 'holder' && asker.products.includes(request.product));
  return may ? exact(request.counters, 'safetyCounter') : undefined;
}

/** Bins of the public's k: nobody learns whether a counter stands at 0 or at 9, and there is no filter by which two could be subtracted. */
export function draftSafetyCounters(request: SafetyCountersRequest): Drafted<SafetyCountersAnswer> {
  checkList(request);
  const k = thresholdOf('public');
  return {
    answer: {
      measure: 'safetyCounters',
      product: request.product,
      counters: request.counters.map(({ counter, patients }) => {
        const from = Math.floor(patients / k) * k;
        return { counter, from, to: from + k - 1 };
      }),
      protection: { rule: 'D3-D4', k, largestShift: largestRounding(k) },
    },
    sets: [],
  };
}

function checkList({ counters }: SafetyCountersRequest): void {
  for (const { counter, patients } of counters) {
    if (!SAFETY_COUNTERS.includes(counter)) throw new TypeError(`no such safety counter: ${String(counter)}`);
    if (!Number.isSafeInteger(patients) || patients < 0) throw new RangeError(`${counter} counts no patients`);
  }
}
