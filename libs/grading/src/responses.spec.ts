import { describe, expect, test } from '@jest/globals';
import { type BAllFindings, gradeBAll } from './b-all.ts';
import { confirmImwg, gradeImwg, type ImwgResponse, type Myeloma } from './imwg.ts';
import { type CllFindings, type CllState, gradeIwcll } from './iwcll.ts';
import { type CtFindings, gradeLuganoCt, gradeLuganoPet, type PetFindings } from './lugano.ts';

describe('Lugano 2014 by PET', () => {
  test.each<[string, PetFindings, string]>([
    ['D3 with a residual mass', { deauville: 3, newLesions: false }, 'CMR'],
    ['D4 from D5', { deauville: 4, uptakeVersusBaseline: 'reduced', newLesions: false }, 'PMR'],
    ['D5 unchanged', { deauville: 5, uptakeVersusBaseline: 'unchanged', newLesions: false }, 'NMR'],
    ['D5 more', { deauville: 5, uptakeVersusBaseline: 'increased', newLesions: false }, 'PMD'],
    ['D2 and a new node', { deauville: 2, newLesions: true }, 'PMD'],
    ['D2 and the marrow still takes up', { deauville: 2, newLesions: false, marrow: 'persisting' }, 'PMR'],
  ])('%s', (_name, findings, expected) =>
    expect(gradeLuganoPet(findings)).toMatchObject({ evaluable: true, value: expected }),
  );
  test.each<[PetFindings, string]>([
    [{ deauville: 3 }, 'newLesions'],
    [{ deauville: 'X', newLesions: false }, 'deauville'],
    [{ deauville: 5, newLesions: false }, 'uptakeVersusBaseline'],
  ])('%j is not guessed', (findings, missing) =>
    expect(gradeLuganoPet(findings)).toMatchObject({ evaluable: false, missing: [missing] }),
  );
});

describe('Lugano 2014 by CT', () => {
  const lesion = (
    now: readonly [number, number],
    baseline: readonly [number, number],
    nadir?: readonly [number, number],
  ) => {
    const of = ([longest, shortest]: readonly [number, number]) => ({ longest, shortest });
    return { now: of(now), baseline: of(baseline), ...(nadir && { nadir: of(nadir) }), kind: 'node' as const };
  };
  const rest = { newLesions: [], spleen: { now: 120, baseline: 120 }, nonMeasured: 'none', marrow: 'normal' } as const;
  test.each<[string, CtFindings, string]>([
    ['all nodes at 15 mm', { ...rest, targets: [lesion([15, 10], [40, 30])] }, 'CR'],
    ['one at 16 mm', { ...rest, targets: [lesion([16, 10], [40, 30])] }, 'PR'],
    ['minus 49 %', { ...rest, targets: [lesion([51, 20], [100, 20])] }, 'SD'],
    ['minus 50 %', { ...rest, targets: [lesion([50, 20], [100, 20])] }, 'PR'],
    [
      'minus 50 %, spleen minus 40 %',
      { ...rest, targets: [lesion([50, 20], [100, 20])], spleen: { now: 142, baseline: 150 } },
      'SD',
    ],
    ['16 x 10 from 11 x 9', { ...rest, targets: [lesion([16, 10], [30, 20], [11, 9])] }, 'PD'],
    ['30 x 20 from 24 x 16', { ...rest, targets: [lesion([30, 20], [60, 40], [24, 16])] }, 'PR'],
    [
      'spleen from 150 to 175',
      { ...rest, targets: [lesion([20, 10], [40, 30])], spleen: { now: 175, baseline: 150 } },
      'PD',
    ],
    [
      'a new node of 16 mm',
      { ...rest, targets: [lesion([10, 10], [40, 30])], newLesions: [{ longest: 16, kind: 'node' }] },
      'PD',
    ],
    [
      'a new node of 15 mm',
      { ...rest, targets: [lesion([10, 10], [40, 30])], newLesions: [{ longest: 15, kind: 'node' }] },
      'CR',
    ],
    [
      'a new site of 5 mm, unequivocal',
      {
        ...rest,
        targets: [lesion([10, 10], [40, 30])],
        newLesions: [{ longest: 5, kind: 'extranodal', unequivocal: true }],
      },
      'PD',
    ],
    ['new marrow involvement', { ...rest, targets: [lesion([10, 10], [40, 30])], marrow: 'newOrRecurrent' }, 'PD'],
    ['marrow still involved', { ...rest, targets: [lesion([10, 10], [40, 30])], marrow: 'involved' }, 'PR'],
  ])('%s', (_name, findings, expected) =>
    expect(gradeLuganoCt(findings)).toMatchObject({ evaluable: true, value: expected }),
  );
  test('is not guessed without spleen, lesions or, where all else is gone, the marrow', () => {
    const targets = [lesion([10, 10], [40, 30])];
    expect(gradeLuganoCt({ targets })).toMatchObject({
      evaluable: false,
      missing: ['newLesions', 'spleen', 'nonMeasured'],
    });
    const { marrow: _none, ...unexamined } = rest;
    expect(gradeLuganoCt({ ...unexamined, targets })).toMatchObject({
      evaluable: false,
      missing: ['marrow'],
      atLeast: 'PR',
    });
  });
});

describe('IMWG 2016', () => {
  const BASE: Myeloma = { serum: 40, urine: 0 };
  const response = (now: Myeloma, baseline: Myeloma = BASE, nadir?: Myeloma) => {
    const graded = gradeImwg({ baseline, now, ...(nadir && { nadir }) });
    return graded.evaluable ? graded.value : graded;
  };
  const NEGATIVE: Myeloma = { serum: 0, urine: 0, immunofixationNegative: true, plasmacytoma: 0, marrow: 4 };
  test.each<[string, Myeloma, ImwgResponse]>([
    ['40 to 20', { serum: 20, urine: 0 }, 'PR'],
    ['40 to 20.1', { serum: 20.1, urine: 0 }, 'MR'],
    ['40 to 30', { serum: 30, urine: 0 }, 'MR'],
    ['40 to 30.1', { serum: 30.1, urine: 0 }, 'SD'],
    ['40 to 4, urine 90', { serum: 4, urine: 90 }, 'VGPR'],
    ['40 to 4, urine 120', { serum: 4, urine: 120 }, 'PR'],
    ['immunofixation only', { serum: 0, urine: 0, immunofixationNegative: false }, 'VGPR'],
    ['complete', NEGATIVE, 'CR'],
    ['stringent', { ...NEGATIVE, freeLightChainRatioNormal: true, clonalPlasmaCells: false }, 'sCR'],
    ['five per cent in the marrow', { ...NEGATIVE, marrow: 5 }, 'VGPR'],
  ])('%s', (_name, now, expected) => expect(response(now)).toBe(expected));
  test.each<[string, Myeloma, Myeloma, Myeloma, boolean]>([
    ['2 to 6.9', BASE, { serum: 2 }, { serum: 6.9, urine: 0 }, false],
    ['2 to 7.0', BASE, { serum: 2 }, { serum: 7, urine: 0 }, true],
    ['55 to 64.9', { serum: 80, urine: 0 }, { serum: 55 }, { serum: 64.9, urine: 0 }, false],
    ['55 to 69', { serum: 80, urine: 0 }, { serum: 55 }, { serum: 69, urine: 0 }, true],
    ['light chains 20 to 115', { freeLightChain: 900 }, { freeLightChain: 20 }, { freeLightChain: 115 }, false],
    ['light chains 20 to 121', { freeLightChain: 900 }, { freeLightChain: 20 }, { freeLightChain: 121 }, true],
    [
      'light chains do not count where M-protein does',
      { serum: 40, freeLightChain: 900 },
      { serum: 2, freeLightChain: 20 },
      { serum: 2, urine: 0, freeLightChain: 900 },
      false,
    ],
    ['a new lesion', BASE, { serum: 2 }, { serum: 2, urine: 0, lesionProgressed: true }, true],
  ])('progression: %s', (_name, baseline, nadir, now, expected) =>
    expect(response(now, baseline, nadir) === 'PD').toBe(expected),
  );
  test('is not guessed', () => {
    expect(response({ urine: 0 })).toMatchObject({ evaluable: false, missing: ['serum'] });
    expect(response({ serum: 3 }, { serum: 5, urine: 20 })).toMatchObject({ evaluable: false });
    expect(response({ freeLightChain: 40 }, { freeLightChain: 90 })).toMatchObject({ evaluable: false });
    expect(gradeImwg({ baseline: BASE, now: { serum: 0, urine: 0, immunofixationNegative: true } })).toMatchObject({
      value: 'VGPR',
      partial: true,
    });
  });
  test('a level needs two assessments in a row', () => {
    const of = (now: Myeloma) => gradeImwg({ baseline: BASE, now });
    expect(confirmImwg(of({ serum: 20, urine: 0 }), of({ serum: 4, urine: 90 }))).toMatchObject({ value: 'PR' });
    expect(confirmImwg(of({ serum: 4, urine: 90 }), of({ serum: 20, urine: 0 }))).toMatchObject({ value: 'PR' });
    expect(confirmImwg(of({ serum: 46, urine: 0 }), of({ serum: 20, urine: 0 }))).toMatchObject({ evaluable: true });
    const progressed = gradeImwg({ baseline: BASE, nadir: { serum: 2 }, now: { serum: 9, urine: 0 } });
    expect(confirmImwg(progressed, of({ serum: 20, urine: 0 }))).toMatchObject({ evaluable: false, atLeast: 'PR' });
    expect(confirmImwg(progressed, progressed)).toMatchObject({ value: 'PD' });
  });
});

describe('B-cell acute lymphoblastic leukaemia', () => {
  const CLEAR: BAllFindings = {
    marrowBlasts: 1,
    circulatingBlasts: false,
    extramedullary: false,
    neutrophils: 1,
    platelets: 100,
    transfused: false,
  };
  test.each<[string, Partial<BAllFindings>, string]>([
    ['counts at the limits', {}, 'CR'],
    ['blasts of 5 %', { marrowBlasts: 5 }, 'noResponse'],
    ['blasts of 5 % after a remission', { marrowBlasts: 5, afterRemission: true }, 'relapse'],
    ['a new site after a remission', { extramedullary: true, afterRemission: true }, 'relapse'],
    ['partly recovered', { neutrophils: 0.6, platelets: 51 }, 'CRh'],
    ['neutrophils only', { neutrophils: 1.2, platelets: 40 }, 'CRi'],
    ['platelets only', { neutrophils: 0.4, platelets: 120 }, 'CRi'],
    ['neither', { neutrophils: 0.4, platelets: 40 }, 'MLFS'],
    ['platelets by transfusion', { neutrophils: 0.4, platelets: 120, transfused: true }, 'MLFS'],
  ])('%s', (_name, change, expected) =>
    expect(gradeBAll({ ...CLEAR, ...change })).toMatchObject({ evaluable: true, value: expected }),
  );
  test('is not guessed', () => {
    const { marrowBlasts: _marrow, ...unexamined } = CLEAR;
    expect(gradeBAll(unexamined)).toMatchObject({ evaluable: false, missing: ['marrowBlasts'] });
    const { platelets: _platelets, ...uncounted } = CLEAR;
    expect(gradeBAll(uncounted)).toMatchObject({ evaluable: false, missing: ['platelets'], atLeast: 'MLFS' });
  });
});

describe('iwCLL 2018', () => {
  const SICK: CllState = {
    nodes: { sum: 900, longest: 40 },
    spleen: 160,
    liver: 0,
    symptoms: true,
    lymphocytes: 60,
    platelets: 80,
    haemoglobin: 9.5,
  };
  const WELL: CllState = {
    nodes: { sum: 80, longest: 10 },
    spleen: 125,
    liver: 0,
    symptoms: false,
    lymphocytes: 2,
    platelets: 140,
    haemoglobin: 12,
    marrowClear: true,
  };
  const of = (now: CllState, more: Partial<CllFindings> = {}) => gradeIwcll({ baseline: SICK, now, ...more });
  test.each<[string, CllState, string]>([
    ['everything normal', WELL, 'CR'],
    ['counts still low', { ...WELL, platelets: 90 }, 'CRi'],
    ['nodes at 15 mm are none of it', { ...WELL, nodes: { sum: 90, longest: 15 } }, 'PR'],
    ['marrow not clear', { ...WELL, marrowClear: false }, 'PR'],
    [
      'two of the load halved, one count up by half',
      { ...SICK, nodes: { sum: 450, longest: 25 }, lymphocytes: 30, platelets: 120 },
      'PR',
    ],
    ['one of the load halved', { ...SICK, nodes: { sum: 450, longest: 25 }, platelets: 120 }, 'SD'],
    ['no count better', { ...SICK, nodes: { sum: 450, longest: 25 }, lymphocytes: 30 }, 'SD'],
    ['nodes half larger', { ...SICK, nodes: { sum: 1350, longest: 50 } }, 'PD'],
  ])('%s', (_name, now, expected) => expect(of(now)).toMatchObject({ evaluable: true, value: expected }));
  test('a new lesion, a transformation and lymphocytes', () => {
    expect(of(WELL, { newLesion: true })).toMatchObject({ value: 'PD' });
    expect(of(WELL, { richter: true })).toMatchObject({ value: 'PD' });
    expect(of({ ...SICK, lymphocytes: 90 })).toMatchObject({ value: 'PD' });
    expect(of({ ...SICK, lymphocytes: 90 }, { kinaseInhibitor: true })).toMatchObject({ value: 'SD' });
  });
  test('is not guessed', () => {
    const { spleen: _spleen, ...unmeasured } = WELL;
    expect(of(unmeasured)).toMatchObject({ evaluable: false, missing: ['spleen'] });
    const { marrowClear: _marrow, ...unexamined } = WELL;
    expect(of(unexamined)).toMatchObject({ evaluable: false, missing: ['marrowClear'], atLeast: 'PR' });
  });
});
