// In: nothing. Out: the kinds of legal ground an activity can stand on, each with what must be known to weigh a person's signals under it.

/** What every activity says of itself: signed and in force today. */
interface Activity {
  readonly active: boolean;
}

/** The person's own yes is the ground (GDPR 6(1)(a) and 9(2)(a)). `acceptedForms`: the form versions that count, by form; all when absent. */
export interface ConsentRegime extends Activity {
  readonly name: 'consent';
  readonly acceptedForms?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A law is the ground. Under public interest (GDPR 6(1)(e)) a no is an objection (GDPR 21): it holds until a person has weighed it and
 * recorded the day `objectionOverruled`, later than the no. Against a legal obligation (GDPR 6(1)(c)) there is no objection.
 */
export interface LawRegime extends Activity {
  readonly name: 'law';
  readonly basis: 'publicInterest' | 'legalObligation';
  readonly objectionOverruled?: string;
}

/**
 * A permit under the European Health Data Space is the ground. `approved`: the day of the permit. An override is an order in writing,
 * on public record: of the opt-out for the tasks that EHDS 71 names, of a category for any permit.
 */
export interface EhdsRegime extends Activity {
  readonly name: 'ehds';
  readonly approved: string;
  readonly optOutOverridden?: boolean;
  readonly wishOverridden?: boolean;
}

/** Treatment is the ground: the person shares (C1), the caregiver treats this person now and is not excluded by the person. */
export interface CareRegime extends Activity {
  readonly name: 'care';
  readonly relation: boolean;
  readonly excluded: boolean;
}

export type Regime = ConsentRegime | LawRegime | EhdsRegime | CareRegime;
