// In: for each stratum of a share that was told protected the patients who count and those of them who had it. Out: exact numerators, denominators, percents
// and their limits (Clopper and Pearson, as trials report them). Refuses strata with fewer than k who had it or had it not.
import { proportion } from '@longview/outcomes';
import { sizeOf, without } from '../bitmap.ts';
import type { Rules } from '../context.ts';
import type { Figures } from './figures.ts';
import { enoughOf } from './stratum.ts';

export interface ShareClearing {
  readonly measure: 'share';
  readonly strata: readonly { readonly label: string; readonly of: Uint8Array; readonly count: Uint8Array }[];
}

export interface ClearedShare {
  readonly measure: 'share';
  readonly strata: readonly {
    readonly label: string;
    readonly of: number;
    readonly count: number;
    readonly percent: number;
    readonly lower: number;
    readonly upper: number;
  }[];
}

export function clearShare(
  { strata }: ShareClearing,
  figures: Figures,
  { k, own, rules }: { readonly k: number; readonly own?: Uint8Array | undefined; readonly rules: Rules },
): ClearedShare | undefined {
  if (strata.some(({ of, count }) => sizeOf(without(count, of)) > 0))
    throw new RangeError('somebody outside of a stratum is counted in it');
  const views = (set: Uint8Array) => (own === undefined || !rules.own ? [set] : [set, without(set, own)]);
  const enough = strata.every(({ of, count }) => {
    const had = views(count);
    return views(of).every((all, view) => enoughOf(sizeOf(all), sizeOf(had[view] as Uint8Array), k));
  });
  const told =
    strata.length > 0 &&
    (!rules.threshold || enough) &&
    figures.tell(strata.map(({ of }) => of)) &&
    strata.every(({ of, count }) => figures.tellOf(of, [count, without(of, count)]));
  if (!told) return undefined;
  return {
    measure: 'share',
    strata: strata.map(({ label, of, count }) => {
      const [all, had] = [sizeOf(of), sizeOf(count)];
      const { share = NaN, lower = NaN, upper = NaN } = proportion(had, all, 'clopperPearson');
      return { label, of: all, count: had, percent: 100 * share, lower: 100 * lower, upper: 100 * upper };
    }),
  };
}
