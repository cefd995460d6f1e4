// V36, clinical reference 1.13 to 1.19: nothing ends before it begins, and what is ongoing has no end.
import { textOf, when } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

const SPANS = [
  ['startDate', 'endDate'],
  ['onsetDate', 'resolutionDate'],
  ['admissionDate', 'dischargeDate'],
  ['icuAdmissionDate', 'icuDischargeDate'],
  ['replacementStartDate', 'replacementEndDate'],
] as const;

export const endNotBeforeStart: Rule = rule({
  id: 'V36',
  about: ['*.endDate', '*.resolutionDate', '*.dischargeDate', '*.icuDischargeDate', '*.replacementEndDate'],
  statement: 'An end is not before its beginning; what is ongoing has no last day.',
  wordings: {
    reversed: {
      message: {
        en: '{item} lies before the beginning',
        nl: '{item} ligt voor het begin',
        fr: '{item} est antérieur au début',
        de: '{item} liegt vor dem Beginn',
      },
      mend: {
        en: 'Check both dates.',
        nl: 'Controleer beide datums.',
        fr: 'Vérifiez les deux dates.',
        de: 'Prüfen Sie beide Daten.',
      },
    },
    ongoing: {
      message: {
        en: 'it is said to be ongoing, and has a last day',
        nl: 'het heet lopend, en heeft een laatste dag',
        fr: 'il est dit en cours, et a un dernier jour',
        de: 'es gilt als andauernd und hat einen letzten Tag',
      },
      mend: {
        en: 'Correct the outcome, or remove the last day.',
        nl: 'Verbeter de uitkomst, of verwijder de laatste dag.',
        fr: 'Corrigez l’issue, ou retirez le dernier jour.',
        de: 'Berichtigen Sie den Ausgang, oder entfernen Sie den letzten Tag.',
      },
    },
  },
  check(course, ask) {
    return course.records.flatMap((record) => {
      const reversed = SPANS.flatMap(([from, to]) => {
        const [start, end] = [when(record, from), when(record, to)];
        return start && end && end[1] < start[0] ? [ask(record, to, 'reversed')] : [];
      });
      const open = textOf(record, 'outcome') === 'ongoing' && when(record, 'resolutionDate');
      return [...reversed, ...(open ? [ask(record, 'resolutionDate', 'ongoing')] : [])];
    });
  },
});
