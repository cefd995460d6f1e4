// In: the neurological findings of one examination. Out: the grade of ICANS. What has another cause is not graded.
import { evaluated, type Graded, notEvaluable, type Rule } from './graded.ts';

/** Lee et al., Biol Blood Marrow Transplant 2019;25:625–38, tables 3 to 6. */
export const ICANS_ASTCT: Rule = { id: 'icans-astct-2019', version: 1 };

export type IcansGrade = 0 | 1 | 2 | 3 | 4 | 5;

export interface IcansFindings {
  /** Immune effector cell-associated encephalopathy score, 0 to 10. */
  readonly ice?: number;
  /** Cornell assessment of paediatric delirium, 0 to 32, in its place under 12 years or when the ICE cannot be done. */
  readonly capd?: number | 'unable';
  readonly ageYears?: number;
  readonly consciousness?: 'spontaneous' | 'voice' | 'tactile' | 'vigorousTactile' | 'unarousable' | 'coma';
  readonly seizure?: 'none' | 'resolvesRapidly' | 'nonConvulsiveResolves' | 'prolonged' | 'repetitive';
  /** Hemiparesis or paraparesis. Tremor and myoclonus are none. */
  readonly deepFocalWeakness?: boolean;
  readonly oedema?: 'none' | 'focal' | 'diffuse' | 'posturing' | 'cranialNerveVI' | 'papilloedema' | 'cushingTriad';
  /** Haemorrhage, for example, is an adverse event and never ICANS. */
  readonly attribution?: 'icans' | 'otherCause' | 'unknown';
  /** Sedated: what is found may be the sedation, unless somebody has ruled that out. */
  readonly sedated?: boolean;
  readonly otherCauseExcluded?: boolean;
  /** Before infusion: what was so then is no sign now. */
  readonly baseline?: Pick<IcansFindings, 'ice' | 'capd' | 'consciousness' | 'deepFocalWeakness'>;
  readonly deathFromIcans?: boolean;
}

/** Below this age the CAPD takes the place of the ICE. */
const CHILD = 12;

const CONSCIOUSNESS = { spontaneous: 0, voice: 2, tactile: 3, vigorousTactile: 4, unarousable: 4, coma: 4 } as const;
const SEIZURE = { none: 0, resolvesRapidly: 3, nonConvulsiveResolves: 3, prolonged: 4, repetitive: 4 } as const;
const OEDEMA = {
  none: 0,
  focal: 3,
  diffuse: 4,
  posturing: 4,
  cranialNerveVI: 4,
  papilloedema: 4,
  cushingTriad: 4,
} as const;

interface Part {
  readonly grade: number;
  readonly because: string;
}

/** @throws RangeError on a score outside its scale. */
export function gradeIcans(findings: IcansFindings): Graded<IcansGrade> {
  if (findings.deathFromIcans === true) return evaluated(ICANS_ASTCT, 5, ['death from ICANS']);
  if (findings.attribution === 'otherCause') return evaluated(ICANS_ASTCT, 0, ['attributed to another cause']);
  if (findings.sedated === true && findings.otherCauseExcluded !== true)
    return notEvaluable(ICANS_ASTCT, ['otherCauseExcluded']);
  const { consciousness, seizure, deepFocalWeakness, oedema, baseline } = findings;
  const cognition = cognitionOf(findings);
  const parts: Part[] = cognition ? [cognition] : [];
  if (consciousness !== undefined && consciousness !== baseline?.consciousness)
    parts.push({ grade: CONSCIOUSNESS[consciousness], because: `consciousness: ${consciousness}` });
  if (seizure !== undefined) parts.push({ grade: SEIZURE[seizure], because: `seizure: ${seizure}` });
  if (deepFocalWeakness === true && baseline?.deepFocalWeakness !== true)
    parts.push({ grade: 4, because: 'deep focal motor weakness' });
  if (oedema !== undefined) parts.push({ grade: OEDEMA[oedema], because: `oedema: ${oedema}` });
  const worst = Math.max(0, ...parts.map(({ grade }) => grade)) as IcansGrade;
  const because = parts.filter(({ grade }) => grade > 0).map((part) => part.because);
  if (cognition || worst === 4) return evaluated(ICANS_ASTCT, worst, because);
  // Without the score a mild encephalopathy goes unseen: a grade from elsewhere stands, "none" does not.
  return worst > 0
    ? evaluated(ICANS_ASTCT, worst, because, true)
    : notEvaluable(ICANS_ASTCT, [isChild(findings) ? 'capd' : 'ice']);
}

const isChild = ({ ageYears, ice, capd }: IcansFindings): boolean =>
  ageYears === undefined ? ice === undefined && capd !== undefined : ageYears < CHILD;

function cognitionOf(findings: IcansFindings): Part | undefined {
  const { ice, capd, consciousness, baseline } = findings;
  if (ice !== undefined && !(Number.isInteger(ice) && ice >= 0 && ice <= 10))
    throw new RangeError('ICE runs from 0 to 10');
  if (typeof capd === 'number' && !(Number.isInteger(capd) && capd >= 0 && capd <= 32))
    throw new RangeError('CAPD runs from 0 to 32');
  if (!isChild(findings) && ice !== undefined) {
    if (ice >= (baseline?.ice ?? 10)) return { grade: 0, because: 'ICE as before infusion' };
    const grade = ice >= 7 ? 1 : ice >= 3 ? 2 : 3;
    return { grade, because: `ICE ${ice}` };
  }
  if (capd === undefined) return undefined;
  if (capd === 'unable') return { grade: 4, because: 'CAPD cannot be done' };
  if (capd <= (typeof baseline?.capd === 'number' ? baseline.capd : 0))
    return { grade: 0, because: 'CAPD as before infusion' };
  if (capd >= 9) return { grade: 3, because: `CAPD ${capd}` };
  // Up to 8 only consciousness tells grade 1 from 2.
  if (consciousness === undefined) return undefined;
  return { grade: consciousness === 'spontaneous' ? 1 : 2, because: `CAPD ${capd}` };
}
