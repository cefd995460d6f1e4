// The endpoints by name and version: a closed list. An answer names the one that it was made with.
import * as course from './course-endpoints.ts';
import { CR, DOR, EFS, MRD_NEGATIVE, NRM, ORR, OS, PFS, RELAPSE, RFS } from './disease-endpoints.ts';
import type { Endpoint } from './endpoint.ts';

export const ENDPOINTS: readonly Endpoint[] = [
  OS,
  PFS,
  RELAPSE,
  NRM,
  EFS,
  DOR,
  RFS,
  ORR,
  CR,
  MRD_NEGATIVE,
  course.SPM,
  course.SPM_T,
  course.CRS_ONSET,
  course.ICANS_ONSET,
  course.VEIN_TO_VEIN,
  course.WAITING,
  course.INFUSION,
  course.APLASIA_LOSS,
  course.ICAHT,
  course.ICAHT_EARLY,
  course.ICAHT_LATE,
  course.DAOH,
  course.LENGTH_OF_STAY,
  course.INTENSIVE_CARE,
  course.QUALITY_OF_LIFE,
];

/** The newest version unless one is named; undefined when there is none. */
export function endpointOf(name: string, version?: number): Endpoint | undefined {
  const named = ENDPOINTS.filter((own) => own.name === name && (version === undefined || own.version === version));
  return named.toSorted((left, right) => left.version - right.version).at(-1);
}

export { optionsOf } from './endpoint.ts';
export type {
  AmountValue,
  Endpoint,
  EndpointOption,
  EndpointValue,
  Options,
  Population,
  ShareValue,
  TimedValue,
} from './endpoint.ts';
export type { History } from './history.ts';
export { valuesOf } from './values.ts';
export type { EndpointValues } from './values.ts';
