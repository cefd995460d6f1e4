// What a question may name: endpoints, events, shares, distributions and populations, as GraphQL enums.
import { registerEnumType } from '@nestjs/graphql';

export const EndpointEnum = {
  OVERALL: 'OVERALL',
  PROGRESSION_FREE: 'PROGRESSION_FREE',
  EVENT_FREE: 'EVENT_FREE',
  DURATION_OF_RESPONSE: 'DURATION_OF_RESPONSE',
  RELAPSE_FREE: 'RELAPSE_FREE',
} as const;
export const ShareEnum = {
  ORR: 'ORR',
  CR: 'CR',
  CRS: 'CRS',
  CRS_SEVERE: 'CRS_SEVERE',
  ICANS: 'ICANS',
  ICANS_SEVERE: 'ICANS_SEVERE',
  ICAHT_EARLY: 'ICAHT_EARLY',
  ICAHT_EARLY_SEVERE: 'ICAHT_EARLY_SEVERE',
  ICAHT_LATE: 'ICAHT_LATE',
  ICAHT_LATE_SEVERE: 'ICAHT_LATE_SEVERE',
  INFUSED: 'INFUSED',
} as const;
export const CompetingEnum = {
  RELAPSE: 'RELAPSE',
  NRM: 'NRM',
  SECOND_MALIGNANCY: 'SECOND_MALIGNANCY',
  APLASIA_LOSS: 'APLASIA_LOSS',
  INFUSION: 'INFUSION',
} as const;
export const DistributionEnum = {
  VEIN_TO_VEIN: 'VEIN_TO_VEIN',
  LENGTH_OF_STAY: 'LENGTH_OF_STAY',
  INTENSIVE_CARE: 'INTENSIVE_CARE',
  DAYS_OUT_OF_HOSPITAL: 'DAYS_OUT_OF_HOSPITAL',
  EQ_VAS_CHANGE: 'EQ_VAS_CHANGE',
  EQ5D_INDEX_CHANGE: 'EQ5D_INDEX_CHANGE',
  CRS_ONSET: 'CRS_ONSET',
  ICANS_ONSET: 'ICANS_ONSET',
} as const;
export const PopulationEnum = { INFUSED: 'INFUSED', APHERESED: 'APHERESED' } as const;
export const IntervalEnum = { LOG: 'LOG', LOG_LOG: 'LOG_LOG' } as const;

registerEnumType(EndpointEnum, {
  name: 'SurvivalEndpoint',
  description:
    'OVERALL: death of any cause, censored at the last contact alive. PROGRESSION_FREE: relapse, progression or death, censored at the last disease assessment. EVENT_FREE: also new treatment of the disease. These from the first infusion. DURATION_OF_RESPONSE: of those who responded, from the first response on; RELAPSE_FREE: of those in complete response, from the first one on; both end with relapse, progression or death.',
});
registerEnumType(ShareEnum, {
  name: 'ShareEndpoint',
  description:
    'Of those infused. ORR, CR: the best response reported; who was not assessed did not respond. CRS, ICANS: of any ASTCT grade, SEVERE of grade 3 or more; ICAHT (EHA/EBMT), EARLY within day 0 to 30, LATE after it: as the centre grades it, or by the counts of its days; where no grade is documented it counts as none. INFUSED: of those apheresed, the infusion rate.',
});
registerEnumType(CompetingEnum, {
  name: 'CompetingEvent',
  description:
    'RELAPSE: first relapse or progression, against death without it. NRM: that death, against relapse. Both on the clock of PROGRESSION_FREE, so that 1 − PFS is their sum. SECOND_MALIGNANCY: first new malignancy (of skin melanoma alone), against death. APLASIA_LOSS: loss of a B-cell aplasia that was there, against relapse and death; of whom no sample is known is censored on day 0. INFUSION: of those apheresed, from the first apheresis on, against death and progression.',
});
registerEnumType(DistributionEnum, {
  name: 'DistributionOf',
  description:
    'VEIN_TO_VEIN: days from first apheresis to first infusion, of those infused. LENGTH_OF_STAY, INTENSIVE_CARE: of the first 100 days. DAYS_OUT_OF_HOSPITAL: days alive and at home of the first 30. EQ_VAS_CHANGE, EQ5D_INDEX_CHANGE (Belgian values): from before the infusion to day 100. CRS_ONSET, ICANS_ONSET: day of onset within 30 days, of those who had it.',
});
registerEnumType(PopulationEnum, {
  name: 'Population',
  description:
    'INFUSED: from the first infusion. APHERESED: intention to treat, from the first apheresis, whether infused or not.',
});
registerEnumType(IntervalEnum, {
  name: 'IntervalScale',
  description: 'Scale of the 95 % limits: LOG is the default of R, LOG_LOG that of SAS.',
});
