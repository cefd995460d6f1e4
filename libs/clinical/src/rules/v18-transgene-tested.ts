// V18, clinical reference 1.23, PRAC 2024: a T-cell malignancy after the treatment is tested for the transgene. `pending` is an answer, and is asked
// about again after a day.
import { ofType, textOf } from '../course-view.ts';
import { rule, type Rule } from './rule.ts';

export const transgeneTested: Rule = rule({
  id: 'V18',
  about: [
    'SecondPrimaryMalignancy.transgeneTested',
    'SecondPrimaryMalignancy.transgeneResult',
    'SecondPrimaryMalignancy.replicationCompetentVirus',
  ],
  statement: 'A T-cell malignancy says whether the transgene was tested for, and what was found.',
  wordings: {
    untested: {
      message: {
        en: 'a T-cell malignancy does not say whether the transgene was tested for',
        nl: 'een T-celmaligniteit zegt niet of het transgen is getest',
        fr: 'une tumeur maligne T ne dit pas si le transgène a été recherché',
        de: 'eine T-Zell-Neoplasie sagt nicht, ob auf das Transgen getestet wurde',
      },
      mend: {
        en: 'Give transgeneTested; a sample can still be tested, ask the company or a reference laboratory.',
        nl: 'Geef transgeneTested; een staal kan nog worden getest, vraag de firma of een referentielaboratorium.',
        fr: 'Indiquez transgeneTested ; un échantillon peut encore être testé, demandez à la firme ou à un laboratoire de référence.',
        de: 'Geben Sie transgeneTested an; eine Probe kann noch getestet werden, fragen Sie die Firma oder ein Referenzlabor.',
      },
    },
    pending: {
      message: {
        en: 'the test for the transgene is pending',
        nl: 'de test op het transgen loopt nog',
        fr: 'la recherche du transgène est en cours',
        de: 'der Test auf das Transgen steht aus',
      },
      mend: {
        en: 'Report the result as soon as it is known: it concerns the safety of others.',
        nl: 'Meld het resultaat zodra het bekend is: het gaat om de veiligheid van anderen.',
        fr: 'Déclarez le résultat dès qu’il est connu : il y va de la sécurité d’autres patients.',
        de: 'Melden Sie das Ergebnis, sobald es bekannt ist: es betrifft die Sicherheit anderer.',
      },
    },
    noResult: {
      message: {
        en: 'the transgene was tested for, but no result is given',
        nl: 'het transgen is getest, maar er is geen resultaat',
        fr: 'le transgène a été recherché, mais aucun résultat n’est donné',
        de: 'auf das Transgen wurde getestet, aber kein Ergebnis ist angegeben',
      },
      mend: {
        en: 'Give transgeneResult and transgeneMethod.',
        nl: 'Geef transgeneResult en transgeneMethod.',
        fr: 'Indiquez transgeneResult et transgeneMethod.',
        de: 'Geben Sie transgeneResult und transgeneMethod an.',
      },
    },
    virus: {
      message: {
        en: 'replication-competent virus was found',
        nl: 'replicatiecompetent virus werd gevonden',
        fr: 'un virus compétent pour la réplication a été trouvé',
        de: 'replikationsfähiges Virus wurde gefunden',
      },
      mend: {
        en: 'Report it as a serious adverse event at once, and confirm it here.',
        nl: 'Meld het meteen als ernstig ongewenst voorval en bevestig het hier.',
        fr: 'Déclarez-le aussitôt comme événement indésirable grave et confirmez-le ici.',
        de: 'Melden Sie es sofort als schwerwiegendes unerwünschtes Ereignis und bestätigen Sie es hier.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'SecondPrimaryMalignancy').flatMap((record) => {
      const virus =
        textOf(record, 'replicationCompetentVirus') === 'positive'
          ? [ask(record, 'replicationCompetentVirus', 'virus')]
          : [];
      if (textOf(record, 'category') !== 'tCellLymphomaLeukaemia') return virus;
      switch (textOf(record, 'transgeneTested')) {
        case undefined:
        case 'unknown':
          return [...virus, ask(record, 'transgeneTested', 'untested')];
        case 'pending':
          return [...virus, ask(record, 'transgeneTested', 'pending')];
        case 'yes':
          return textOf(record, 'transgeneResult') === undefined
            ? [...virus, ask(record, 'transgeneResult', 'noResult')]
            : virus;
        default:
          return virus;
      }
    });
  },
});
