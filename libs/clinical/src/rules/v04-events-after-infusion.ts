// V04, clinical reference 1.23: what is an effect of the treatment is not dated before it: before the infusion, or for patients not
// infused before apheresis or decision. A second malignancy and a relapse come after the day of infusion.
import { dayZero, firstDay, ofType, textOf, when } from '../course-view.ts';
import type { RecordTypeName } from '../record-types.ts';
import { rule, type Rule } from './rule.ts';

const AFTER: readonly (readonly [RecordTypeName, string, boolean])[] = [
  ['DailyToxicityObservation', 'observationDate', false],
  ['CytokineReleaseSyndrome', 'onsetDate', false],
  ['Icans', 'onsetDate', false],
  ['NonIcansNeurotoxicity', 'onsetDate', false],
  ['IecHs', 'onsetDate', false],
  ['Icaht', 'assessmentDate', false],
  ['Cytopenia', 'assessmentDate', false],
  ['ResponseAssessment', 'assessmentDate', false],
  ['PersistenceAssessment', 'sampleDate', false],
  ['FollowUpVisit', 'visitDate', false],
  ['RelapseProgression', 'date', true],
  ['SecondPrimaryMalignancy', 'diagnosisDate', true],
  ['SubsequentTherapy', 'startDate', true],
];

export const eventsAfterInfusion: Rule = rule({
  id: 'V04',
  about: [
    'DailyToxicityObservation.observationDate',
    'CytokineReleaseSyndrome.onsetDate',
    'Icans.onsetDate',
    'NonIcansNeurotoxicity.onsetDate',
    'IecHs.onsetDate',
    'Icaht.assessmentDate',
    'Cytopenia.assessmentDate',
    'ResponseAssessment.assessmentDate',
    'PersistenceAssessment.sampleDate',
    'FollowUpVisit.visitDate',
    'RelapseProgression.date',
    'SecondPrimaryMalignancy.diagnosisDate',
    'SubsequentTherapy.startDate',
  ],
  statement:
    'Toxicity, response and relapse are not before the first infusion; second malignancy and relapse are after it.',
  wordings: {
    before: {
      message: {
        en: '{item} lies before the first infusion',
        nl: '{item} ligt voor de eerste infusie',
        fr: '{item} est antérieur à la première perfusion',
        de: '{item} liegt vor der ersten Infusion',
      },
      mend: {
        en: 'Check the date, or leave out what belongs to an earlier treatment.',
        nl: 'Controleer de datum, of laat weg wat bij een eerdere behandeling hoort.',
        fr: 'Vérifiez la date, ou omettez ce qui relève d’un traitement antérieur.',
        de: 'Prüfen Sie das Datum, oder lassen Sie weg, was zu einer früheren Behandlung gehört.',
      },
    },
    notAfter: {
      message: {
        en: '{item} is not after the day of infusion',
        nl: '{item} ligt niet na de dag van infusie',
        fr: '{item} n’est pas postérieur au jour de la perfusion',
        de: '{item} liegt nicht nach dem Tag der Infusion',
      },
      mend: {
        en: 'Check the date: before or on day 0 it is no effect of the infusion.',
        nl: 'Controleer de datum: op of voor dag 0 is het geen gevolg van de infusie.',
        fr: 'Vérifiez la date : avant ou au jour 0, ce n’est pas un effet de la perfusion.',
        de: 'Prüfen Sie das Datum: vor oder am Tag 0 ist es keine Folge der Infusion.',
      },
    },
  },
  check(course, ask) {
    const zero =
      dayZero(course) ??
      firstDay(course, 'Apheresis', 'apheresisDate') ??
      firstDay(course, 'EligibilityDecision', 'decisionDate');
    if (zero === undefined) return [];
    const infused = dayZero(course) !== undefined;
    return AFTER.flatMap(([type, field, strictly]) =>
      ofType(course, type).flatMap((record) => {
        const day = when(record, field);
        if (!day || textOf(record, 'timePoint') === 'baseline') return [];
        if (day[1] < zero) return [ask(record, field, 'before')];
        return strictly && infused && day[1] <= zero ? [ask(record, field, 'notAfter')] : [];
      }),
    );
  },
});
