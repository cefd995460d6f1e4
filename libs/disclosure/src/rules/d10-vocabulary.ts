// D10. In: how many conditions a question sets at once. Out: whether that many may be combined. Each condition cuts the groups of the others:
// filters come from a published list with a coarse grid, and few of them are combined.
import type { Audience } from './d2-threshold.ts';

const MOST_DIMENSIONS: Readonly<Record<Audience, number>> = { permit: 6, public: 4 };

export const mostDimensions = (audience: Audience): number => MOST_DIMENSIONS[audience];
