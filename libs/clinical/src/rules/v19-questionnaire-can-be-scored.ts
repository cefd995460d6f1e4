// V19, clinical reference 1.23: answers lie on their scale and are enough to be scored. What is missing is not filled in.
import { numberOf, ofType, textOf } from '../course-view.ts';
import { EQ5D_ITEMS } from '../derived/quality-of-life.ts';
import { rule, type Rule } from './rule.ts';

const SCALES: readonly (readonly [field: string, most: number])[] = [
  ...EQ5D_ITEMS.map((field) => [field, 5] as const),
  ...Array.from({ length: 30 }, (_, index) => [`qlqC30Item${index + 1}`, index < 28 ? 4 : 7] as const),
];

export const questionnaireCanBeScored: Rule = rule({
  id: 'V19',
  about: [
    'PatientReportedOutcome.instrument',
    'PatientReportedOutcome.reasonNotAnswered',
    ...SCALES.map(([field]) => `PatientReportedOutcome.${field}`),
  ],
  statement: 'Answers of a questionnaire lie on their scale, and are all there or accounted for.',
  wordings: {
    offScale: {
      message: {
        en: 'the answer {answer} is not on the scale of 1 to {most}; it is not scored',
        nl: 'het antwoord {answer} ligt niet op de schaal van 1 tot {most}; het wordt niet gescoord',
        fr: 'la réponse {answer} n’est pas sur l’échelle de 1 à {most} ; elle n’est pas cotée',
        de: 'die Antwort {answer} liegt nicht auf der Skala von 1 bis {most}; sie wird nicht gewertet',
      },
      mend: {
        en: 'Compare with the questionnaire.',
        nl: 'Vergelijk met de vragenlijst.',
        fr: 'Comparez avec le questionnaire.',
        de: 'Vergleichen Sie mit dem Fragebogen.',
      },
    },
    incomplete: {
      message: {
        en: '{missing} of the five EQ-5D answers are missing; no index can be computed',
        nl: '{missing} van de vijf EQ-5D-antwoorden ontbreken; er is geen index',
        fr: '{missing} des cinq réponses EQ-5D manquent ; aucun indice ne peut être calculé',
        de: '{missing} der fünf EQ-5D-Antworten fehlen; kein Index ist berechenbar',
      },
      mend: {
        en: 'Send the missing answers; if the patient left them out, confirm it.',
        nl: 'Stuur de ontbrekende antwoorden; liet de patiënt ze weg, bevestig het dan.',
        fr: 'Envoyez les réponses manquantes ; si le patient les a omises, confirmez.',
        de: 'Senden Sie die fehlenden Antworten; ließ der Patient sie aus, bestätigen Sie es.',
      },
    },
    empty: {
      message: {
        en: 'no answer is given, and no reason why',
        nl: 'er is geen antwoord en geen reden',
        fr: 'aucune réponse, et aucun motif',
        de: 'keine Antwort, und kein Grund',
      },
      mend: {
        en: 'Send the answers, or give reasonNotAnswered; dead is a reason of its own.',
        nl: 'Stuur de antwoorden, of geef reasonNotAnswered; overleden is een eigen reden.',
        fr: 'Envoyez les réponses, ou indiquez reasonNotAnswered ; le décès est un motif à part.',
        de: 'Senden Sie die Antworten, oder geben Sie reasonNotAnswered an; verstorben ist ein eigener Grund.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'PatientReportedOutcome').flatMap((record) => {
      const offScale = SCALES.flatMap(([field, most]) => {
        const answer = numberOf(record, field);
        return answer === undefined || (Number.isInteger(answer) && answer >= 1 && answer <= most)
          ? []
          : [ask(record, field, 'offScale', { answer, most })];
      });
      const given = EQ5D_ITEMS.filter((field) => numberOf(record, field) !== undefined).length;
      const incomplete =
        given > 0 && given < EQ5D_ITEMS.length
          ? [ask(record, 'instrument', 'incomplete', { missing: EQ5D_ITEMS.length - given })]
          : [];
      const answered = [...SCALES.map(([field]) => field), 'eq5dScale', 'totalScore'].some(
        (field) => numberOf(record, field) !== undefined,
      );
      const empty =
        answered || textOf(record, 'reasonNotAnswered') !== undefined
          ? []
          : [ask(record, 'reasonNotAnswered', 'empty')];
      return [...offScale, ...incomplete, ...empty];
    });
  },
});
