// In: for each stratum the patients who count and those of them who had it (a response, a toxicity). Out: rounded counts and whole percents made
// of them, with what the exact percent lies between. It is a table with the columns yes and no, and kept like one: that everybody or nobody
// had it is known of each, so it is held back as well.
import { proportion } from '@longview/outcomes';
import { without } from '../bitmap.ts';
import type { DisclosureContext, Rules } from '../context.ts';
import { binOf } from '../rules/d4-rounding.ts';
import { draftCrossTable } from './cross-table.ts';
import type { Drafted } from './draft.ts';

export interface ProportionRequest {
  readonly measure: 'proportion';
  readonly strata: readonly { readonly label: string; readonly of: Uint8Array; readonly count: Uint8Array }[];
}

export interface ProportionAnswer {
  readonly measure: 'proportion';
  readonly strata: readonly {
    readonly label: string;
    readonly of: number;
    readonly count: number;
    /** Of the rounded counts, whole percents; the limits are Wilson's. */
    readonly percent: number;
    readonly lower: number;
    readonly upper: number;
    readonly exactWithin: readonly [low: number, high: number];
  }[];
  readonly withheld: readonly string[];
  readonly protection: {
    readonly rule: 'D3-D5';
    readonly k: number;
    /** The largest distance, in percent points, between a percent that is shown and the exact one. */
    readonly largestShift: number;
  };
}

export function draftProportion(
  { strata }: ProportionRequest,
  context: DisclosureContext,
  rules: Rules,
): Drafted<ProportionAnswer> | undefined {
  // Of nobody there is no table.
  if (strata.length === 0) return undefined;
  const drafted = draftCrossTable(
    {
      measure: 'crossTable',
      rows: strata.map(({ label }) => label),
      columns: ['yes', 'no'],
      cells: strata.map(({ of, count }) => [count, without(of, count)]),
    },
    context,
    rules,
  );
  if (drafted === undefined) return undefined;
  const { cells, rowTotals, protection } = drafted.answer;
  const bin = rules.rounding ? protection.k : 1;
  const shown = strata.flatMap(({ label }, row) => {
    const [count, of] = [cells[row]?.[0] ?? null, rowTotals[row] ?? null];
    if (count === null || of === null || cells[row]?.[1] == null) return [];
    const [fewest, most] = binOf(count, bin);
    const [smallest, largest] = binOf(of, bin);
    const { share = 0, lower = 0, upper = 1 } = proportion(Math.min(count, of), of, 'wilson');
    const within = [whole((100 * fewest) / largest, Math.floor), whole((100 * most) / smallest, Math.ceil)] as const;
    return [
      {
        label,
        of,
        count,
        percent: whole(100 * share, Math.round),
        lower: whole(100 * lower, Math.floor),
        upper: whole(100 * upper, Math.ceil),
        exactWithin: within,
      },
    ];
  });
  if (shown.length === 0) return undefined;
  const labels = new Set(shown.map(({ label }) => label));
  return {
    answer: {
      measure: 'proportion',
      strata: shown,
      withheld: strata.map(({ label }) => label).filter((label) => !labels.has(label)),
      protection: {
        rule: 'D3-D5',
        k: protection.k,
        largestShift: Math.max(
          ...shown.map(({ percent, exactWithin: [low, high] }) => Math.max(percent - low, high - percent)),
        ),
      },
    },
    sets: drafted.sets,
  };
}

const whole = (percent: number, round: (value: number) => number): number => Math.min(100, Math.max(0, round(percent)));
