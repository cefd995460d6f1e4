// D12. In: the size of a model. Out: whether its ratios may be told, and a ratio to three digits. A model with hardly more events than
// parameters repeats its data; case weights, residuals and predictions of rows are never told.

const EVENTS_A_PARAMETER = 10;
const LEAST_FREEDOM = 10;

export interface ModelSize {
  readonly patients: number;
  readonly events: number;
  readonly parameters: number;
}

export const modelLargeEnough = ({ patients, events, parameters }: ModelSize): boolean =>
  parameters > 0 &&
  events >= EVENTS_A_PARAMETER * parameters &&
  events - parameters >= LEAST_FREEDOM &&
  patients - parameters >= LEAST_FREEDOM;

/** Three significant digits. */
export const threeDigits = (value: number): number => Number(value.toPrecision(3));
