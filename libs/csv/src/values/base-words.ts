// In: an item and a word of a Belgian hospital. Out: the code that the word is for everybody, where the item has that code. What a mapping
// says of a cell goes before; and no word is read for an item in whose list its code does not stand.
import type { Item } from '@longview/dictionary';

type Words = Readonly<Record<string, readonly string[]>>;

/** Codes of yes and no. */
const YES_NO: Words = {
  yes: ['ja', 'j', 'oui', 'o', 'y', 'true', 'waar', 'vrai', 'ja.', 'jawohl'],
  no: ['nee', 'neen', 'n', 'non', 'false', 'onwaar', 'faux', 'nein'],
  unknown: ['onbekend', 'ongekend', 'inconnu', 'inconnue', 'unbekannt', 'unk'],
};

/** H is a man in French (homme) and F a woman; V is a woman in Dutch (vrouw); M is a man in both. */
const SEX: Words = {
  male: ['m', 'man', 'mannelijk', 'h', 'homme', 'masculin', 'männlich'],
  female: ['v', 'vrouw', 'vrouwelijk', 'f', 'femme', 'féminin', 'feminin', 'w', 'weiblich'],
  other: ['x', 'andere', 'autre', 'divers'],
  unknown: YES_NO['unknown'] ?? [],
};

const VITAL: Words = {
  alive: ['in leven', 'levend', 'leeft', 'vivant', 'vivante', 'en vie', 'lebend', 'lebt'],
  dead: [
    'overleden',
    'dood',
    'gestorven',
    'décédé',
    'décédée',
    'decede',
    'decedee',
    'mort',
    'morte',
    'verstorben',
    'deceased',
    'died',
  ],
  lostToFollowUp: ['uit het oog verloren', 'verloren voor follow-up', 'perdu de vue', 'perdue de vue', 'lost'],
};

/** French abbreviations of a response: réponse complète, réponse partielle, maladie stable, maladie en progression. */
const RESPONSE: Words = {
  CR: ['rc', 'complete response', 'complete remissie', 'réponse complète', 'rémission complète', 'complete remission'],
  PR: ['rp', 'partial response', 'partiële respons', 'partiële remissie', 'réponse partielle', 'rémission partielle'],
  SD: ['ms', 'stabiel', 'stabiele ziekte', 'stable', 'maladie stable', 'stable disease'],
  PD: [
    'mp',
    'progressie',
    'progressief',
    'progressieve ziekte',
    'progression',
    'maladie progressive',
    'progressive disease',
  ],
};

const POSITIVE: Words = {
  positive: ['pos', 'positief', 'positif', 'positive', 'positiv', '+'],
  negative: ['neg', 'negatief', 'négatif', 'negatif', 'negative', 'negativ', '-'],
};

/** Which list an item's codes belong to: it has to hold all of these. */
const LISTS: readonly (readonly [readonly string[], Words])[] = [
  [['yes', 'no'], YES_NO],
  [['male', 'female'], SEX],
  [['alive', 'dead'], VITAL],
  [['CR', 'PR', 'SD', 'PD'], RESPONSE],
  [['positive', 'negative'], POSITIVE],
];

const byList = LISTS.map(
  ([needed, words]) =>
    [
      needed,
      new Map(Object.entries(words).flatMap(([code, list]) => list.map((word) => [word, code] as const))),
    ] as const,
);

export function baseCode(item: Item, cell: string): string | undefined {
  if (item.kind !== 'code' && item.kind !== 'codes') return undefined;
  const word = cell.trim().toLowerCase().normalize('NFC').replaceAll(/\s+/gu, ' ');
  for (const [needed, words] of byList) {
    const code = words.get(word);
    if (
      code !== undefined &&
      Object.hasOwn(item.values, code) &&
      needed.every((one) => Object.hasOwn(item.values, one))
    )
      return code;
  }
  return undefined;
}

/** The sex of a patient, as an identity column has it. */
export const baseSex = (cell: string): string | undefined =>
  byList[1]?.[1].get(cell.trim().toLowerCase().normalize('NFC'));
