// In: nothing. Out: the record types of the CAR-T data set, by name, in the order of a patient's way. Another registry is another folder of such classes.
import { describe, type Item, type RecordClass } from '@longview/dictionary';
import { AdverseEvent } from './records/adverse-event.ts';
import { AntigenExpression } from './records/antigen-expression.ts';
import { Apheresis } from './records/apheresis.ts';
import { BaselineAssessment } from './records/baseline-assessment.ts';
import { BridgingTherapy } from './records/bridging-therapy.ts';
import { Consent } from './records/consent.ts';
import { CytokineReleaseSyndrome } from './records/cytokine-release-syndrome.ts';
import { Cytopenia } from './records/cytopenia.ts';
import { DailyToxicityObservation } from './records/daily-toxicity-observation.ts';
import { Diagnosis } from './records/diagnosis.ts';
import { DrugTreatment } from './records/drug-treatment.ts';
import { EligibilityDecision } from './records/eligibility-decision.ts';
import { FollowUpVisit } from './records/follow-up-visit.ts';
import { GeneticFinding } from './records/genetic-finding.ts';
import { GraftVersusHostDisease } from './records/graft-versus-host-disease.ts';
import { Icaht } from './records/icaht.ts';
import { Icans } from './records/icans.ts';
import { IecHs } from './records/iec-hs.ts';
import { ImmuneReconstitution } from './records/immune-reconstitution.ts';
import { Infection } from './records/infection.ts';
import { Infusion } from './records/infusion.ts';
import { LesionMeasurement } from './records/lesion-measurement.ts';
import { Lymphodepletion } from './records/lymphodepletion.ts';
import { MedicalAct } from './records/medical-act.ts';
import { MrdAssessment } from './records/mrd-assessment.ts';
import { NonIcansNeurotoxicity } from './records/non-icans-neurotoxicity.ts';
import { Patient } from './records/patient.ts';
import { PatientReportedOutcome } from './records/patient-reported-outcome.ts';
import { PersistenceAssessment } from './records/persistence-assessment.ts';
import { Pregnancy } from './records/pregnancy.ts';
import { PriorTherapyLine } from './records/prior-therapy-line.ts';
import { Product } from './records/product.ts';
import { Referral } from './records/referral.ts';
import { RelapseProgression } from './records/relapse-progression.ts';
import { ResponseAssessment } from './records/response-assessment.ts';
import { SecondPrimaryMalignancy } from './records/second-primary-malignancy.ts';
import { SubsequentTherapy } from './records/subsequent-therapy.ts';
import { SurvivalStatus } from './records/survival-status.ts';

export const RECORD_TYPES = {
  Patient,
  Consent,
  Referral,
  EligibilityDecision,
  Diagnosis,
  GeneticFinding,
  AntigenExpression,
  BaselineAssessment,
  PriorTherapyLine,
  DrugTreatment,
  BridgingTherapy,
  Apheresis,
  Product,
  Lymphodepletion,
  Infusion,
  DailyToxicityObservation,
  CytokineReleaseSyndrome,
  Icans,
  NonIcansNeurotoxicity,
  IecHs,
  Icaht,
  Cytopenia,
  ImmuneReconstitution,
  Infection,
  AdverseEvent,
  GraftVersusHostDisease,
  ResponseAssessment,
  LesionMeasurement,
  MrdAssessment,
  RelapseProgression,
  PersistenceAssessment,
  SubsequentTherapy,
  SecondPrimaryMalignancy,
  Pregnancy,
  MedicalAct,
  PatientReportedOutcome,
  SurvivalStatus,
  FollowUpVisit,
} as const;

export type RecordTypeName = keyof typeof RECORD_TYPES;

export const RECORD_TYPE_NAMES = Object.keys(RECORD_TYPES) as RecordTypeName[];

export const isRecordTypeName = (name: string): name is RecordTypeName => Object.hasOwn(RECORD_TYPES, name);

export const recordClass = (name: RecordTypeName): RecordClass => RECORD_TYPES[name];

const dated = new Map<RecordTypeName, readonly Item[]>();

/** The dates among the items of a record type, found once: they are asked for with every record. */
export function datedItems(name: RecordTypeName): readonly Item[] {
  const known =
    dated.get(name) ??
    describe(recordClass(name)).items.filter(({ kind }) => kind === 'date' || kind === 'partialDate');
  dated.set(name, known);
  return known;
}
