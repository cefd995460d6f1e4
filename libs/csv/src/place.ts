// In: a problem and where it was met. Out: both together, so that a person can go and look. Never the value of an identity column.
import type { Problem } from '@longview/dictionary';
import type { UnitRule } from '@longview/units';
import type { CsvRule } from './rules.ts';

export interface Place {
  readonly file: string;
  /** The first line of the row, the heading line being 1. */
  readonly line: number;
  /** 1 for the first column; absent when the whole row is meant. */
  readonly column?: number;
  readonly heading?: string;
}

export interface PlacedProblem extends Problem {
  readonly place: Place;
  /** The record in question, by its source record id. */
  readonly record?: string;
}

/** What was noticed and changes nothing: said once, at the end. */
export interface Note {
  readonly place: Place;
  readonly message: string;
}

interface Details {
  readonly severity?: 'error' | 'query';
  readonly field?: string;
  readonly value?: unknown;
  readonly record?: string;
}

export const problem = (
  rule: CsvRule | UnitRule,
  place: Place,
  message: string,
  mend: string,
  details: Details = {},
): PlacedProblem => ({ severity: 'error', ...details, rule, place, message, mend });
