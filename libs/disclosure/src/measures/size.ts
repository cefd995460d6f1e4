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
}

export interface SizeAnswer {
  readonly measure: 'size';
  readonly patients: number;
  readonly protection: CountProtection;
}

export function draftSize(
  { set }: SizeRequest,
  context: DisclosureContext,
  rules: Rules,
): Drafted<SizeAnswer> | undefined {
  const k = thresholdOf(context.audience);
  if (rules.threshold && views(set, context).some((seen) => sizeOf(seen) < k)) return undefined;
  const bin = rules.rounding ? k : 1;
  const protection: CountProtection = { rule: 'D3-D4', k, largestShift: largestRounding(bin) };
  return { answer: { measure: 'size', patients: roundCount(sizeOf(set), bin), protection }, sets: [set] };
}
