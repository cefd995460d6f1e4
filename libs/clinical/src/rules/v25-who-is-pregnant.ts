// V25, clinical reference 1.23: the patient who is pregnant is not recorded as male.
import { ofType, textOf } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const whoIsPregnant: Rule = rule({
  id: 'V25',
  about: ['Pregnancy.exposedParent'],
  statement: 'A pregnancy of the patient is not that of a male patient.',
  wordings: {
    male: {
      message: {
        en: 'the patient is recorded as male and as pregnant',
        nl: 'de patiënt staat als man en als zwanger',
        fr: 'le patient est enregistré comme homme et comme enceinte',
        de: 'der Patient ist als männlich und als schwanger erfasst',
      },
      mend: {
        en: 'If his partner is pregnant, set exposedParent to partner; else check the sex of the patient.',
        nl: 'Is de partner zwanger, zet exposedParent dan op partner; controleer anders het geslacht van de patiënt.',
        fr: 'Si sa partenaire est enceinte, mettez exposedParent à partner ; sinon vérifiez le sexe du patient.',
        de: 'Ist die Partnerin schwanger, setzen Sie exposedParent auf partner; sonst prüfen Sie das Geschlecht des Patienten.',
      },
    },
  },
  check(course, ask) {
    const sexes = [...(course.patient ?? []), ...course.records].flatMap((record) =>
      record.type === 'Patient' ? (textOf(record, 'sex') ?? []) : [],
    );
    if (sexes.length === 0 || sexes.some((sex) => sex !== 'male')) return [];
    return ofType(course, 'Pregnancy').flatMap((record) =>
      textOf(record, 'exposedParent') === 'patient' ? [ask(record, 'exposedParent', 'male')] : [],
    );
  },
});
