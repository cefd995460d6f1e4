// In: a resource. Out: the reference to its patient, whatever FHIR calls it there.
import type { Json } from './json.ts';
import { objectsOf } from './json.ts';
import { PATIENT_EXTENSION } from './systems.ts';

export function subjectOf(resource: Json): Json | undefined {
  const told = objectsOf(resource['extension']).find((one) => one['url'] === PATIENT_EXTENSION);
  const [subject] = [
    told?.['valueReference'],
    resource['subject'],
    resource['patient'],
    resource['individual'],
  ].flatMap(objectsOf);
  return subject;
}

/** What an act used: a product has no patient of its own in FHIR R4, so it is the one of the act. */
export const usedBy = (resource: Json): readonly Json[] =>
  ['usedReference', 'supportingInformation', 'partOf'].flatMap((name) => objectsOf(resource[name]));
