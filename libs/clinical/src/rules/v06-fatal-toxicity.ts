// V06, clinical reference 1.23: a grade 5 toxicity is the cause of death, and the other way round.
import { ofType } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

const TOXICITIES = [
  ['CytokineReleaseSyndrome', 'maximumGradeReported', 'CRS'],
  ['Icans', 'maximumGradeReported', 'ICANS'],
  ['IecHs', 'gradeReported', 'IECHS'],
  ['Infection', 'grade', 'infection'],
] as const;

/** Not every centre sends these yet. */
const LATER_ASKED: readonly string[] = ['IecHs', 'Infection'];

export const fatalToxicity: Rule = rule({
  id: 'V06',
  about: [
    'CytokineReleaseSyndrome.maximumGradeReported',
    'Icans.maximumGradeReported',
    'IecHs.gradeReported',
    'Infection.grade',
    'SurvivalStatus.causePrimary',
  ],
  statement: 'Grade 5 CRS, ICANS, IEC-HS or infection goes with a death of that cause.',
  wordings: {
    noDeath: {
      message: {
        en: 'grade 5 is reported, but no death of {cause}',
        nl: 'graad 5 is gemeld, maar geen overlijden door {cause}',
        fr: 'un grade 5 est déclaré, mais aucun décès dû à {cause}',
        de: 'Grad 5 ist gemeldet, aber kein Tod durch {cause}',
      },
      mend: {
        en: 'Report the death with causePrimary {cause}, or correct the grade.',
        nl: 'Meld het overlijden met causePrimary {cause}, of verbeter de graad.',
        fr: 'Déclarez le décès avec causePrimary {cause}, ou corrigez le grade.',
        de: 'Melden Sie den Tod mit causePrimary {cause}, oder berichtigen Sie den Grad.',
      },
    },
    noGrade: {
      message: {
        en: 'death of {cause}, but no grade 5 is reported',
        nl: 'overlijden door {cause}, maar er is geen graad 5 gemeld',
        fr: 'décès dû à {cause}, mais aucun grade 5 n’est déclaré',
        de: 'Tod durch {cause}, aber kein Grad 5 ist gemeldet',
      },
      mend: {
        en: 'Report it with grade 5, or correct the cause.',
        nl: 'Meld het met graad 5, of verbeter de oorzaak.',
        fr: 'Déclarez-le avec le grade 5, ou corrigez la cause.',
        de: 'Melden Sie es mit Grad 5, oder berichtigen Sie die Ursache.',
      },
    },
  },
  check(course, ask) {
    const deaths = ofType(course, 'SurvivalStatus').filter((record) => record.record['status'] === 'dead');
    return TOXICITIES.flatMap(([type, field, cause]) => {
      const fatal = ofType(course, type).filter(({ record }) => record[field] === 5 || record['outcome'] === 'fatal');
      const ofCause = deaths.filter((record) => record.record['causePrimary'] === cause);
      if (fatal.length > 0 && ofCause.length === 0)
        return fatal.map((record) => ask(record, field, 'noDeath', { cause }));
      // A centre that sends no such records at all is not asked for this one.
      const sends = !LATER_ASKED.includes(type) || ofType(course, type).length > 0;
      if (sends && ofCause.length > 0 && fatal.length === 0)
        return ofCause.map((record) => ask(record, 'causePrimary', 'noGrade', { cause }));
      return [];
    });
  },
});
