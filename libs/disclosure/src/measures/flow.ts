// In: the steps of a population flow, each part of the one before. Out: rounded counts. Held back: steps below k, and steps that differ from a
// shown one by 1 to k − 1 patients, because the few who dropped out between two steps are themselves a small cell.
import { sizeOf } from '../bitmap.ts';
import type { DisclosureContext, Rules } from '../context.ts';
import { views } from '../context.ts';
import { thresholdOf } from '../rules/d2-threshold.ts';
import { largestRounding, roundCount } from '../rules/d4-rounding.ts';
import { keepsDistanceFor } from '../rules/d7-overlap.ts';
import type { CountProtection, Drafted } from './draft.ts';

export interface FlowRequest {
  readonly measure: 'flow';
  readonly steps: readonly { readonly label: string; readonly patients: Uint8Array }[];
}

export interface FlowAnswer {
  readonly measure: 'flow';
  readonly steps: readonly { readonly label: string; readonly patients: number | null }[];
  readonly protection: CountProtection;
}

export function draftFlow(
  { steps }: FlowRequest,
  context: DisclosureContext,
  rules: Rules,
): Drafted<FlowAnswer> | undefined {
  const k = thresholdOf(context.audience);
  const bin = rules.rounding ? k : 1;
  const told: Uint8Array[] = [];
  const shown = steps.map(({ label, patients }) => {
    const large = views(patients, context, rules).every((seen) => sizeOf(seen) >= k);
    const apart = keepsDistanceFor(patients, told, k, rules.own ? context.own : undefined);
    if ((rules.threshold && !large) || (rules.complement && !apart)) return { label, patients: null };
    told.push(patients);
    return { label, patients: roundCount(sizeOf(patients), bin) };
  });
  if (told.length === 0) return undefined;
  const protection: CountProtection = { rule: 'D3-D5', k, largestShift: largestRounding(bin) };
  return { answer: { measure: 'flow', steps: shown, protection }, sets: told };
}
