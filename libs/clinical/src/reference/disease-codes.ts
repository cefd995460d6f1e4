// In: a morphology or an ICD-10 code. Out: the diseases that it may be, or nothing for a code that the lists do not have.
import { ICD10_DATA, MORPHOLOGY_DATA } from './embedded.ts';

interface CodeList {
  readonly codes: readonly { readonly code: string; readonly diseases: readonly string[] }[];
}

const morphologies = new Map((MORPHOLOGY_DATA as CodeList).codes.map(({ code, diseases }) => [code, diseases]));
const icd10 = (ICD10_DATA as CodeList).codes;

export const diseasesOfMorphology = (code: string): readonly string[] | undefined => morphologies.get(code);

/** ICD-10 is read from its beginning: C82.1 is one of C82. */
export const diseasesOfIcd10 = (code: string): readonly string[] | undefined =>
  icd10.find((listed) => code.startsWith(listed.code))?.diseases;
