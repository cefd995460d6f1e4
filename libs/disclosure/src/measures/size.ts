// In: a set of patients. Out: its rounded size (D3, D4). Refuses a set smaller than k.
import { sizeOf } from '../bitmap.ts';
import type { DisclosureContext, Rules } from '../context.ts';
import { views } from '../context.ts';
import { thresholdOf } from '../rules/d2-threshold.ts';
import { largestRounding, roundCount } from '../rules/d4-rounding.ts';
import type { CountProtection, Drafted } from './draft.ts';

export interface SizeRequest {
  readonly measure: 'size';
  readonly set: Uint8Array;
  /** When the set is not everybody selected: those of them who were infused. */
  readonly of?: 'infused';
}

export interface SizeAnswer {
  readonly measure: 'size';
  readonly patients: number;
  readonly of?: 'infused';
  readonly protection: CountProtection;
}

export function draftSize(
  { set, of }: SizeRequest,
  context: DisclosureContext,
  rules: Rules,
): Drafted<SizeAnswer> | undefined {
  const k = thresholdOf(context.audience);
  if (rules.threshold && views(set, context, rules).some((seen) => sizeOf(seen) < k)) return undefined;
  const bin = rules.rounding ? k : 1;
  const protection: CountProtection = { rule: 'D3-D4', k, largestShift: largestRounding(bin) };
  const patients = roundCount(sizeOf(set), bin);
  return { answer: { measure: 'size', patients, ...(of && { of }), protection }, sets: [set] };
}
