// In: the lines of treatment before this course. Out: how many, and to which classes of drugs the disease was exposed and refractory.
import { evaluated, type Graded, notEvaluable, type Rule } from '@longview/grading';
import { codesOf, type CourseView, numberOf, ofType, type PlacedRecord, yesNo } from '../course-view.ts';
import { classesOf, DRUG_CLASSES, type DrugClass, LENALIDOMIDE, PENTA } from '../reference/drug-classes.ts';

export const NUMBER_OF_LINES: Rule = { id: 'number-of-prior-lines', version: 1 };
export const CLASS_EXPOSURE: Rule = { id: 'class-exposure', version: 1 };

const linesOf = (course: CourseView): readonly PlacedRecord[] => ofType(course, 'PriorTherapyLine');

/** Bridging and lymphodepletion are records of their own and never lines. Two parts of one line count once. */
export function numberOfPriorLines(course: CourseView): Graded<number> {
  const numbers = linesOf(course).map((line) => numberOf(line, 'lineNumber'));
  if (numbers.length === 0) {
    const reported = ofType(course, 'Diagnosis').map((record) => numberOf(record, 'numberOfPriorLines'));
    const known = new Set(reported.filter((value) => value !== undefined));
    const [only] = known;
    return known.size === 1 && only !== undefined
      ? evaluated(NUMBER_OF_LINES, only, ['as the centre reports it'], true)
      : notEvaluable(NUMBER_OF_LINES, ['PriorTherapyLine']);
  }
  if (numbers.includes(undefined)) return notEvaluable(NUMBER_OF_LINES, ['lineNumber']);
  const distinct = new Set(numbers as number[]);
  // A line that is missing between two others was given all the same.
  const highest = Math.max(...distinct);
  return evaluated(NUMBER_OF_LINES, highest, [`${distinct.size} lines on record`], distinct.size < highest);
}

export interface ClassExposure {
  readonly exposed: readonly DrugClass[];
  readonly refractory: readonly DrugClass[];
  readonly lenalidomideRefractory: boolean;
  /** IMiD, proteasome inhibitor and anti-CD38. */
  readonly tripleClassExposed: boolean;
  readonly tripleClassRefractory: boolean;
  /** Two IMiDs, two proteasome inhibitors and an anti-CD38. */
  readonly pentaExposed: boolean;
  readonly pentaRefractory: boolean;
}

export function classExposure(course: CourseView): Graded<ClassExposure> {
  const lines = linesOf(course).map((record) => ({
    drugs: codesOf(record, 'drugs'),
    refractory: yesNo(record, 'refractory'),
  }));
  if (lines.length === 0) return notEvaluable(CLASS_EXPOSURE, ['PriorTherapyLine']);
  if (lines.some(({ drugs }) => drugs === undefined)) return notEvaluable(CLASS_EXPOSURE, ['drugs']);
  const given = lines.flatMap(({ drugs }) => drugs ?? []);
  const failed = lines.flatMap(({ drugs, refractory }) => (refractory === true ? (drugs ?? []) : []));
  const classes = (drugs: readonly string[]): readonly DrugClass[] => {
    const found = new Set(drugs.flatMap(classesOf));
    return (Object.keys(DRUG_CLASSES) as DrugClass[]).filter((name) => found.has(name));
  };
  const triple = (found: readonly DrugClass[]): boolean =>
    (['IMiD', 'PI', 'CD38'] as const).every((name) => found.includes(name));
  const penta = (drugs: readonly string[]): boolean =>
    [...PENTA.IMiD, ...PENTA.PI].every((drug) => drugs.includes(drug)) && classes(drugs).includes('CD38');
  const [exposed, refractory] = [classes(given), classes(failed)];
  const unknown = lines.some((line) => line.refractory === undefined);
  return evaluated(
    CLASS_EXPOSURE,
    {
      exposed,
      refractory,
      lenalidomideRefractory: failed.includes(LENALIDOMIDE),
      tripleClassExposed: triple(exposed),
      tripleClassRefractory: triple(refractory),
      pentaExposed: penta(given),
      pentaRefractory: penta(failed),
    },
    [`${lines.length} lines`],
    unknown,
  );
}
