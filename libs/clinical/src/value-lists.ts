// In: nothing. Out: the value lists that more than one record type, or another library, uses. Lists are open: see rule D03.

export const SEX = { female: 'female', male: 'male', other: 'other', unknown: 'unknown' } as const;

export const YES_NO_UNKNOWN = { yes: 'yes', no: 'no', unknown: 'unknown' } as const;

export const COUNTRIES = {
  BE: 'Belgium',
  NL: 'Netherlands',
  LU: 'Luxembourg',
  FR: 'France',
  DE: 'Germany',
  GB: 'United Kingdom',
  IT: 'Italy',
  ES: 'Spain',
  PL: 'Poland',
  RO: 'Romania',
} as const;

export const PRIMARY_DISEASE = {
  LBCL: 'large B-cell lymphoma',
  PMBCL: 'primary mediastinal large B-cell lymphoma',
  FL: 'follicular lymphoma',
  MCL: 'mantle cell lymphoma',
  MZL: 'marginal zone lymphoma',
  CLL_SLL: 'chronic lymphocytic leukaemia or small lymphocytic lymphoma',
  B_ALL: 'B-cell acute lymphoblastic leukaemia',
  MM: 'multiple myeloma',
  PCL: 'plasma cell leukaemia',
  HL: 'Hodgkin lymphoma',
  T_NHL: 'T-cell lymphoma',
  AML: 'acute myeloid leukaemia',
  autoimmune: 'autoimmune disease',
  solidTumour: 'solid tumour',
  other: 'other',
} as const;

export const DISEASE_STATUS = {
  CR: 'complete remission',
  PR: 'partial remission',
  SD: 'stable disease',
  PD: 'progressive disease',
  relapseUntreated: 'untreated relapse',
  refractory: 'refractory',
  MRDpositiveCR: 'complete remission, measurable residual disease',
} as const;

export const RESPONSE = {
  sCR: 'stringent complete response',
  CR: 'complete response',
  CRi: 'complete response, incomplete recovery',
  VGPR: 'very good partial response',
  PR: 'partial response',
  MR: 'minimal response',
  SD: 'stable disease',
  PD: 'progressive disease',
  notEvaluable: 'not evaluable',
} as const;

/** ATC codes of the authorised products, and what an academic product or one of another kind is called. */
export const PRODUCTS = {
  L01XL03: 'axicabtagene ciloleucel',
  L01XL04: 'tisagenlecleucel',
  L01XL05: 'ciltacabtagene autoleucel',
  L01XL06: 'brexucabtagene autoleucel',
  L01XL07: 'idecabtagene vicleucel',
  L01XL08: 'lisocabtagene maraleucel',
  L01XL12: 'obecabtagene autoleucel',
  hospitalExemption: 'academic product under hospital exemption',
  other: 'other',
} as const;

export const CAUSE_OF_DEATH = {
  primaryDisease: 'relapse or progression of the primary disease',
  CRS: 'cytokine release syndrome',
  ICANS: 'immune effector cell-associated neurotoxicity syndrome',
  IECHS: 'IEC-associated haemophagocytic lymphohistiocytosis-like syndrome',
  infection: 'infection',
  otherCellTherapyToxicity: 'other toxicity of the treatment',
  secondPrimaryMalignancy: 'second primary malignancy',
  cardiac: 'cardiac',
  pulmonary: 'pulmonary',
  otherUnrelated: 'other, unrelated',
  unknown: 'unknown',
} as const;

export const GRADING_SYSTEM = {
  ASTCT: 'ASTCT consensus 2019',
  Lee2014: 'Lee 2014',
  Penn: 'University of Pennsylvania',
  CARTOX: 'CARTOX',
  CTCAE: 'CTCAE',
} as const;

export const EPISODE_OUTCOME = {
  resolved: 'resolved',
  resolvedWithSequelae: 'resolved with sequelae',
  ongoing: 'ongoing',
  fatal: 'fatal',
} as const;

/** `notAsked` is neither yes nor no: only `permit` opens. */
export const CONSENT_ANSWER = { permit: 'permits', deny: 'refuses', notAsked: 'not asked' } as const;
