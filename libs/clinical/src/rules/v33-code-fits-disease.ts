// V33, clinical reference 1.2: morphology and ICD-10 code fit the disease. The lists are not confirmed, so this asks and no more.
import { ofType, textOf } from '../course-view.ts';
import { diseasesOfIcd10, diseasesOfMorphology } from '../reference/disease-codes.ts';
import { rule, type Rule } from './rule.ts';

export const codeFitsDisease: Rule = rule({
  id: 'V33',
  about: ['Diagnosis.histology', 'Diagnosis.icd10'],
  statement: 'Morphology and ICD-10 code are those of the disease.',
  wordings: {
    differs: {
      message: {
        en: 'the code {code} is not one of {disease}',
        nl: 'de code {code} hoort niet bij {disease}',
        fr: 'le code {code} ne relève pas de {disease}',
        de: 'der Code {code} gehört nicht zu {disease}',
      },
      mend: {
        en: 'Check code and disease; one of them is likely from another course.',
        nl: 'Controleer code en ziekte; een ervan komt wellicht uit een andere behandeling.',
        fr: 'Vérifiez code et maladie ; l’un d’eux vient sans doute d’un autre traitement.',
        de: 'Prüfen Sie Code und Krankheit; eines davon gehört wohl zu einer anderen Behandlung.',
      },
    },
  },
  check(course, ask) {
    return ofType(course, 'Diagnosis').flatMap((record) => {
      const disease = textOf(record, 'primaryDisease');
      if (disease === undefined) return [];
      const [morphology, icd] = [textOf(record, 'histology'), textOf(record, 'icd10')];
      const wrong = (code: string | undefined, of: readonly string[] | undefined): boolean =>
        code !== undefined && of !== undefined && !of.includes(disease);
      return [
        ...(wrong(morphology, morphology === undefined ? undefined : diseasesOfMorphology(morphology))
          ? [ask(record, 'histology', 'differs', { code: morphology ?? '', disease })]
          : []),
        ...(wrong(icd, icd === undefined ? undefined : diseasesOfIcd10(icd))
          ? [ask(record, 'icd10', 'differs', { code: icd ?? '', disease })]
          : []),
      ];
    });
  },
});
