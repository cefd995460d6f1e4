// In: nothing. Out: the value lists that more than one record type, or another library, uses. Lists are open: see rule D03.
import { PRODUCT_LIST } from './reference/product-list.ts';

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
  AT: 'Austria',
  BG: 'Bulgaria',
  HR: 'Croatia',
  CY: 'Cyprus',
  CZ: 'Czechia',
  DK: 'Denmark',
  EE: 'Estonia',
  FI: 'Finland',
  GR: 'Greece',
  HU: 'Hungary',
  IE: 'Ireland',
  LV: 'Latvia',
  LT: 'Lithuania',
  MT: 'Malta',
  PT: 'Portugal',
  SK: 'Slovakia',
  SI: 'Slovenia',
  SE: 'Sweden',
  CH: 'Switzerland',
  NO: 'Norway',
  IS: 'Iceland',
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

/** The products of the list, by their code (an ATC code where there is one), and what another one is called. */
export const PRODUCTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    PRODUCT_LIST.toSorted((left, right) => (left.code < right.code ? -1 : 1)).map(({ code, inn }) => [code, inn]),
  ),
  hospitalExemption: 'academic product under hospital exemption',
  other: 'other',
};

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

export const YES_NO_UNKNOWN_NOT_DONE = { ...YES_NO_UNKNOWN, notDone: 'not done' } as const;

export const POSITIVE_NEGATIVE = { positive: 'positive', negative: 'negative', notDone: 'not done' } as const;

/** Codes of large systems are not listed: this is what any code of theirs looks like. */
export const SHAPES = {
  /** Down to the substance, or a group of them. */
  ATC: /^[A-DGHJLMNPRSV]\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?$/,
  ICD10: /^[A-TV-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?$/,
  /** ICD-O-3 writes 9680/3; a code on the wire has no slash. */
  MORPHOLOGY: /^[89]\d{3}-[0-369]$/,
  TOPOGRAPHY: /^C\d{2}(?:\.\d)?$/,
  NUTS3: /^[A-Z]{2}[0-9A-Z]{3}$/,
  COUNTRY: /^[A-Z]{2}$/,
  MEDDRA: /^1\d{7}$/,
  /** Of the Belgian nomenclature of health care: six digits. */
  NOMENCLATURE: /^\d{6}$/,
  SNOMED: /^\d{6,18}$/,
} as const;

/** Substances that are asked about by name. Any other ATC code is taken as well. */
export const DRUGS = {
  L04AC07: 'tocilizumab',
  L04AC11: 'siltuximab',
  L04AC03: 'anakinra',
  H02AB02: 'dexamethasone',
  H02AB04: 'methylprednisolone',
  L01EJ01: 'ruxolitinib',
  N03AX14: 'levetiracetam',
  L01BB05: 'fludarabine',
  L01AA01: 'cyclophosphamide',
  L01AA09: 'bendamustine',
  L01EL: "inhibitors of Bruton's tyrosine kinase",
  L04AX: 'immunomodulators of the thalidomide group and others',
  L01XG: 'proteasome inhibitors',
  L01FC: 'antibodies against CD38',
  L01FX: 'other antibodies and antibody-drug conjugates',
  J06BA: 'immunoglobulins',
} as const;

export const ORDER_OF_RESPONSE = {
  CR: 'complete response',
  PR: 'partial response',
  SD: 'stable disease',
  PD: 'progressive disease',
  notAssessed: 'not assessed',
} as const;

export const ANTIGENS = {
  CD19: 'CD19',
  BCMA: 'BCMA',
  CD20: 'CD20',
  CD22: 'CD22',
  GPRC5D: 'GPRC5D',
  other: 'another antigen',
} as const;

export const DONOR = {
  autologous: 'autologous',
  allogeneicRelated: 'allogeneic, related',
  allogeneicUnrelated: 'allogeneic, unrelated',
  cordBlood: 'cord blood',
  iPSC: 'induced pluripotent stem cells',
} as const;

export const TISSUE = {
  bloodPeripheral: 'peripheral blood',
  marrow: 'bone marrow',
  csf: 'cerebrospinal fluid',
  lymphNode: 'lymph node',
  tumour: 'tumour',
  other: 'other',
} as const;

export const RELATEDNESS = {
  related: 'related',
  possible: 'possibly related',
  unrelated: 'unrelated',
  unknown: 'unknown',
} as const;

/** When an assessment is due: months are those of the schedule. */
export const TIME_POINT = {
  baseline: 'before infusion',
  d28: 'day 28',
  m3: 'month 3, day 100',
  m6: 'month 6',
  m9: 'month 9',
  m12: 'month 12',
  m18: 'month 18',
  m24: 'month 24',
  annual: 'yearly after that',
  unscheduled: 'unscheduled',
} as const;

export const AUTOIMMUNE_DISEASE = {
  SLE: 'systemic lupus erythematosus',
  SSc: 'systemic sclerosis',
  myositis: 'idiopathic inflammatory myopathy',
  myastheniaGravis: 'myasthenia gravis',
  multipleSclerosis: 'multiple sclerosis',
  NMOSD: 'neuromyelitis optica spectrum disorder',
  CIDP: 'chronic inflammatory demyelinating polyneuropathy',
  rheumatoidArthritis: 'rheumatoid arthritis',
  vasculitis: 'ANCA-associated vasculitis',
  other: 'other',
} as const;

export const OXYGEN_DEVICE = {
  none: 'none',
  blowBy: 'blow-by',
  nasalCannula: 'nasal cannula',
  highFlowNasalCannula: 'high-flow nasal cannula',
  facemask: 'face mask',
  nonRebreather: 'non-rebreather mask',
  venturi: 'Venturi mask',
  cpap: 'CPAP',
  bipap: 'BiPAP',
  mechanicalVentilation: 'mechanical ventilation',
} as const;

export const VASOPRESSORS = {
  norepinephrine: 'norepinephrine',
  epinephrine: 'epinephrine',
  phenylephrine: 'phenylephrine',
  dopamine: 'dopamine',
  vasopressin: 'vasopressin',
  other: 'other',
} as const;

/** Where a lesion is, or where radiation went. */
export const BODY_SITE = {
  cervical: 'neck',
  axillary: 'axilla',
  mediastinal: 'mediastinum',
  abdominal: 'abdomen',
  retroperitoneal: 'retroperitoneum',
  inguinal: 'groin',
  spleen: 'spleen',
  liver: 'liver',
  lung: 'lung',
  bone: 'bone',
  skin: 'skin',
  cns: 'central nervous system',
  testis: 'testis',
  softTissue: 'soft tissue',
  wholeBody: 'whole body',
  other: 'other',
} as const;
