// In: one assessment of the disease, the baseline and the assessments between. Out: the response that the criteria give, beside which the reported
// one is kept. What an assessment does not say is not taken from another one.
import {
  type BAllFindings,
  bestResponse as bestOf,
  type BestResponse,
  type CllState,
  evaluated,
  type Graded,
  gradeBAll,
  gradeImwg,
  gradeIwcll,
  gradeLuganoCt,
  gradeLuganoPet,
  type Lesion,
  type Myeloma,
  notEvaluable,
  type PetFindings,
  type Response,
  type Rule,
} from '@longview/grading';
import {
  codesOf,
  type CourseView,
  dayOf,
  dayZero,
  defined,
  exactly,
  listedOf,
  measureOf,
  ofType,
  type PlacedRecord,
  scoreOf,
  when,
  yesNo,
} from '../course-view.ts';
import { agreed } from './on-label.ts';

export const RESPONSE_DERIVED: Rule = { id: 'response-by-criteria', version: 1 };

/** In the terms of the list RESPONSE, whatever the criteria call it. */
export type DerivedResponse = 'sCR' | 'CR' | 'CRh' | 'CRi' | 'VGPR' | 'PR' | 'MR' | 'SD' | 'PD';

const isBaseline = (course: CourseView, record: PlacedRecord): boolean => {
  const [zero, day] = [dayZero(course), dayOf(record, 'assessmentDate')];
  return listedOf(record, 'timePoint') === 'baseline' || (zero !== undefined && day !== undefined && day < zero);
};

/** The last assessment before infusion: against it and not against an earlier one a response is counted. */
const baselineOf = (course: CourseView): PlacedRecord | undefined =>
  ofType(course, 'ResponseAssessment')
    .filter((record) => isBaseline(course, record))
    .toSorted((left, right) => (dayOf(right, 'assessmentDate') ?? 0) - (dayOf(left, 'assessmentDate') ?? 0))[0];

/** Assessments after infusion and before this one. */
function between(course: CourseView, record: PlacedRecord): readonly PlacedRecord[] {
  const day = dayOf(record, 'assessmentDate');
  return ofType(course, 'ResponseAssessment').filter((other) => {
    const its = dayOf(other, 'assessmentDate');
    return !isBaseline(course, other) && day !== undefined && its !== undefined && its < day;
  });
}

const CRITERIA_OF: Readonly<Record<string, string>> = {
  LBCL: 'Lugano2014',
  PMBCL: 'Lugano2014',
  FL: 'Lugano2014',
  MCL: 'Lugano2014',
  MZL: 'Lugano2014',
  HL: 'Lugano2014',
  CLL_SLL: 'iwCLL2018',
  B_ALL: 'NCCN_ALL',
  MM: 'IMWG2016',
};

/** The criteria that suit the disease, where there is one set. */
export const criteriaOf = (disease: string | undefined): string | undefined =>
  disease === undefined ? undefined : CRITERIA_OF[disease];

export function responseDerived(course: CourseView, record: PlacedRecord): Graded<DerivedResponse> {
  if (isBaseline(course, record)) return notEvaluable(RESPONSE_DERIVED, ['an assessment after infusion']);
  const criteria = listedOf(record, 'criteria') ?? criteriaOf(agreed(course, 'Diagnosis', 'primaryDisease'));
  switch (criteria) {
    case 'Lugano2014':
      return lugano(course, record);
    case 'IMWG2016':
      return imwg(course, record);
    case 'NCCN_ALL':
      return bAll(course, record);
    case 'iwCLL2018':
      return iwcll(course, record);
    default:
      return notEvaluable(RESPONSE_DERIVED, ['criteria']);
  }
}

const OF_PET = { CMR: 'CR', PMR: 'PR', NMR: 'SD', PMD: 'PD' } as const;

function lugano(course: CourseView, record: PlacedRecord): Graded<DerivedResponse> {
  const byPet = listedOf(record, 'uptakeChange') !== undefined || scoreOf(record, 'deauvilleScore') !== undefined;
  if (byPet) {
    const marrow = listedOf(record, 'boneMarrowInvolvement');
    const before = baselineOf(course);
    const involvedBefore = before && listedOf(before, 'boneMarrowInvolvement');
    const graded = gradeLuganoPet(
      defined({
        deauville: scoreOf(record, 'deauvilleScore') as PetFindings['deauville'],
        uptakeVersusBaseline: listedOf(record, 'uptakeChange') as PetFindings['uptakeVersusBaseline'],
        newLesions: yesNo(record, 'newLesions'),
        marrow:
          marrow === 'negative'
            ? ('none' as const)
            : marrow === 'positive'
              ? involvedBefore === 'negative'
                ? ('new' as const)
                : ('persisting' as const)
              : undefined,
      }) as PetFindings,
    );
    return graded.evaluable
      ? evaluated(graded.rule, OF_PET[graded.value], graded.because)
      : notEvaluable(graded.rule, graded.missing);
  }
  return gradeLuganoCt(ctFindings(course, record));
}

/** Lesions by number: those of one day are of one assessment. */
function lesionsOn(course: CourseView, day: number | undefined): ReadonlyMap<number, PlacedRecord> {
  return new Map(
    ofType(course, 'LesionMeasurement').flatMap((record) => {
      const number = scoreOf(record, 'lesionNumber');
      return number !== undefined && day !== undefined && dayOf(record, 'assessmentDate') === day
        ? [[number, record] as const]
        : [];
    }),
  );
}

function diameters(record: PlacedRecord | undefined) {
  if (!record) return undefined;
  const visibility = listedOf(record, 'visibility');
  if (visibility === 'notVisible') return { longest: 0, shortest: 0 };
  if (visibility === 'tooSmall') return { longest: 5, shortest: 5 };
  const [longest, shortest] = [exactly(record, 'longestDiameter'), exactly(record, 'shortDiameter')];
  return longest === undefined || shortest === undefined ? undefined : { longest, shortest };
}

const TARGETS: readonly unknown[] = ['targetNodal', 'targetExtranodal'];

function ctFindings(course: CourseView, record: PlacedRecord) {
  const before = baselineOf(course);
  const [baseline, now] = [
    before && lesionsOn(course, dayOf(before, 'assessmentDate')),
    lesionsOn(course, dayOf(record, 'assessmentDate')),
  ];
  const earlier = between(course, record).map((one) => lesionsOn(course, dayOf(one, 'assessmentDate')));
  const targets = [...(baseline ?? [])]
    .filter(([, lesion]) => TARGETS.includes(lesion.record['kind']))
    .map(([number, lesion]): Lesion | undefined => {
      const [first, current] = [diameters(lesion), diameters(now.get(number))];
      if (!first || !current) return undefined;
      const seen = [first, ...earlier.flatMap((lesions) => diameters(lesions.get(number)) ?? [])];
      const nadir = seen.toSorted((left, right) => left.longest * left.shortest - right.longest * right.shortest)[0];
      return {
        baseline: first,
        now: current,
        ...(nadir && { nadir }),
        kind: lesion.record['kind'] === 'targetNodal' ? 'node' : 'extranodal',
      };
    });
  const found = [...now.values()].filter((lesion) => lesion.record['kind'] === 'new');
  const noneNew = yesNo(record, 'newLesions') === false;
  const spleens = [exactly(record, 'spleenLength'), before && exactly(before, 'spleenLength')];
  const [spleenNow, spleenBefore] = spleens;
  const smallest = Math.min(
    spleenBefore ?? Infinity,
    ...between(course, record).map((one) => exactly(one, 'spleenLength') ?? Infinity),
  );
  const progresses = yesNo(record, 'nonMeasuredProgress');
  const marrow = listedOf(record, 'boneMarrowInvolvement');
  return defined({
    targets: targets.length > 0 && !targets.includes(undefined) ? (targets as Lesion[]) : undefined,
    newLesions:
      found.length > 0
        ? found.flatMap((lesion) => {
            const size = diameters(lesion);
            return size ? [{ longest: size.longest, kind: 'node' as const, unequivocal: true }] : [];
          })
        : noneNew
          ? []
          : undefined,
    spleen:
      spleenNow === undefined || spleenBefore === undefined
        ? undefined
        : { now: spleenNow, baseline: spleenBefore, nadir: smallest },
    nonMeasured:
      progresses === true ? ('progressed' as const) : progresses === false ? ('noChange' as const) : undefined,
    marrow:
      marrow === 'negative'
        ? ('normal' as const)
        : marrow === 'positive'
          ? before && listedOf(before, 'boneMarrowInvolvement') === 'negative'
            ? ('newOrRecurrent' as const)
            : ('involved' as const)
          : undefined,
  });
}

function myeloma(record: PlacedRecord): Myeloma {
  const [kappa, lambda] = [exactly(record, 'kappaLightChains'), exactly(record, 'lambdaLightChains')];
  const chain = listedOf(record, 'involvedLightChain');
  const [serum, urine] = [listedOf(record, 'immunofixationSerum'), listedOf(record, 'immunofixationUrine')];
  const ratio = exactly(record, 'lightChainRatio');
  const soft = yesNo(record, 'plasmacytoma');
  return defined({
    serum: exactly(record, 'serumMProtein'),
    urine: exactly(record, 'urineMProtein'),
    freeLightChain:
      kappa === undefined || lambda === undefined || chain === undefined
        ? undefined
        : chain === 'kappa'
          ? kappa - lambda
          : lambda - kappa,
    marrow: exactly(record, 'marrowPlasmaCells'),
    plasmacytoma: soft === false ? 0 : exactly(record, 'plasmacytomaArea'),
    immunofixationNegative:
      serum === 'positive' || urine === 'positive'
        ? false
        : serum === 'negative' && urine === 'negative'
          ? true
          : undefined,
    // 0.26 to 1.65: the range of the assay on which the criteria rest.
    freeLightChainRatioNormal: ratio === undefined ? undefined : ratio >= 0.26 && ratio <= 1.65,
    clonalPlasmaCells:
      listedOf(record, 'clonalPlasmaCells') === 'negative'
        ? false
        : listedOf(record, 'clonalPlasmaCells') === 'positive'
          ? true
          : undefined,
    lesionProgressed: yesNo(record, 'newLesions') === true ? true : undefined,
  }) as Myeloma;
}

function imwg(course: CourseView, record: PlacedRecord): Graded<DerivedResponse> {
  const before = baselineOf(course);
  if (!before) return notEvaluable(RESPONSE_DERIVED, ['a baseline assessment']);
  const baseline = myeloma(before);
  const earlier = between(course, record).map(myeloma);
  const lowest = (name: 'serum' | 'urine' | 'freeLightChain' | 'marrow' | 'plasmacytoma'): number | undefined => {
    const values = [baseline, ...earlier].flatMap((one) => one[name] ?? []);
    return values.length > 0 ? Math.min(...values) : undefined;
  };
  const nadir = defined({
    serum: lowest('serum'),
    urine: lowest('urine'),
    freeLightChain: lowest('freeLightChain'),
    marrow: lowest('marrow'),
    plasmacytoma: lowest('plasmacytoma'),
  }) as Myeloma;
  return gradeImwg({ baseline, nadir, now: myeloma(record) });
}

function bAll(course: CourseView, record: PlacedRecord): Graded<DerivedResponse> {
  const blood = exactly(record, 'bloodBlasts');
  const free = yesNo(record, 'transfusionFree');
  const remission = between(course, record).some((one) =>
    ['CR', 'CRi'].includes(String(one.record['responseReported'])),
  );
  const graded = gradeBAll(
    defined({
      marrowBlasts: measureOf(record, 'marrowBlasts'),
      circulatingBlasts: blood === undefined ? undefined : blood > 0,
      extramedullary: yesNo(record, 'extramedullaryDisease'),
      neutrophils: measureOf(record, 'neutrophils'),
      platelets: measureOf(record, 'platelets'),
      transfused: free === undefined ? undefined : !free,
      afterRemission: remission,
    }) as BAllFindings,
  );
  if (!graded.evaluable) return notEvaluable(graded.rule, graded.missing);
  switch (graded.value) {
    case 'MLFS':
    case 'noResponse':
      return evaluated(graded.rule, 'SD', [...graded.because, graded.value]);
    case 'relapse':
      return evaluated(graded.rule, 'PD', graded.because);
    default:
      return evaluated(graded.rule, graded.value, graded.because);
  }
}

function cll(course: CourseView, record: PlacedRecord): CllState {
  const sizes = [...lesionsOn(course, dayOf(record, 'assessmentDate')).values()].map(diameters);
  const known = sizes.length > 0 && !sizes.includes(undefined);
  const marrow = listedOf(record, 'boneMarrowInvolvement');
  return defined({
    nodes: known
      ? {
          sum: sizes.reduce((sum, size) => sum + (size ? size.longest * size.shortest : 0), 0),
          longest: Math.max(...sizes.map((size) => size?.longest ?? 0)),
        }
      : undefined,
    spleen: exactly(record, 'spleenLength'),
    liver: exactly(record, 'liverLength'),
    symptoms: yesNo(record, 'constitutionalSymptoms'),
    lymphocytes: exactly(record, 'lymphocytes'),
    platelets: exactly(record, 'platelets'),
    haemoglobin: exactly(record, 'haemoglobin'),
    marrowClear: marrow === 'negative' ? true : marrow === 'positive' ? false : undefined,
  }) as CllState;
}

function iwcll(course: CourseView, record: PlacedRecord): Graded<DerivedResponse> {
  const before = baselineOf(course);
  if (!before) return notEvaluable(RESPONSE_DERIVED, ['a baseline assessment']);
  const isNew = yesNo(record, 'newLesions');
  return gradeIwcll({
    baseline: cll(course, before),
    now: cll(course, record),
    ...(isNew !== undefined && { newLesion: isNew }),
  });
}

const AS_BEST: Readonly<Record<string, Response>> = {
  sCR: 'CR',
  CR: 'CR',
  CRi: 'CR',
  VGPR: 'PR',
  PR: 'PR',
  MR: 'SD',
  SD: 'SD',
  PD: 'PD',
  notEvaluable: 'NE',
};

/** As the centre reports them, in the order of all scales: nobody is left out of the denominator for want of an assessment. */
export function bestResponseReported(course: CourseView): BestResponse | undefined {
  const zero = dayZero(course);
  if (zero === undefined) return undefined;
  const first = (type: 'SubsequentTherapy' | 'SurvivalStatus', field: string): number | undefined => {
    const days = ofType(course, type).flatMap((record) => when(record, field)?.[0] ?? []);
    return days.length > 0 ? Math.min(...days) - zero : undefined;
  };
  return bestOf(
    defined({
      assessments: ofType(course, 'ResponseAssessment').flatMap((record) => {
        const [day, response] = [dayOf(record, 'assessmentDate'), AS_BEST[listedOf(record, 'responseReported') ?? '']];
        return day === undefined || response === undefined || isBaseline(course, record)
          ? []
          : [{ day: day - zero, response }];
      }),
      newTherapy: first('SubsequentTherapy', 'startDate'),
      death: first('SurvivalStatus', 'deathDate'),
    }),
  );
}

export const RELAPSE_KIND: Rule = { id: 'relapse-or-progression', version: 1 };

/** After a response it is a relapse, without one a progression: told beside what the centre says, which stays. */
export function relapseKind(course: CourseView, record: PlacedRecord): Graded<'relapse' | 'progression'> {
  const at = when(record, 'date');
  if (!at) return notEvaluable(RELAPSE_KIND, ['date']);
  const before = ofType(course, 'ResponseAssessment').filter((one) => {
    const day = dayOf(one, 'assessmentDate');
    return day !== undefined && day <= at[1] && !isBaseline(course, one);
  });
  if (before.length === 0) return notEvaluable(RELAPSE_KIND, ['ResponseAssessment']);
  const responded = before.some((one) => ['CR', 'PR'].includes(AS_BEST[listedOf(one, 'responseReported') ?? ''] ?? ''));
  return evaluated(RELAPSE_KIND, responded ? 'relapse' : 'progression', [
    responded ? 'after a response' : 'without a response',
  ]);
}

/** Whether a modality that shows uptake was used. */
export const byPet = (record: PlacedRecord): boolean =>
  codesOf(record, 'modalities')?.includes('petCt') === true || scoreOf(record, 'deauvilleScore') !== undefined;
