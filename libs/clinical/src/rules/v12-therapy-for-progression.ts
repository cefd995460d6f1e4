// V12, clinical reference 1.23: a new treatment because of progression has that progression on record.
import { ofType, textOf, when } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const therapyForProgression: Rule = rule({
  id: 'V12',
  about: ['SubsequentTherapy.reason'],
  statement: 'Treatment begun for relapse or progression follows a RelapseProgression record.',
  wordings: {
    none: {
      message: {
        en: 'treatment was begun for progression, but no progression before it is on record',
        nl: 'een behandeling begon wegens progressie, maar er is geen eerdere progressie gemeld',
        fr: 'un traitement a débuté pour progression, mais aucune progression antérieure n’est enregistrée',
        de: 'eine Behandlung begann wegen Progression, aber keine frühere Progression ist erfasst',
      },
      mend: {
        en: 'Send the RelapseProgression with its date, or correct the reason.',
        nl: 'Stuur de RelapseProgression met de datum, of verbeter de reden.',
        fr: 'Envoyez la RelapseProgression avec sa date, ou corrigez le motif.',
        de: 'Senden Sie die RelapseProgression mit Datum, oder berichtigen Sie den Grund.',
      },
    },
  },
  check(course, ask) {
    const relapses = ofType(course, 'RelapseProgression').flatMap((record) => when(record, 'date')?.[0] ?? []);
    const progressed = ofType(course, 'ResponseAssessment').flatMap((record) =>
      textOf(record, 'responseReported') === 'PD' ? (when(record, 'assessmentDate')?.[0] ?? []) : [],
    );
    return ofType(course, 'SubsequentTherapy').flatMap((record) => {
      const start = when(record, 'startDate');
      if (!start || textOf(record, 'reason') !== 'progression') return [];
      return [...relapses, ...progressed].some((day) => day <= start[1]) ? [] : [ask(record, 'reason', 'none')];
    });
  },
});
