// In: five values before lymphodepletion. Out: the CAR-HEMATOTOX score, for the registry: computed afterwards, never to treat by.
import { evaluated, type Graded, notEvaluable, type Rule } from './graded.ts';
import { above, atLeast, below, type Known, type Measure, not } from './measure.ts';

/** Rejeski et al., Blood 2021;138:2499–513. */
export const CAR_HEMATOTOX: Rule = { id: 'car-hematotox-2021', version: 1 };

export interface HematotoxValues {
  /** 10*9/L. */
  readonly platelets?: Measure;
  /** Neutrophils, 10*9/L. */
  readonly neutrophils?: Measure;
  /** g/dL. */
  readonly haemoglobin?: Measure;
  /** mg/L: the paper's 3 mg/dL are 30 mg/L. */
  readonly crp?: Measure;
  /** ug/L, the same number as ng/mL. */
  readonly ferritin?: Measure;
  /** Days from the sample to the start of lymphodepletion: 0 to 3; afterwards (negative) the score means nothing. */
  readonly daysBefore?: number;
}

export interface Hematotox {
  /** 0 to 7. */
  readonly score: number;
  readonly risk: 'low' | 'high';
  readonly use: 'registrationOnly';
}

export function scoreHematotox(values: HematotoxValues): Graded<Hematotox> {
  if (values.daysBefore !== undefined && !(values.daysBefore >= 0 && values.daysBefore <= 3))
    return notEvaluable(CAR_HEMATOTOX, ['values of the three days before lymphodepletion']);
  const points = {
    platelets: stepped(below(values.platelets, 75), not(above(values.platelets, 175))),
    neutrophils: stepped(false, below(values.neutrophils, 1.2)),
    haemoglobin: stepped(false, below(values.haemoglobin, 9)),
    crp: stepped(false, atLeast(values.crp, 30)),
    ferritin: stepped(above(values.ferritin, 2000), atLeast(values.ferritin, 650)),
  };
  const missing = Object.entries(points).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length > 0) return notEvaluable(CAR_HEMATOTOX, missing);
  const score = Object.values(points).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const because = Object.entries(points).flatMap(([name, value]) => ((value ?? 0) > 0 ? [`${name} ${value}`] : []));
  return evaluated(CAR_HEMATOTOX, { score, risk: score >= 2 ? 'high' : 'low', use: 'registrationOnly' }, because);
}

function stepped(two: Known, one: Known): 0 | 1 | 2 | undefined {
  if (two === undefined) return undefined;
  if (two) return 2;
  return one === undefined ? undefined : one ? 1 : 0;
}
