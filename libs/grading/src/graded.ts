// In: nothing. Out: the shape of every result of this library: a figure with the rule that gave it, or what was missing. Never a guess.

/** Kept beside the figure, so that a later version of a rule never passes for this one. */
export interface Rule {
  readonly id: string;
  readonly version: number;
}

export interface Evaluated<Value> {
  readonly evaluable: true;
  readonly value: Value;
  readonly rule: Rule;
  /** What decided, in the words of the table. */
  readonly because: readonly string[];
  /** A domain was not examined; another one carries the grade alone. */
  readonly partial?: true;
}

export interface NotEvaluable<Value> {
  readonly evaluable: false;
  readonly rule: Rule;
  /** Names of the inputs that would settle it. */
  readonly missing: readonly string[];
  /** What the known inputs alone already amount to. */
  readonly atLeast?: Value;
}

export type Graded<Value> = Evaluated<Value> | NotEvaluable<Value>;

export const evaluated = <Value>(
  rule: Rule,
  value: Value,
  because: readonly string[],
  partial = false,
): Evaluated<Value> => ({ evaluable: true, value, rule, because, ...(partial && { partial }) });

export const notEvaluable = <Value>(rule: Rule, missing: readonly string[], atLeast?: Value): NotEvaluable<Value> => ({
  evaluable: false,
  rule,
  missing,
  ...(atLeast !== undefined && { atLeast }),
});
