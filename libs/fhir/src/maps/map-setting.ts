// In: nothing. Out: what a map is handed beside the resource.
import type { Entry } from '../entry.ts';
import type { ReadSetting } from '../value.ts';

export interface MapSetting extends ReadSetting {
  /** Where a reference of this resource leads; undefined for nowhere and for more than one place. */
  follow(reference: unknown): Entry | undefined;
}
