// In: what imaging shows, beside baseline and nadir. Out: the response by PET or by CT. Sizes are in mm, so that no threshold falls between two doubles.
import { evaluated, type Graded, notEvaluable, type Rule } from './graded.ts';

/** Cheson et al., J Clin Oncol 2014;32:3059–68, table 3. */
export const LUGANO_PET: Rule = { id: 'lugano-2014-pet', version: 1 };
export const LUGANO_CT: Rule = { id: 'lugano-2014-ct', version: 1 };

export type PetResponse = 'CMR' | 'PMR' | 'NMR' | 'PMD';
export type CtResponse = 'CR' | 'PR' | 'SD' | 'PD';

export interface PetFindings {
  /** Deauville's five points; X is new uptake unlikely to be lymphoma. */
  readonly deauville?: 1 | 2 | 3 | 4 | 5 | 'X';
  readonly uptakeVersusBaseline?: 'reduced' | 'unchanged' | 'increased';
  /** New FDG-avid foci consistent with lymphoma. */
  readonly newLesions?: boolean;
  readonly marrow?: 'none' | 'persisting' | 'new';
}

export function gradeLuganoPet({
  deauville,
  uptakeVersusBaseline,
  newLesions,
  marrow,
}: PetFindings): Graded<PetResponse> {
  if (newLesions === true || marrow === 'new') return evaluated(LUGANO_PET, 'PMD', ['new FDG-avid disease']);
  if (newLesions === undefined) return notEvaluable(LUGANO_PET, ['newLesions']);
  if (deauville === undefined || deauville === 'X') return notEvaluable(LUGANO_PET, ['deauville']);
  if (deauville <= 3) {
    // Uptake that stays in the marrow is residual disease whatever the nodes show.
    return marrow === 'persisting'
      ? evaluated(LUGANO_PET, 'PMR', ['residual uptake in the marrow'])
      : evaluated(LUGANO_PET, 'CMR', [`Deauville ${deauville}`]);
  }
  switch (uptakeVersusBaseline) {
    case undefined:
      return notEvaluable(LUGANO_PET, ['uptakeVersusBaseline']);
    case 'reduced':
      return evaluated(LUGANO_PET, 'PMR', [`Deauville ${deauville}, uptake reduced`]);
    case 'unchanged':
      return evaluated(LUGANO_PET, 'NMR', [`Deauville ${deauville}, no significant change`]);
    case 'increased':
      return evaluated(LUGANO_PET, 'PMD', [`Deauville ${deauville}, uptake increased`]);
  }
}

/** mm. Too small to measure is 5 by 5, not visible 0 by 0. */
export interface Diameters {
  readonly longest: number;
  readonly shortest: number;
}

export interface Lesion {
  readonly now: Diameters;
  readonly baseline: Diameters;
  /** Smallest so far; absent: the baseline. */
  readonly nadir?: Diameters;
  readonly kind: 'node' | 'extranodal';
}

export interface CtFindings {
  /** Up to six, the same at every assessment. */
  readonly targets?: readonly Lesion[];
  /** Longest diameter of new lesions, mm. */
  readonly newLesions?: readonly {
    readonly longest: number;
    readonly kind: Lesion['kind'];
    readonly unequivocal?: boolean;
  }[];
  readonly spleen?: { readonly now: number; readonly baseline: number; readonly nadir?: number };
  readonly nonMeasured?: 'none' | 'regressed' | 'noChange' | 'progressed';
  readonly marrow?: 'normal' | 'involved' | 'newOrRecurrent';
}

/** mm, vertical. */
const NORMAL_SPLEEN = 130;

const product = ({ longest, shortest }: Diameters): number => longest * shortest;

export function gradeLuganoCt({ targets, newLesions, spleen, nonMeasured, marrow }: CtFindings): Graded<CtResponse> {
  const progressed = [
    ...(targets ?? []).filter(hasGrown).map(() => 'a lesion has grown by half and by its margin'),
    ...(newLesions ?? []).filter(isNew).map(({ kind }) => `new ${kind} lesion`),
    ...(spleen && spleenHasGrown(spleen) ? ['the spleen has grown'] : []),
    ...(nonMeasured === 'progressed' ? ['clear progression of what is not measured'] : []),
    ...(marrow === 'newOrRecurrent' ? ['new or recurrent marrow involvement'] : []),
  ];
  if (progressed.length > 0) return evaluated(LUGANO_CT, 'PD', progressed);
  const missing = Object.entries({ targets, newLesions, spleen, nonMeasured }).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
  if (missing.length > 0 || !targets || !spleen) return notEvaluable(LUGANO_CT, missing);
  const gone =
    targets.every(({ now, kind }) => (kind === 'node' ? now.longest <= 15 : now.longest === 0)) &&
    spleen.now <= NORMAL_SPLEEN &&
    nonMeasured === 'none';
  // Whether a response is complete hangs on the marrow; without it nothing below complete is known either.
  if (gone && marrow === undefined) return notEvaluable(LUGANO_CT, ['marrow'], 'PR');
  if (gone && marrow === 'normal') return evaluated(LUGANO_CT, 'CR', ['nodes at most 15 mm, no other site']);
  const sum = (pick: (lesion: Lesion) => Diameters): number =>
    targets.reduce((total, lesion) => total + product(pick(lesion)), 0);
  const [before, now] = [sum(({ baseline }) => baseline), sum((lesion) => lesion.now)];
  const excess = Math.max(0, spleen.baseline - NORMAL_SPLEEN);
  const spleenRegressed = excess === 0 ? spleen.now <= NORMAL_SPLEEN : spleen.now - NORMAL_SPLEEN < excess / 2;
  if (before > 0 && 2 * now <= before && spleenRegressed)
    return evaluated(LUGANO_CT, 'PR', ['sum of products halved, spleen regressed, other sites no larger']);
  return evaluated(LUGANO_CT, 'SD', [
    before > 0 && 2 * now <= before ? 'the spleen has not regressed by half of its excess' : 'less than halved',
  ]);
}

function hasGrown({ now, baseline, nadir = baseline }: Lesion): boolean {
  if (now.longest <= 15 || product(now) < 1.5 * product(nadir)) return false;
  const margin = nadir.longest > 20 ? 10 : 5;
  return now.longest - nadir.longest >= margin || now.shortest - nadir.shortest >= margin;
}

const isNew = ({ longest, kind, unequivocal }: NonNullable<CtFindings['newLesions']>[number]): boolean =>
  kind === 'node' ? longest > 15 : longest > 10 || unequivocal === true;

function spleenHasGrown({ now, baseline, nadir = baseline }: NonNullable<CtFindings['spleen']>): boolean {
  if (now <= NORMAL_SPLEEN) return false;
  const excess = nadir - NORMAL_SPLEEN;
  // Enlarged before: by more than half of what it was too large; else by 2 cm, or enlarged again after it was normal.
  if (excess > 0) return now - nadir > excess / 2;
  return now - nadir >= 20 || baseline > NORMAL_SPLEEN;
}
