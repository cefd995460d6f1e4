// What a measure hands to release(): the protected answer and the sets of patients that it tells something about.

export interface Drafted<Answer> {
  readonly answer: Answer;
  /** Every set of which the asker learns a figure, also those that follow by adding up. */
  readonly sets: readonly Uint8Array[];
}

export interface CountProtection {
  readonly rule: 'D3-D4' | 'D3-D5';
  readonly k: number;
  /** The largest distance, in patients, between a count and what is shown for it. */
  readonly largestShift: number;
}
