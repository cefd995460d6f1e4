// In: laboratory values and findings. Out: whether the laboratory criteria of IEC-HS are met: a flag. The grade depends on what was done
// and is the clinician's, so none is derived.
import { evaluated, type Graded, notEvaluable, type Rule } from './graded.ts';
import { above, allOf, anyOf, below, type Known, type Measure } from './measure.ts';

/** Hines et al., Transplant Cell Ther 2023;29:438. */
export const IEC_HS: Rule = { id: 'iec-hs-criteria-2023', version: 1 };

export interface IecHsFindings {
  /** ug/L. */
  readonly ferritin?: Measure;
  readonly ferritinUpperNormal?: number;
  /** At infusion, ug/L. */
  readonly ferritinBaseline?: number;
  /** g/L: the paper's 150 mg/dL are 1.5 g/L. */
  readonly fibrinogen?: Measure;
  readonly fibrinogenLowerNormal?: number;
  /** Multiples of the upper limit of normal, the higher of ALT and AST. */
  readonly transaminases?: Measure;
  readonly haemophagocytosis?: boolean;
  /** Of new onset, worsening or refractory. */
  readonly cytopenia?: boolean;
  /** Better explained by CRS, infection or progression alone: then it is none. */
  readonly betterExplained?: boolean;
}

export function iecHsCriteria(findings: IecHsFindings): Graded<boolean> {
  if (findings.betterExplained === true) return evaluated(IEC_HS, false, ['better explained by something else']);
  const { ferritin, ferritinUpperNormal, ferritinBaseline, fibrinogen, fibrinogenLowerNormal } = findings;
  const twice = (limit: number | undefined): Known => (limit === undefined ? undefined : above(ferritin, 2 * limit));
  const [ofNormal, ofBaseline] = [twice(ferritinUpperNormal), twice(ferritinBaseline)];
  // One of the two limits is enough to say yes, and to say no where the other was not measured.
  const hyperferritinaemia =
    ferritinUpperNormal === undefined
      ? ofBaseline
      : ferritinBaseline === undefined
        ? ofNormal
        : anyOf(ofNormal, ofBaseline);
  const common = {
    fibrinogen: anyOf(
      below(fibrinogen, 1.5),
      fibrinogenLowerNormal === undefined ? false : below(fibrinogen, fibrinogenLowerNormal),
    ),
    transaminases: above(findings.transaminases, 5),
    haemophagocytosis: findings.haemophagocytosis,
    cytopenia: findings.cytopenia,
  };
  const met = allOf(hyperferritinaemia, anyOf(...Object.values(common)));
  if (met === undefined) {
    const open = Object.entries(common).flatMap(([name, value]) => (value === undefined ? [name] : []));
    return notEvaluable(IEC_HS, hyperferritinaemia === undefined ? ['ferritin', ...open] : open);
  }
  const because = Object.entries({ hyperferritinaemia, ...common }).flatMap(([name, value]) => (value ? [name] : []));
  return evaluated(IEC_HS, met, because);
}
