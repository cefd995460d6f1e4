// In: nothing, on purpose. Out: the one refusal of this library. Which rule refused depends on who is in the set, so it is never said.
import type { Refusal } from '@longview/foundation';
import { refusal } from '@longview/foundation';

export type DisclosureRefusal = Refusal<'DISCLOSURE_RISK'>;

export const disclosureRisk = (): DisclosureRefusal =>
  refusal(
    'DISCLOSURE_RISK',
    'These figures could point to single persons. Ask for a larger group, or use the published tables.',
  );
