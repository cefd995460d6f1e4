// In: myeloma markers at baseline, at their lowest and now. Out: the response; and, of a sequence, the response that two assessments confirm.
import { evaluated, type Graded, notEvaluable, type Rule } from './graded.ts';
import { reaches } from './measure.ts';

/** Kumar et al., Lancet Oncol 2016;17:e328–46, tables 2 and 4. */
export const IMWG: Rule = { id: 'imwg-2016', version: 1 };

export type ImwgResponse = 'sCR' | 'CR' | 'VGPR' | 'PR' | 'MR' | 'SD' | 'PD';

export interface Myeloma {
  /** Serum M-protein, g/L. */
  readonly serum?: number;
  /** Urine M-protein, mg/24 h. */
  readonly urine?: number;
  /** Involved less uninvolved free light chain, mg/L. */
  readonly freeLightChain?: number;
  /** Plasma cells in the marrow, %. */
  readonly marrow?: number;
  /** Sum of products of plasmacytomas, mm2; 0: none. */
  readonly plasmacytoma?: number;
  /** True: negative in serum and in urine. */
  readonly immunofixationNegative?: boolean;
  readonly freeLightChainRatioNormal?: boolean;
  /** By immunohistochemistry or flow. */
  readonly clonalPlasmaCells?: boolean;
  /** A new lesion, or one of more than 1 cm grown by half. */
  readonly lesionProgressed?: boolean;
}

export interface ImwgCourse {
  readonly baseline: Myeloma;
  /** The lowest confirmed value of each marker since; absent: the baseline. */
  readonly nadir?: Myeloma;
  readonly now: Myeloma;
}

/** What is large enough at baseline to follow. */
const measurable = {
  serum: (value = 0): boolean => value >= 10,
  urine: (value = 0): boolean => value >= 200,
  freeLightChain: (value = 0): boolean => value >= 100,
  marrow: (value = 0): boolean => value >= 30,
};

/** One assessment by itself: not yet confirmed. */
export function gradeImwg({ baseline, nadir = baseline, now }: ImwgCourse): Graded<ImwgResponse> {
  const progression = progressed(baseline, nadir, now);
  if (progression.length > 0) return evaluated(IMWG, 'PD', progression);
  const complete = completeness(now);
  if (complete) return complete;
  const followed = (['serum', 'urine', 'freeLightChain', 'marrow'] as const).filter((name) =>
    measurable[name](baseline[name]),
  );
  const lead = followed[0];
  if (lead === undefined) return notEvaluable(IMWG, ['a measurable marker at baseline']);
  // Serum and urine go together; free light chains only where neither can be measured, marrow only where those cannot either.
  const read =
    lead === 'serum' || lead === 'urine' ? followed.filter((name) => name === 'serum' || name === 'urine') : [lead];
  const missing: string[] = read.filter(
    (name) => now[name] === undefined && !(name === 'serum' && detectableOnly(now)),
  );
  if (missing.length > 0) return notEvaluable(IMWG, missing);
  const fall = (name: (typeof read)[number]): number => {
    const before = baseline[name] as number;
    return (before - (now[name] ?? 0)) / before;
  };
  const soft = softTissue(baseline, now);
  if (soft === undefined) return notEvaluable(IMWG, ['plasmacytoma']);
  const urineBelow = (limit: number): boolean =>
    now.urine === undefined ? !measurable.urine(baseline.urine) : now.urine < limit;
  const urine90 = measurable.urine(baseline.urine)
    ? now.urine !== undefined && (reaches(fall('urine'), 0.9) || now.urine < 200)
    : true;
  if (lead === 'freeLightChain' || lead === 'marrow') {
    const share = fall(lead);
    if (lead === 'freeLightChain' && reaches(share, 0.9) && soft !== 'unchanged')
      return evaluated(IMWG, 'VGPR', ['light chains fell by 90 %']);
    return reaches(share, 0.5) && soft !== 'unchanged'
      ? evaluated(IMWG, 'PR', [`${lead} halved`])
      : evaluated(IMWG, 'SD', [`${lead} not halved`]);
  }
  const serum = measurable.serum(baseline.serum) ? fall('serum') : undefined;
  if (detectableOnly(now) && soft !== 'unchanged')
    return evaluated(IMWG, 'VGPR', ['detectable by immunofixation only']);
  if (
    (serum === undefined ? measurable.urine(baseline.urine) : reaches(serum, 0.9)) &&
    urineBelow(100) &&
    soft !== 'unchanged'
  )
    return evaluated(IMWG, 'VGPR', ['serum fell by 90 %, urine below 100 mg/24 h']);
  if ((serum === undefined || reaches(serum, 0.5)) && urine90 && soft !== 'unchanged')
    return evaluated(IMWG, 'PR', ['serum halved']);
  const urineFall = measurable.urine(baseline.urine) ? fall('urine') : undefined;
  const minor =
    (serum === undefined || reaches(serum, 0.25)) &&
    (urineFall === undefined || reaches(urineFall, 0.5)) &&
    soft !== 'unchanged';
  return minor ? evaluated(IMWG, 'MR', ['serum fell by a quarter']) : evaluated(IMWG, 'SD', ['none of the others']);
}

/** M-protein that electrophoresis no longer measures and immunofixation still sees. */
const detectableOnly = (now: Myeloma): boolean =>
  now.immunofixationNegative === false && (now.serum ?? 0) === 0 && (now.urine ?? 0) === 0;

function completeness(now: Myeloma): Graded<ImwgResponse> | undefined {
  if (
    now.immunofixationNegative !== true ||
    (now.serum ?? 0) > 0 ||
    (now.urine ?? 0) > 0 ||
    (now.plasmacytoma ?? 0) > 0
  )
    return undefined;
  const missing = (['marrow', 'plasmacytoma'] as const).filter((name) => now[name] === undefined);
  if (now.marrow !== undefined && now.marrow >= 5) return undefined;
  // Without a marrow no response is complete; what stands without it is a very good partial one.
  if (missing.includes('marrow'))
    return evaluated(IMWG, 'VGPR', ['immunofixation negative, marrow not examined'], true);
  if (missing.length > 0) return notEvaluable(IMWG, missing, 'VGPR');
  return now.freeLightChainRatioNormal === true && now.clonalPlasmaCells === false
    ? evaluated(IMWG, 'sCR', ['complete, normal light chain ratio, no clonal plasma cells'])
    : evaluated(IMWG, 'CR', ['immunofixation negative, marrow below 5 %']);
}

function softTissue(baseline: Myeloma, now: Myeloma): 'none' | 'halved' | 'unchanged' | undefined {
  if ((baseline.plasmacytoma ?? 0) === 0) return 'none';
  if (now.plasmacytoma === undefined) return undefined;
  return 2 * now.plasmacytoma <= (baseline.plasmacytoma as number) ? 'halved' : 'unchanged';
}

/** From the lowest confirmed value a quarter more, and by an amount that no measurement error makes. */
function progressed(baseline: Myeloma, nadir: Myeloma, now: Myeloma): readonly string[] {
  const rose = (name: 'serum' | 'urine' | 'freeLightChain' | 'marrow', amount: number, strictly = false): boolean => {
    const [low, high] = [nadir[name], now[name]];
    if (low === undefined || high === undefined) return false;
    const rise = high - low;
    return (strictly ? rise > amount + 1e-9 : reaches(rise, amount)) && (low === 0 || reaches(rise / low, 0.25));
  };
  const withoutM = !measurable.serum(baseline.serum) && !measurable.urine(baseline.urine);
  const plasmacytoma =
    nadir.plasmacytoma !== undefined &&
    now.plasmacytoma !== undefined &&
    now.plasmacytoma > 0 &&
    reaches(now.plasmacytoma, 1.5 * nadir.plasmacytoma) &&
    now.plasmacytoma > nadir.plasmacytoma;
  return [
    ...(rose('serum', (nadir.serum ?? 0) >= 50 ? 10 : 5) ? ['serum M-protein rose'] : []),
    ...(rose('urine', 200) ? ['urine M-protein rose'] : []),
    ...(withoutM && rose('freeLightChain', 100, true) ? ['light chain difference rose'] : []),
    ...(rose('marrow', 10) ? ['plasma cells in the marrow rose'] : []),
    ...(plasmacytoma || now.lesionProgressed === true ? ['new or larger lesion'] : []),
  ];
}

const ORDER: readonly ImwgResponse[] = ['sCR', 'CR', 'VGPR', 'PR', 'MR', 'SD', 'PD'];

/**
 * Every level needs two assessments in a row: the better of two that follow each other is confirmed only as far as the weaker goes.
 * Progression is confirmed by a second one; lesions and marrow need none.
 */
export function confirmImwg(earlier: Graded<ImwgResponse>, later: Graded<ImwgResponse>): Graded<ImwgResponse> {
  if (!earlier.evaluable) return earlier;
  if (!later.evaluable) return later;
  if ((earlier.value === 'PD') !== (later.value === 'PD'))
    return notEvaluable(
      IMWG,
      ['a second assessment that agrees'],
      earlier.value === 'PD' ? later.value : earlier.value,
    );
  const weaker = ORDER.indexOf(earlier.value) > ORDER.indexOf(later.value) ? earlier : later;
  return evaluated(IMWG, weaker.value, ['two assessments in a row', ...weaker.because]);
}
