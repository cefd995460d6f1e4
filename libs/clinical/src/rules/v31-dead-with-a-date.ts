// V31, a death has a day, a life has a last contact. Without it no survival time can be derived, and none is guessed.
import { ofType } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const deadWithADate: Rule = rule({
  id: 'V31',
  about: ['SurvivalStatus.deathDate'],
  statement: 'A death comes with its date, and only a death has one.',
  wordings: {
    noDate: {
      message: {
        en: 'the patient died, but no date is given',
        nl: 'de patiënt is overleden, maar er is geen datum',
        fr: 'le patient est décédé, mais aucune date n’est donnée',
        de: 'der Patient ist gestorben, aber kein Datum ist angegeben',
      },
      mend: {
        en: 'Give deathDate; a month (YYYY-MM) is enough.',
        nl: 'Geef deathDate; een maand (YYYY-MM) volstaat.',
        fr: 'Indiquez deathDate ; un mois (YYYY-MM) suffit.',
        de: 'Geben Sie deathDate an; ein Monat (YYYY-MM) genügt.',
      },
    },
    alive: {
      message: {
        en: 'a date of death is given for a patient who is alive',
        nl: 'er is een overlijdensdatum voor een patiënt die leeft',
        fr: 'une date de décès est donnée pour un patient en vie',
        de: 'ein Todesdatum ist für einen lebenden Patienten angegeben',
      },
      mend: {
        en: 'Correct the status or remove the date.',
        nl: 'Verbeter de status of verwijder de datum.',
        fr: 'Corrigez le statut ou retirez la date.',
        de: 'Berichtigen Sie den Status oder entfernen Sie das Datum.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'SurvivalStatus').flatMap((record) => {
      const { status, deathDate, lastContactDate } = record.record;
      if (status === 'dead' && deathDate === undefined && lastContactDate === undefined)
        return [ask(record, 'deathDate', 'noDate')];
      return status === 'alive' && deathDate !== undefined ? [ask(record, 'deathDate', 'alive')] : [];
    });
  },
});
