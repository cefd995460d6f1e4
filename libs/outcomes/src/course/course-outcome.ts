// In: the facts of one course. Out: its endpoints: overall and progression-free survival, relapse, non-relapse mortality.
// Refuses to guess: what the facts do not settle is left out and noted.
import type { CourseFacts, CourseOutcome, OutcomeNote } from './course-facts.ts';
import { firstRelapse, lastAssessment } from './disease.ts';
import type { KnownDay, Note } from './documented-day.ts';
import { indexDates } from './index-dates.ts';
import { dayOfDeath, kindOfDeath, latestEvidence } from './life.ts';

type Endpoints = Omit<
  CourseOutcome,
  'decided' | 'apheresed' | 'infused' | 'evaluable' | 'notes' | 'productCode' | 'day0'
>;

export function deriveCourseOutcome(facts: CourseFacts): CourseOutcome {
  const notes = new Set<OutcomeNote>();
  const note: Note = (code) => notes.add(code);
  const infused = facts.infusionDates.length > 0;
  if (!infused) note('notInfused');
  const { zero, ...dates } = indexDates(facts, note);
  const relapse = zero === undefined ? undefined : firstRelapse(facts, zero, note);
  const assessed = zero === undefined ? undefined : lastAssessment(facts, zero, note);
  return {
    ...(facts.productCode !== undefined && { productCode: facts.productCode }),
    ...dates,
    decided: facts.decisionDates.length > 0,
    apheresed: facts.apheresisDates.length > 0,
    infused,
    evaluable: relapse !== undefined || assessed !== undefined,
    ...(zero !== undefined && endpoints(facts, zero, relapse, assessed, note)),
    notes: [...notes].toSorted(),
  };
}

function endpoints(
  facts: CourseFacts,
  zero: number,
  relapse: KnownDay | 'year' | undefined,
  assessed: KnownDay | undefined,
  note: Note,
): Endpoints {
  const lastSeen = latestEvidence(facts, zero, [assessed, relapse === 'year' ? undefined : relapse], note);
  const death = dayOfDeath(facts, zero, lastSeen, note);
  const overall = overallSurvival(zero, lastSeen, death, note);
  if (relapse === 'year') return overall;
  if (relapse !== undefined) return { ...overall, ...relapsed(zero, relapse, death, note) };
  if (death === undefined) return overall;
  if (death === 'alive') {
    if (assessed === undefined) note('noDiseaseAssessment');
    if (assessed?.imputed) note('assessmentDateImputed');
    // Contact without an assessment says nothing about the disease: censoring at last contact would flatter the curve.
    const days = (assessed?.day ?? zero) - zero;
    return { ...overall, pfsDays: days, pfsEvent: 0, competingDays: days, competingEvent: 0 };
  }
  const days = death.day - zero;
  const kind = kindOfDeath(facts, note);
  return {
    ...overall,
    pfsDays: days,
    pfsEvent: 1,
    ...(kind !== undefined && { competingDays: days, competingEvent: kind }),
  };
}

function overallSurvival(
  zero: number,
  lastSeen: KnownDay,
  death: KnownDay | 'alive' | undefined,
  note: Note,
): Endpoints {
  if (death === undefined) return {};
  if (death !== 'alive') return { osDays: death.day - zero, osEvent: 1 };
  if (lastSeen.imputed) note('lastContactDateImputed');
  if (lastSeen.day === zero) note('noEvidenceAfterInfusion');
  return { osDays: lastSeen.day - zero, osEvent: 0 };
}

function relapsed(zero: number, relapse: KnownDay, death: KnownDay | 'alive' | undefined, note: Note): Endpoints {
  if (typeof death === 'object' && relapse.day > death.day) {
    // Found after death, so it happened before it on a day nobody knows: progression-free survival ends at the death.
    note('relapseAfterDeath');
    const days = death.day - zero;
    return { pfsDays: days, pfsEvent: 1, competingDays: days, competingEvent: 1 };
  }
  const days = relapse.day - zero;
  return { relapseDays: days, pfsDays: days, pfsEvent: 1, competingDays: days, competingEvent: 1 };
}
