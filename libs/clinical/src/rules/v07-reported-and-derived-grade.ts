// V07, clinical reference 1.23: the grade as reported and as derived from the days of observation. Both are kept. One asks when the derived
// one is higher, or when each day says all that a grade needs.
import type { Graded } from '@longview/grading';
import { type CourseView, numberOf, ofType, type PlacedRecord, textOf } from '../course-view.ts';
import { crsDerived, icahtEarlyDerived, icahtLateDerived, icansDerived } from '../derived/toxicity.ts';
import { rule, type Rule } from './rule.ts';

/** The grade, and whether every day said enough; no grade where not even a lower bound is known. */
type Derived = readonly [grade: number | undefined, complete: boolean];

const settled = (graded: Graded<number>): Derived =>
  graded.evaluable ? [graded.value, graded.partial !== true] : [graded.atLeast, false];

const ofEpisode = (graded: Graded<{ readonly grade: number }>): Derived =>
  graded.evaluable ? [graded.value.grade, graded.partial !== true] : [graded.atLeast?.grade, false];

const EPISODES = [
  ['CytokineReleaseSyndrome', (course: CourseView): Derived => ofEpisode(crsDerived(course))],
  ['Icans', (course: CourseView): Derived => ofEpisode(icansDerived(course))],
] as const;

export const reportedAndDerivedGrade: Rule = rule({
  id: 'V07',
  about: [
    'CytokineReleaseSyndrome.maximumGradeReported',
    'CytokineReleaseSyndrome.occurred',
    'Icans.maximumGradeReported',
    'Icans.occurred',
    'Icaht.gradeReported',
  ],
  statement: 'A reported grade is that which follows from the days of observation.',
  wordings: {
    higher: {
      message: {
        en: 'grade {reported} is reported; the days of observation give {derived}',
        nl: 'graad {reported} is gemeld; de observatiedagen geven {derived}',
        fr: 'le grade {reported} est déclaré ; les jours d’observation donnent {derived}',
        de: 'Grad {reported} ist gemeldet; die Beobachtungstage ergeben {derived}',
      },
      mend: {
        en: 'Compare with the table of the grading system; correct a value of a day or the grade, or confirm the grade. Both are kept.',
        nl: 'Vergelijk met de tabel van het graderingssysteem; verbeter een dagwaarde of de graad, of bevestig de graad. Beide worden bewaard.',
        fr: 'Comparez avec le tableau du système de gradation ; corrigez une valeur d’un jour ou le grade, ou confirmez le grade. Les deux sont conservés.',
        de: 'Vergleichen Sie mit der Tabelle des Gradsystems; berichtigen Sie einen Tageswert oder den Grad, oder bestätigen Sie den Grad. Beide bleiben erhalten.',
      },
    },
  },
  check(course, ask) {
    const compare = (record: PlacedRecord, field: string, reported: number | undefined, derived: Derived) => {
      const [grade, complete] = derived;
      if (reported === undefined || grade === undefined || grade === reported) return [];
      return complete || grade > reported ? [ask(record, field, 'higher', { reported, derived: grade })] : [];
    };
    return [
      ...EPISODES.flatMap(([type, derive]) => {
        const records = ofType(course, type).filter((record) =>
          ['ASTCT', undefined].includes(textOf(record, 'gradingSystem')),
        );
        const derived = records.length > 0 ? derive(course) : undefined;
        return records.flatMap((record) => {
          const occurred = textOf(record, 'occurred');
          const reported = occurred === 'no' ? 0 : numberOf(record, 'maximumGradeReported');
          // Death of it is V06's to ask about.
          return derived && reported !== 5 && derived[0] !== 5
            ? compare(record, occurred === 'no' ? 'occurred' : 'maximumGradeReported', reported, derived)
            : [];
        });
      }),
      ...ofType(course, 'Icaht').flatMap((record) =>
        compare(
          record,
          'gradeReported',
          numberOf(record, 'gradeReported'),
          settled(textOf(record, 'phase') === 'late' ? icahtLateDerived(course) : icahtEarlyDerived(course)),
        ),
      ),
    ];
  },
});
