// V09, clinical reference 1.23: tocilizumab is given for CRS, unless for ICANS or IEC-HS or to prevent.
import { codesOf, ofType, textOf, yesNo } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

const TOCILIZUMAB = 'L04AC07';

export const tocilizumabWithoutSyndrome: Rule = rule({
  id: 'V09',
  about: [
    'CytokineReleaseSyndrome.tocilizumabGiven',
    'CytokineReleaseSyndrome.treatments',
    'CytokineReleaseSyndrome.occurred',
  ],
  statement: 'Tocilizumab goes with a CRS, an ICANS or an IEC-HS, or is given to prevent.',
  wordings: {
    none: {
      message: {
        en: 'tocilizumab was given, but no CRS is reported',
        nl: 'tocilizumab werd gegeven, maar er is geen CRS gemeld',
        fr: 'du tocilizumab a été donné, mais aucun CRS n’est déclaré',
        de: 'Tocilizumab wurde gegeben, aber kein CRS ist gemeldet',
      },
      mend: {
        en: 'Report the CRS, or send the DrugTreatment with what it was given for.',
        nl: 'Meld het CRS, of stuur de DrugTreatment met de reden.',
        fr: 'Déclarez le CRS, ou envoyez le DrugTreatment avec son motif.',
        de: 'Melden Sie das CRS, oder senden Sie die DrugTreatment mit dem Grund.',
      },
    },
  },
  check(course, ask) {
    const occurred = (type: 'CytokineReleaseSyndrome' | 'Icans' | 'IecHs'): boolean =>
      ofType(course, type).some((record) => textOf(record, 'occurred') === 'yes');
    const denied = ofType(course, 'CytokineReleaseSyndrome').filter((record) => textOf(record, 'occurred') === 'no');
    if (denied.length === 0 || occurred('CytokineReleaseSyndrome') || occurred('Icans') || occurred('IecHs')) return [];
    const given = ofType(course, 'DrugTreatment').filter((record) => textOf(record, 'drug') === TOCILIZUMAB);
    const explained = given.some(
      (record) => yesNo(record, 'prophylactic') === true || textOf(record, 'givenFor') !== 'CRS',
    );
    if (explained) return [];
    return denied.flatMap((record) => {
      const field =
        textOf(record, 'tocilizumabGiven') === 'yes'
          ? 'tocilizumabGiven'
          : codesOf(record, 'treatments')?.includes(TOCILIZUMAB) === true
            ? 'treatments'
            : given.length > 0
              ? 'occurred'
              : undefined;
      return field === undefined ? [] : [ask(record, field, 'none')];
    });
  },
});
