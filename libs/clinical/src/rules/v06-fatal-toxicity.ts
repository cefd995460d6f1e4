// V06, clinical reference 1.23: a grade 5 toxicity is the cause of death, and the other way round.
import { ask, ofType, type Rule } from './rule.ts';

const TOXICITIES = [
  ['CytokineReleaseSyndrome', 'CRS'],
  ['Icans', 'ICANS'],
] as const;

export const fatalToxicity: Rule = {
  id: 'V06',
  statement: 'Grade 5 CRS or ICANS goes with a death of that cause.',
  check(course) {
    const deaths = ofType(course, 'SurvivalStatus').filter((record) => record.record['status'] === 'dead');
    return TOXICITIES.flatMap(([type, cause]) => {
      const fatal = ofType(course, type).filter((record) => record.record['maximumGradeReported'] === 5);
      const ofCause = deaths.filter((record) => record.record['causePrimary'] === cause);
      if (fatal.length > 0 && ofCause.length === 0) {
        return fatal.map((record) =>
          ask(
            'V06',
            record,
            'maximumGradeReported',
            `grade 5 is reported, but no death of ${cause}`,
            `Report the death with causePrimary ${cause}, or correct the grade.`,
          ),
        );
      }
      if (ofCause.length > 0 && fatal.length === 0) {
        return ofCause.map((record) =>
          ask(
            'V06',
            record,
            'causePrimary',
            `death of ${cause}, but no grade 5 ${cause} is reported`,
            `Report the ${cause} with grade 5, or correct the cause.`,
          ),
        );
      }
      return [];
    });
  },
};
