// D2. In: who asks. Out: k, the smallest number of distinct patients that a figure may speak of. Never below 5.

/** `permit`: within a permit that is not row-level. `public`: without one, and the release's book of standard tables. */
export type Audience = 'permit' | 'public';

const THRESHOLDS: Readonly<Record<Audience, number>> = { permit: 5, public: 10 };

export const thresholdOf = (audience: Audience): number => THRESHOLDS[audience];
