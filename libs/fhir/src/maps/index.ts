// In: a resource of a patient. Out: what it becomes, by its kind. A kind that is not here is left, and the mapping report says so.
import type { Mapped } from '../draft.ts';
import { leave } from '../draft.ts';
import { mapCondition } from './condition.ts';
import { mapAdverseEvent, mapConsent, mapEncounter, mapServiceRequest } from './events.ts';
import type { MapSetting } from './map-setting.ts';
import { mapObservation } from './observation.ts';
import { mapPatient } from './patient.ts';
import { mapQuestionnaireResponse } from './questionnaire-response.ts';
import { mapMedication, mapProcedure, mapProduct } from './treatment.ts';

export type { MapSetting } from './map-setting.ts';
export { PAGES } from './observation.ts';

const MAPS: Readonly<Record<string, (setting: MapSetting) => Mapped>> = {
  Patient: mapPatient,
  Condition: mapCondition,
  Observation: mapObservation,
  Procedure: mapProcedure,
  MedicationAdministration: mapMedication,
  MedicationStatement: mapMedication,
  MedicationDispense: mapMedication,
  BiologicallyDerivedProduct: mapProduct,
  AdverseEvent: mapAdverseEvent,
  Encounter: mapEncounter,
  QuestionnaireResponse: mapQuestionnaireResponse,
  ServiceRequest: mapServiceRequest,
  Consent: mapConsent,
};

/** Read where another resource refers to them. */
const REFERRED: ReadonlySet<string> = new Set([
  'Medication',
  'EpisodeOfCare',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Specimen',
  'Device',
  'Questionnaire',
]);

export const isReferred = (type: string): boolean => REFERRED.has(type);

export const mapResource = (setting: MapSetting): Mapped => {
  const { type } = setting.entry;
  const map = Object.hasOwn(MAPS, type) ? MAPS[type] : undefined;
  if (map) return map(setting);
  return leave(
    isReferred(type) ? 'it is read where another resource refers to it' : 'this kind of resource is not read',
  );
};
