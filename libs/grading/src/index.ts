// The public door of the grading library: grades, responses and scores from plain values, each with its rule and version.
export * from './best-response.ts';
export * from './b-all.ts';
export * from './car-hematotox.ts';
export * from './crs.ts';
export * from './cytopenia.ts';
export * from './eq5d.ts';
export * from './graded.ts';
export * from './icaht.ts';
export * from './icans.ts';
export * from './iec-hs.ts';
export * from './imwg.ts';
export * from './iwcll.ts';
export * from './lugano.ts';
export { compared, type Measure, type Range } from './measure.ts';
export * from './qlq-c30.ts';
