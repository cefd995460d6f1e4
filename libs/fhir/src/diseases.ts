// In: a code of a classification. Out: the diseases, the toxicity, the product or the act that it means, by the reference lists of the data set. What is
// not there is told as unknown and not guessed at.
import { diseasesOfIcd10, diseasesOfMorphology, listedProduct, PRODUCT_LIST } from '@longview/clinical';

/** ICD-10 (also in its Belgian and American modification) or ICD-O-3 morphology. Several where the code alone does not say which. */
export function diseasesOf(system: string, code: string): readonly string[] {
  // As morphologies are written there: 9680/3 is 9680-3 here.
  if (system === 'ICDO3') return diseasesOfMorphology(code.replace('/', '-')) ?? [];
  if (system !== 'ICD10') return [];
  // Some systems leave the point out: C833.
  return diseasesOfIcd10(/^[A-Z]\d\d[0-9A-Z]/u.test(code) ? `${code.slice(0, 3)}.${code.slice(3)}` : code) ?? [];
}

/** A toxicity whose code holds its ASTCT grade (ICD-10-CM D89.83-, G92.0-; grade 0 stands for "not said"). */
export function toxicityOf(
  system: string,
  code: string,
): { readonly type: 'CytokineReleaseSyndrome' | 'Icans'; readonly grade?: number } | undefined {
  if (system === 'MEDDRA' && code === '10052015') return { type: 'CytokineReleaseSyndrome' };
  if (system !== 'ICD10') return undefined;
  const plain = code.replace('.', '');
  const crs = /^D8983([1-59])$/u.exec(plain);
  if (crs) return { type: 'CytokineReleaseSyndrome', ...(crs[1] !== '9' && { grade: Number(crs[1]) }) };
  const icans = /^G920([0-5])$/u.exec(plain);
  return icans ? { type: 'Icans', ...(icans[1] !== '0' && { grade: Number(icans[1]) }) } : undefined;
}

/** ICD-10-PCS of the infusion of a listed product. Which one is told where the list has it confirmed. */
export function infusionOf(system: string, code: string): { readonly product?: string } | undefined {
  if (system !== 'ICD10PCS') return undefined;
  const listed = PRODUCT_LIST.find(({ procedureCodes }) => procedureCodes?.codes.includes(code));
  return listed && (listed.procedureCodes?.confirmed === true ? { product: listed.code } : {});
}

/** Apheresis: pheresis of leukocytes in ICD-10-PCS, or our own code. */
export const isApheresis = (system: string, code: string): boolean =>
  (system === 'ICD10PCS' && /^6A55[01]Z1$/u.test(code)) || (system === 'act' && code === 'apheresis');

const FORMER: ReadonlySet<string> = new Set(
  PRODUCT_LIST.flatMap(({ formerCodes }) => formerCodes.map(({ code }) => code)),
);

/** A product of the list, under its code or a former one; a code of the same class that is not listed yet is taken as well, and asked about (V32). */
export const isProduct = (system: string, code: string): boolean =>
  system === 'ATC' && (listedProduct(code) !== undefined || FORMER.has(code) || /^L01XL\d\d$/u.test(code));
