// In: tumour load and marrow function in chronic lymphocytic leukaemia. Out: the response. Lymphocytes alone make no progression where a kinase inhibitor moves them.
import { evaluated, type Graded, notEvaluable, type Rule } from './graded.ts';

/** Hallek et al., Blood 2018;131:2745–60, table 4. */
export const IWCLL: Rule = { id: 'iwcll-2018', version: 1 };

export type CllResponse = 'CR' | 'CRi' | 'PR' | 'SD' | 'PD';

export interface CllState {
  /** Sum of products of nodes, mm2, and the longest diameter, mm. */
  readonly nodes?: { readonly sum: number; readonly longest: number };
  /** mm, vertical. */
  readonly spleen?: number;
  /** mm, below the costal margin or by imaging, as at baseline; 0: normal. */
  readonly liver?: number;
  readonly symptoms?: boolean;
  /** 10*9/L. */
  readonly lymphocytes?: number;
  readonly platelets?: number;
  /** g/dL, untransfused. */
  readonly haemoglobin?: number;
  /** Normocellular, without cells of the leukaemia. */
  readonly marrowClear?: boolean;
}

export interface CllFindings {
  readonly baseline: CllState;
  readonly now: CllState;
  readonly newLesion?: boolean;
  readonly richter?: boolean;
  readonly kinaseInhibitor?: boolean;
}

const NORMAL = { node: 15, spleen: 130, lymphocytes: 4, platelets: 100, haemoglobin: 11 } as const;

interface Compared {
  readonly name: string;
  readonly abnormalBefore: boolean;
  readonly normal: boolean;
  readonly improved: boolean;
  readonly worse: boolean;
}

export function gradeIwcll({ baseline, now, newLesion, richter, kinaseInhibitor }: CllFindings): Graded<CllResponse> {
  const named = ['nodes', 'spleen', 'liver', 'symptoms', 'lymphocytes', 'platelets', 'haemoglobin'] as const;
  const groupA = loads(baseline, now);
  const groupB = functions(baseline, now);
  const worse = [...groupA, ...groupB].filter(
    (one) => one.worse && !(one.name === 'lymphocytes' && kinaseInhibitor === true),
  );
  if (newLesion === true || richter === true || worse.length > 0)
    return evaluated(IWCLL, 'PD', [
      ...(newLesion === true ? ['new lesion'] : []),
      ...(richter === true ? ['transformation'] : []),
      ...worse.map(({ name }) => `${name} worse by half`),
    ]);
  const missing = named.filter(
    (name) => now[name] === undefined || (name !== 'symptoms' && baseline[name] === undefined),
  );
  if (missing.length > 0) return notEvaluable(IWCLL, missing);
  const loadNormal = groupA.every(({ normal }) => normal) && now.symptoms === false;
  const countsNormal = groupB.every(({ normal }) => normal);
  if (loadNormal && now.marrowClear === undefined) return notEvaluable(IWCLL, ['marrowClear'], 'PR');
  if (loadNormal && now.marrowClear === true)
    return countsNormal
      ? evaluated(IWCLL, 'CR', ['all of both groups normal'])
      : evaluated(IWCLL, 'CRi', ['load normal, counts not recovered']);
  const abnormal = groupA.filter(({ abnormalBefore }) => abnormalBefore);
  const better = abnormal.filter(({ improved }) => improved);
  const enough = better.length >= Math.min(2, abnormal.length) && abnormal.length > 0;
  return enough && groupB.some(({ normal, improved }) => normal || improved)
    ? evaluated(IWCLL, 'PR', [...better.map(({ name }) => `${name} improved by half`)])
    : evaluated(IWCLL, 'SD', ['neither response nor progression']);
}

function loads(baseline: CllState, now: CllState): readonly Compared[] {
  const size = (
    name: string,
    before: number | undefined,
    after: number | undefined,
    normal: number,
    floor = 0,
  ): Compared => ({
    name,
    abnormalBefore: before !== undefined && before > normal,
    normal: after !== undefined && after <= normal,
    improved: before !== undefined && after !== undefined && 2 * Math.max(0, after - floor) <= before - floor,
    worse:
      before !== undefined &&
      after !== undefined &&
      after > normal &&
      2 * (after - floor) >= 3 * Math.max(0, before - floor) &&
      after > before,
  });
  const nodes: Compared = {
    ...size('nodes', baseline.nodes?.sum, now.nodes?.sum, 0),
    abnormalBefore: (baseline.nodes?.longest ?? 0) >= NORMAL.node,
    normal: now.nodes !== undefined && now.nodes.longest < NORMAL.node,
    worse:
      baseline.nodes !== undefined &&
      now.nodes !== undefined &&
      now.nodes.longest >= NORMAL.node &&
      2 * now.nodes.sum >= 3 * baseline.nodes.sum &&
      now.nodes.sum > baseline.nodes.sum,
  };
  return [
    nodes,
    // Only what is beyond its normal length counts as enlargement; the table asks for less than 13 cm.
    {
      ...size('spleen', baseline.spleen, now.spleen, NORMAL.spleen, NORMAL.spleen),
      normal: now.spleen !== undefined && now.spleen < NORMAL.spleen,
    },
    size('liver', baseline.liver, now.liver, 0),
    {
      ...size('lymphocytes', baseline.lymphocytes, now.lymphocytes, NORMAL.lymphocytes),
      normal: now.lymphocytes !== undefined && now.lymphocytes < NORMAL.lymphocytes,
    },
  ];
}

function functions(baseline: CllState, now: CllState): readonly Compared[] {
  return (['platelets', 'haemoglobin'] as const).map((name) => {
    const [before, after] = [baseline[name], now[name]];
    return {
      name,
      abnormalBefore: before !== undefined && before < NORMAL[name],
      normal: after !== undefined && after >= NORMAL[name],
      improved: before !== undefined && after !== undefined && 2 * after >= 3 * before,
      // A fall after treatment with cells may be the treatment: the table counts it only with other evidence, so it decides nothing here.
      worse: false,
    };
  });
}
