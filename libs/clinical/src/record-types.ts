// In: nothing. Out: the record types of the CAR-T data set, by name. Another registry is another folder of such classes.
import type { RecordClass } from '@longview/dictionary';
import { Apheresis } from './records/apheresis.ts';
import { Consent } from './records/consent.ts';
import { CytokineReleaseSyndrome } from './records/cytokine-release-syndrome.ts';
import { Diagnosis } from './records/diagnosis.ts';
import { EligibilityDecision } from './records/eligibility-decision.ts';
import { Icans } from './records/icans.ts';
import { Infusion } from './records/infusion.ts';
import { Patient } from './records/patient.ts';
import { Product } from './records/product.ts';
import { RelapseProgression } from './records/relapse-progression.ts';
import { ResponseAssessment } from './records/response-assessment.ts';
import { SurvivalStatus } from './records/survival-status.ts';

export const RECORD_TYPES = {
  Patient,
  Consent,
  EligibilityDecision,
  Diagnosis,
  Apheresis,
  Product,
  Infusion,
  CytokineReleaseSyndrome,
  Icans,
  ResponseAssessment,
  RelapseProgression,
  SurvivalStatus,
} as const;

export type RecordTypeName = keyof typeof RECORD_TYPES;

export const RECORD_TYPE_NAMES = Object.keys(RECORD_TYPES) as RecordTypeName[];

export const isRecordTypeName = (name: string): name is RecordTypeName => Object.hasOwn(RECORD_TYPES, name);

export const recordClass = (name: RecordTypeName): RecordClass => RECORD_TYPES[name];
