// In: nothing. Out: the addresses of the code systems that are read, by the short names that the dictionary uses for them; and ours.

/** Where our own profiles, code systems and questionnaires are named. */
export const BASE = 'https://longview.example/fhir';

/** Codes `Type.field`: an item of the dictionary. */
export const ITEM_SYSTEM = `${BASE}/CodeSystem/item`;
/** Codes are names of record types. */
export const RECORD_SYSTEM = `${BASE}/CodeSystem/record`;
/** Codes of the lists of the dictionary: `…/CodeSystem/value`. */
export const VALUE_SYSTEM = `${BASE}/CodeSystem/value`;
/** Acts for which neither SNOMED CT in its Belgian edition nor the nomenclature was confirmed. */
export const ACT_SYSTEM = `${BASE}/CodeSystem/act`;
/** A field of the record for which the resource has no element: `name` and `value`. */
export const ITEM_EXTENSION = `${BASE}/StructureDefinition/item`;
/** The course of treatment that a resource belongs to, as the hospital names it. */
export const COURSE_EXTENSION = `${BASE}/StructureDefinition/course`;
/** The patient of a resource that has no such element (BiologicallyDerivedProduct). */
export const PATIENT_EXTENSION = `${BASE}/StructureDefinition/patient`;
export const QUESTIONNAIRE = `${BASE}/Questionnaire/`;

export const SSIN = 'https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin';
export const ABSENT_REASON = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

const SHORT: Readonly<Record<string, string>> = {
  'http://loinc.org': 'LOINC',
  'http://snomed.info/sct': 'SNOMED',
  'http://www.whocc.no/atc': 'ATC',
  'urn:oid:2.16.840.1.113883.6.73': 'ATC',
  'http://hl7.org/fhir/sid/icd-10': 'ICD10',
  'http://hl7.org/fhir/sid/icd-10-cm': 'ICD10',
  'http://hl7.org/fhir/sid/icd-10-be': 'ICD10',
  'https://www.ehealth.fgov.be/standards/fhir/terminology/CodeSystem/be-cs-icd-10': 'ICD10',
  'urn:oid:2.16.840.1.113883.6.3': 'ICD10',
  'http://www.cms.gov/Medicare/Coding/ICD10': 'ICD10PCS',
  'http://hl7.org/fhir/sid/icd-10-pcs': 'ICD10PCS',
  'urn:oid:2.16.840.1.113883.6.4': 'ICD10PCS',
  'http://terminology.hl7.org/CodeSystem/icd-o-3': 'ICDO3',
  'urn:oid:2.16.840.1.113883.6.43.1': 'ICDO3',
  'http://terminology.hl7.org/CodeSystem/MDRAE': 'MEDDRA',
  'https://www.meddra.org': 'MEDDRA',
  'http://terminology.hl7.org/CodeSystem/mdr': 'MEDDRA',
  'http://www.nlm.nih.gov/research/umls/rxnorm': 'RXNORM',
  [ITEM_SYSTEM]: 'item',
  [RECORD_SYSTEM]: 'record',
  [VALUE_SYSTEM]: 'value',
  [ACT_SYSTEM]: 'act',
};

/** The short name of a code system; the address itself where there is none. */
export const shortSystem = (system: string): string => SHORT[system] ?? system;

/** Numbers that registries give: they are unique to one patient in somebody else's files, and no file number of the hospital. */
export const REGISTRY_NUMBERS: ReadonlySet<string> = new Set([
  'http://terminology.cibmtr.org/identifier/CRID',
  'http://terminology.ebmt.org/identifier/EBMT',
]);
