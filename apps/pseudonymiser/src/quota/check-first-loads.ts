// In: the first loads of a configuration. Out: the same. Refuses one that a single person opened, that ends before it begins, or that overlaps another.
import { err, ok, refusal } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import type { FirstLoad } from './limits.ts';

export type FirstLoadCode = 'ONE_PERSON' | 'NO_SPAN' | 'OVERLAP';

const sameName = (name: string): string => name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();

export function checkFirstLoads(loads: readonly FirstLoad[]): Result<readonly FirstLoad[], Refusal<FirstLoadCode>> {
  for (const [index, load] of loads.entries()) {
    const path = `firstLoads[${index}]`;
    const people = load.openedBy.map(sameName);
    if (people.length !== 2 || people[0] === people[1] || people.includes(''))
      return err(refusal('ONE_PERSON', 'A first load is opened by two different people.', `${path}.openedBy`));
    const [from, to] = [Date.parse(load.from), Date.parse(load.to)];
    if (!(from < to)) return err(refusal('NO_SPAN', 'A first load ends after it begins.', path));
    const other = loads
      .slice(0, index)
      .find((one) => one.centre === load.centre && Date.parse(one.from) < to && from < Date.parse(one.to));
    if (other) return err(refusal('OVERLAP', `${load.centre} has two first loads at the same time.`, path));
  }
  return ok(loads);
}
