// In: nothing. Out: which disease of the data set a code of a classification means. What is not here is told as unknown and not guessed at.

/** ICD-10 (also in its Belgian and American modification), by the longest beginning that fits. */
const ICD10: Readonly<Record<string, string>> = {
  'C83.3': 'LBCL',
  'C85.2': 'PMBCL',
  C82: 'FL',
  'C83.1': 'MCL',
  'C88.4': 'MZL',
  'C91.1': 'CLL_SLL',
  'C91.0': 'B_ALL',
  'C90.0': 'MM',
  'C90.1': 'PCL',
  C81: 'HL',
  C84: 'T_NHL',
  C86: 'T_NHL',
  'C92.0': 'AML',
};

/** ICD-O-3.2 morphology. */
const MORPHOLOGY: Readonly<Record<string, string>> = {
  '9680/3': 'LBCL',
  '9679/3': 'PMBCL',
  '9690/3': 'FL',
  '9691/3': 'FL',
  '9695/3': 'FL',
  '9698/3': 'FL',
  '9673/3': 'MCL',
  '9699/3': 'MZL',
  '9823/3': 'CLL_SLL',
  '9811/3': 'B_ALL',
  '9732/3': 'MM',
  '9733/3': 'PCL',
};

export function diseaseOf(system: string, code: string): string | undefined {
  if (system === 'ICDO3') return MORPHOLOGY[code];
  if (system !== 'ICD10') return undefined;
  // Some systems leave the point out: C833.
  const dotted = /^[A-Z]\d\d[0-9A-Z]/u.test(code) ? `${code.slice(0, 3)}.${code.slice(3)}` : code;
  for (let length = dotted.length; length >= 3; length--) {
    const found = ICD10[dotted.slice(0, length).replace(/\.$/u, '')];
    if (found !== undefined) return found;
  }
  return undefined;
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

/** ICD-10-PCS of the infusion of a product, to its ATC code. */
const INFUSIONS: Readonly<Record<string, string>> = {
  J: 'L01XL04',
  H: 'L01XL03',
  M: 'L01XL06',
  N: 'L01XL08',
  K: 'L01XL07',
  A: 'L01XL05',
};

export const infusedProduct = (system: string, code: string): string | undefined => {
  const product = system === 'ICD10PCS' ? /^XW0[34]3([A-Z])7$/u.exec(code)?.[1] : undefined;
  return product === undefined ? undefined : INFUSIONS[product];
};

/** Apheresis: pheresis of leukocytes in ICD-10-PCS, or our own code. */
export const isApheresis = (system: string, code: string): boolean =>
  (system === 'ICD10PCS' && /^6A55[01]Z1$/u.test(code)) || (system === 'act' && code === 'apheresis');

export const isProduct = (system: string, code: string): boolean => system === 'ATC' && /^L01XL\d\d$/u.test(code);
