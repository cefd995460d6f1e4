// V29, clinical reference 1.23: who reports a course treats it, or was assigned its follow-up by then. The reference refuses; here it is asked, by what the
// centre itself sent and nothing else: a refusal, or a question that looked at other centres' records, would tell the one what the other has (design 3).
import { type CourseView, ofType, textOf, when } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

/** What a centre sends of a course that it gives itself. */
const treats = (course: CourseView): boolean =>
  ofType(course, 'EligibilityDecision', 'Apheresis', 'Product', 'Lymphodepletion', 'Infusion').length > 0;

/** The last day that the earliest handover may mean. */
function handover(course: CourseView): number | undefined {
  const days = ofType(course, 'Referral').flatMap((record) => when(record, 'handoverDate')?.[0] ?? []);
  return days.length > 0 ? Math.min(...days) : undefined;
}

export const whoFollows: Rule = rule({
  id: 'V29',
  about: ['FollowUpVisit.seenBy', 'FollowUpVisit.visitDate'],
  statement:
    'A visit at the treating centre is told by who treats; one at the referring centre comes after the handover.',
  wordings: {
    notTreating: {
      message: {
        en: 'seen at the treating centre, but this centre sends nothing of a treatment in this course',
        nl: 'gezien in het behandelcentrum, maar dit centrum stuurt niets over een behandeling in dit traject',
        fr: 'vu au centre traitant, mais ce centre n’envoie rien d’un traitement dans ce parcours',
        de: 'im behandelnden Zentrum gesehen, aber dieses Zentrum sendet nichts über eine Behandlung in diesem Verlauf',
      },
      mend: {
        en: 'Send the treatment under the same course, or say where the patient was seen.',
        nl: 'Stuur de behandeling onder hetzelfde traject, of zeg waar de patiënt werd gezien.',
        fr: 'Envoyez le traitement sous le même parcours, ou dites où le patient a été vu.',
        de: 'Senden Sie die Behandlung unter demselben Verlauf, oder sagen Sie, wo der Patient gesehen wurde.',
      },
    },
    beforeHandover: {
      message: {
        en: 'seen at the referring centre before its follow-up was handed over',
        nl: 'gezien in het verwijzende centrum voor de opvolging werd overgedragen',
        fr: 'vu au centre référent avant que le suivi ne lui soit transmis',
        de: 'im überweisenden Zentrum gesehen, bevor ihm die Nachsorge übergeben wurde',
      },
      mend: {
        en: 'Check the day of the visit and the handover in the Referral.',
        nl: 'Controleer de dag van het bezoek en de overdracht in de Referral.',
        fr: 'Vérifiez le jour de la visite et la transmission dans Referral.',
        de: 'Prüfen Sie den Tag des Besuchs und die Übergabe im Referral.',
      },
    },
  },
  check(course, ask) {
    const treating = treats(course);
    const from = handover(course);
    return ofType(course, 'FollowUpVisit').flatMap((record) => {
      const seen = textOf(record, 'seenBy');
      if (seen === 'treatingCentre' && !treating) return [ask(record, 'seenBy', 'notTreating')];
      const day = when(record, 'visitDate');
      return seen === 'referralCentre' && from !== undefined && day && day[1] < from
        ? [ask(record, 'visitDate', 'beforeHandover')]
        : [];
    });
  },
});
