// What is known of one course, as plain values. No sources, no identity: dates, what happened, and nothing else.

/** Dates are `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where that is all anybody knows. */
export interface CourseFacts {
  readonly decisionDates: readonly string[];
  readonly apheresisDates: readonly string[];
  readonly infusionDates: readonly string[];
  readonly survival: readonly SurvivalFact[];
  /** Documented relapse or progression. */
  readonly relapses: readonly { readonly date: string }[];
  /** Disease assessments, also those before the infusion. */
  readonly assessments: readonly { readonly date: string; readonly response?: string }[];
  readonly productCode?: string;
}

export interface SurvivalFact {
  readonly status: 'alive' | 'dead' | 'lostToFollowUp';
  readonly lastContactDate?: string;
  readonly deathDate?: string;
  readonly causePrimary?: string;
}

/** A response that is itself a progression: Lugano and IMWG `PD`, Lugano by PET `PMD`, acute leukaemia `relapse`. */
export const PROGRESSION_RESPONSES: ReadonlySet<string> = new Set(['PD', 'PMD', 'relapse']);

/** The cause of death that makes a death without a documented relapse a relapse all the same. */
export const DEATH_OF_DISEASE = 'primaryDisease';

/** The derived endpoints of a course. What is absent could not be derived; `notes` says why. Days are whole days since day 0. */
export interface CourseOutcome {
  readonly productCode?: string;
  /** First date of each step as `YYYY-MM-DD`; a month is set to a day and noted, a year alone gives no date. */
  readonly decisionDate?: string;
  readonly apheresisDate?: string;
  /** Day 0: the first infusion, also of a split dose. */
  readonly day0?: string;
  readonly infusionYear?: number;
  /** First apheresis to first infusion. */
  readonly veinToVeinDays?: number;
  /** For the population flow; an infusion of unknown day still counts. */
  readonly decided: boolean;
  readonly apheresed: boolean;
  readonly infused: boolean;
  /** Infused, and the disease was looked at afterwards. */
  readonly evaluable: boolean;
  /** Overall survival: 1 death of any cause, 0 censored at the latest evidence of life. */
  readonly osDays?: number;
  readonly osEvent?: 0 | 1;
  /** Progression-free survival: 1 first relapse, progression or death; 0 censored at the last disease assessment. */
  readonly pfsDays?: number;
  readonly pfsEvent?: 0 | 1;
  readonly relapseDays?: number;
  /** Competing events on the clock of PFS, so that 1 − PFS is the sum of both incidences: 1 relapse, 2 non-relapse death. */
  readonly competingDays?: number;
  readonly competingEvent?: 0 | 1 | 2;
  /** Sorted, without repeats. */
  readonly notes: readonly OutcomeNote[];
}

/** Why something could not be derived, or which stated rule filled it in. Never a guess without a note. */
export type OutcomeNote =
  | 'aliveAfterDeath'
  | 'apheresisDateImputed'
  | 'assessmentDateImputed'
  | 'assessmentDateYearOnly'
  | 'causeOfDeathUnknown'
  | 'causesOfDeathDiffer'
  | 'dateUnreadable'
  | 'deathBeforeInfusion'
  | 'deathDateImputed'
  | 'deathDateMissing'
  | 'deathDateYearOnly'
  | 'deathDatesDiffer'
  | 'decisionDateImputed'
  | 'infusionDateImputed'
  | 'infusionDateYearOnly'
  | 'lastContactDateImputed'
  | 'lastContactDateMissing'
  | 'lastContactDateYearOnly'
  | 'noDiseaseAssessment'
  | 'noEvidenceAfterInfusion'
  | 'notInfused'
  | 'relapseAfterDeath'
  | 'relapseBeforeInfusion'
  | 'relapseDateImputed'
  | 'relapseDateYearOnly'
  | 'relapseUndocumented';
