// A measured value as a hospital writes it, to the canonical UCUM unit of its item; what was reported is kept. Site only.
export * from './rules.ts';
export { canonicalFactor, convert, isUcum } from './ucum.ts';
export { ucumOf } from './spelled.ts';
export { readInteger, readMeasured, readNumber, type Measured, type NumberFault } from './measured.ts';
export { wordOf, type Word } from './words.ts';
export { isUnitOf, numberInUnit, quantityOf, type QuantityReading, type UnitTrouble } from './quantity.ts';
