// V05, clinical reference 1.23: nothing happens to a patient after death, and the last contact of the dead is the day of death.
// Reports, decisions and results of samples that were taken in life may come later.
import { ofType, when } from '../course-view.ts';
import { datedItems } from '../record-types.ts';
import { rule, type Rule } from './rule.ts';

/** What may be dated after death: reports, decisions, late tests, what concerns another person, a look into a register. */
const LATER: ReadonlySet<string> = new Set([
  'EligibilityDecision.reimbursementRequestDate',
  'EligibilityDecision.reimbursementDecisionDate',
  'SecondPrimaryMalignancy.replicationCompetentVirusDate',
  'SecondPrimaryMalignancy.reportedToEudraVigilanceDate',
  'SecondPrimaryMalignancy.reportedToCompanyDate',
  'Pregnancy.reportedDate',
  'Pregnancy.outcomeDate',
  'FollowUpVisit.visitDate',
  'MedicalAct.startDate',
  'MedicalAct.endDate',
]);

export const nothingAfterDeath: Rule = rule({
  id: 'V05',
  about: ['*:date'],
  statement:
    'No event is dated after death; a status of alive is not later than a death; the last contact of the dead is the day of death.',
  wordings: {
    after: {
      message: {
        en: '{item} is after the death of the patient',
        nl: '{item} ligt na het overlijden van de patiënt',
        fr: '{item} est postérieur au décès du patient',
        de: '{item} liegt nach dem Tod des Patienten',
      },
      mend: {
        en: 'Check the date of death and this date.',
        nl: 'Controleer de overlijdensdatum en deze datum.',
        fr: 'Vérifiez la date du décès et cette date.',
        de: 'Prüfen Sie das Todesdatum und dieses Datum.',
      },
    },
    alive: {
      message: {
        en: 'the patient is said to be alive after a reported death',
        nl: 'de patiënt staat als levend na een gemeld overlijden',
        fr: 'le patient est dit en vie après un décès déclaré',
        de: 'der Patient gilt nach einem gemeldeten Tod als lebend',
      },
      mend: {
        en: 'Void the status that is wrong.',
        nl: 'Trek de verkeerde status in.',
        fr: 'Annulez le statut erroné.',
        de: 'Ziehen Sie den falschen Status zurück.',
      },
    },
    contact: {
      message: {
        en: 'the last contact is later than the death',
        nl: 'het laatste contact is later dan het overlijden',
        fr: 'le dernier contact est postérieur au décès',
        de: 'der letzte Kontakt liegt nach dem Tod',
      },
      mend: {
        en: 'Give the day of death as the last contact.',
        nl: 'Geef de dag van overlijden als laatste contact.',
        fr: 'Indiquez le jour du décès comme dernier contact.',
        de: 'Geben Sie den Todestag als letzten Kontakt an.',
      },
    },
  },
  check(course, ask) {
    const statuses = ofType(course, 'SurvivalStatus');
    const deaths = statuses
      .filter((record) => record.record['status'] === 'dead')
      .flatMap((record) => (when(record, 'deathDate') ?? when(record, 'lastContactDate'))?.[1] ?? []);
    if (deaths.length === 0) return [];
    const death = Math.min(...deaths);
    const others = course.records.filter(({ type }) => type !== 'SurvivalStatus' && type !== 'Consent');
    const dated = others.flatMap((record) =>
      datedItems(record.type).flatMap(({ name }) => {
        const day = LATER.has(`${record.type}.${name}`) ? undefined : when(record, name);
        return day && day[0] > death ? [ask(record, name, 'after')] : [];
      }),
    );
    const said = statuses.flatMap((record) => {
      const day = when(record, 'lastContactDate');
      if (!day || day[0] <= death) return [];
      if (record.record['status'] === 'alive') return [ask(record, 'lastContactDate', 'alive')];
      return record.record['status'] === 'dead' && when(record, 'deathDate')
        ? [ask(record, 'lastContactDate', 'contact')]
        : [];
    });
    return [...dated, ...said];
  },
});
