// In: the signs of one day, or of each day of an episode. Out: the grade of cytokine release syndrome. Organ toxicity never enters it.
import { evaluated, type Graded, notEvaluable, type Rule } from './graded.ts';
import { atLeast, atMost, type Measure } from './measure.ts';

/** Lee et al., Biol Blood Marrow Transplant 2019;25:625–38, table 2. */
export const CRS_ASTCT: Rule = { id: 'crs-astct-2019', version: 1 };

export type CrsGrade = 0 | 1 | 2 | 3 | 4 | 5;

export type OxygenDevice =
  | 'none'
  | 'blowBy'
  | 'nasalCannula'
  | 'highFlowNasalCannula'
  | 'facemask'
  | 'nonRebreather'
  | 'venturi'
  | 'cpap'
  | 'bipap'
  | 'mechanicalVentilation';

export interface CrsSigns {
  /** Highest of the day, Cel. */
  readonly temperature?: Measure;
  /** A fever with another cause is none; one of unknown cause counts. */
  readonly feverAttribution?: 'CRS' | 'infection' | 'other' | 'unknown';
  /** Antipyretics or anticytokine treatment within 24 hours: then fever is no longer asked for in an open syndrome. */
  readonly antipyreticOrAnticytokine?: boolean;
  /** The syndrome began on an earlier day and is not resolved. */
  readonly open?: boolean;
  readonly hypotension?: boolean;
  /** Agents given on the day, by name; none: an empty list. */
  readonly vasopressors?: readonly string[];
  readonly oxygenDevice?: OxygenDevice;
  /** L/min. */
  readonly oxygenFlow?: Measure;
  readonly ventilationIndication?: 'hypoxia' | 'airwayProtection' | 'procedure';
  readonly deathFromCrs?: boolean;
}

interface Part {
  readonly grade: CrsGrade;
  readonly because: string;
}

export function gradeCrsDay(signs: CrsSigns): Graded<CrsGrade> {
  if (signs.deathFromCrs === true) return evaluated(CRS_ASTCT, 5, ['death from cytokine release syndrome']);
  const missing: string[] = [];
  const fever = feverOf(signs, missing);
  const masked = signs.open === true && signs.antipyreticOrAnticytokine === true;
  if (fever === false && !masked) return evaluated(CRS_ASTCT, 0, ['no fever of this cause']);
  const parts = [hypotensionOf(signs, missing), hypoxiaOf(signs, missing)].filter((part) => part !== undefined);
  const worst = Math.max(fever === true ? 1 : 0, ...parts.map(({ grade }) => grade)) as CrsGrade;
  const because = [
    ...(fever === true ? ['fever'] : []),
    ...(fever !== true && masked ? ['fever not asked for after treatment'] : []),
    ...parts.filter(({ grade }) => grade > 0).map((part) => part.because),
  ];
  // Masked, what the temperature was cannot change a grade from the other signs.
  const open = missing.filter((name) => !(masked && name === 'temperature' && worst > 0));
  // Nothing is above 4 but death, so what else is missing no longer matters, once there is a syndrome at all.
  if (open.length === 0 || (worst === 4 && (fever === true || masked))) return evaluated(CRS_ASTCT, worst, because);
  return notEvaluable(CRS_ASTCT, open, fever === true || masked ? worst : undefined);
}

function feverOf({ temperature, feverAttribution }: CrsSigns, missing: string[]): boolean | undefined {
  if (feverAttribution === 'infection' || feverAttribution === 'other') return false;
  const known = atLeast(temperature, 38);
  if (known === undefined) missing.push('temperature');
  return known;
}

function hypotensionOf({ hypotension, vasopressors }: CrsSigns, missing: string[]): Part | undefined {
  const agents = new Set((vasopressors ?? []).map((agent) => agent.trim().toLowerCase()));
  const counted = [...agents].filter((agent) => agent !== 'vasopressin').length;
  if (counted >= 2) return { grade: 4, because: 'two or more vasopressors, vasopressin not counted' };
  if (agents.size > 0) return { grade: 3, because: 'a vasopressor' };
  if (vasopressors === undefined && hypotension !== false) {
    missing.push(hypotension === undefined ? 'hypotension' : 'vasopressors');
    return hypotension === true ? { grade: 2, because: 'hypotension' } : undefined;
  }
  if (hypotension === undefined) missing.push('hypotension');
  return hypotension === true
    ? { grade: 2, because: 'hypotension without vasopressor' }
    : { grade: 0, because: 'no hypotension' };
}

function hypoxiaOf({ oxygenDevice, oxygenFlow, ventilationIndication }: CrsSigns, missing: string[]): Part | undefined {
  switch (oxygenDevice) {
    case undefined:
      missing.push('oxygenDevice');
      return undefined;
    case 'none':
      return { grade: 0, because: 'no oxygen' };
    case 'blowBy':
      return { grade: 2, because: 'blow-by oxygen' };
    case 'nasalCannula': {
      const low = atMost(oxygenFlow, 6);
      if (low === undefined) missing.push('oxygenFlow');
      return low === false
        ? { grade: 3, because: 'more than 6 L/min by cannula' }
        : { grade: 2, because: 'low flow by cannula' };
    }
    case 'highFlowNasalCannula':
    case 'facemask':
    case 'nonRebreather':
    case 'venturi':
      return { grade: 3, because: 'high flow or mask' };
    case 'cpap':
    case 'bipap':
      return { grade: 4, because: 'positive pressure' };
    case 'mechanicalVentilation':
      if (ventilationIndication === undefined) {
        missing.push('ventilationIndication');
        return undefined;
      }
      return ventilationIndication === 'hypoxia'
        ? { grade: 4, because: 'ventilated for hypoxia' }
        : { grade: 0, because: 'ventilated for another reason than hypoxia' };
  }
}

export interface CrsEpisode {
  readonly grade: CrsGrade;
  /** Days since infusion; absent when it never began. */
  readonly onset?: number;
  readonly worstDay?: number;
}

/**
 * The episode's grade is the highest of its days. What is open on a day follows from the days before: it opens with a fever of this
 * cause, and stays so until a day without any sign. A later fever is the same episode again.
 * @param days each with `day`, whole days since infusion (day 0), in any order.
 */
export function gradeCrsEpisode(days: readonly (CrsSigns & { readonly day: number })[]): Graded<CrsEpisode> {
  const missing: string[] = [];
  let open = false;
  let episode: CrsEpisode = { grade: 0 };
  for (const signs of days.toSorted((left, right) => left.day - right.day)) {
    const graded = gradeCrsDay({ ...signs, open: signs.open ?? open });
    const value = graded.evaluable ? graded.value : (graded.atLeast ?? 0);
    if (!graded.evaluable) missing.push(...graded.missing.map((name) => `day ${signs.day}: ${name}`));
    if (value > 0)
      episode = {
        grade: Math.max(episode.grade, value) as CrsGrade,
        onset: episode.onset ?? signs.day,
        ...(value > episode.grade ? { worstDay: signs.day } : { worstDay: episode.worstDay ?? signs.day }),
      };
    if (graded.evaluable) open = value > 0;
  }
  if (days.length === 0) return notEvaluable(CRS_ASTCT, ['days']);
  if (missing.length > 0 && episode.grade < 4) return notEvaluable(CRS_ASTCT, missing, episode);
  return evaluated(CRS_ASTCT, episode, [`highest of ${days.length} days`]);
}
