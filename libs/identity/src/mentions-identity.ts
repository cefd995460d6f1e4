// In: a typed text and one patient's identity. Out: whether the text names that patient: number, name, birth date or file number.
// A doubt counts as a mention: a text that stays behind can be sent later, one that has left cannot be called back.
import type { PatientIdentity } from './patient-identity.ts';

export type Mention = 'nationalNumber' | 'name' | 'birthDate' | 'fileNumber';

/** Everything of the identity that the text holds; empty when it names nobody. */
export function mentions(text: string, identity: PatientIdentity): readonly Mention[] {
  const plain = fold(text);
  const found: Mention[] = [];
  if (identity.digits !== undefined && holdsNumber(plain, identity.digits)) found.push('nationalNumber');
  if (identity.name !== undefined && holdsName(plain, fold(identity.name))) found.push('name');
  if (identity.birthDate !== undefined && holdsBirthDate(plain, identity.birthDate)) found.push('birthDate');
  if (identity.fileNumber !== undefined && holdsFileNumber(plain, fold(identity.fileNumber))) found.push('fileNumber');
  return found;
}

export const mentionsIdentity = (text: string, identity: PatientIdentity): boolean =>
  mentions(text, identity).length > 0;

/** Lower case without accents and invisible characters, so that "Désirée" is found as "DESIREE". */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('æ', 'ae');

const squeeze = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

function holdsNumber(text: string, number: string): boolean {
  const wanted = number.toLowerCase();
  // Leading zeros are what a spreadsheet loses, so the number is also looked for without them.
  return squeeze(text).includes(wanted.replace(/^0+(?=\w{7})/u, ''));
}

// Particles are words of the language: alone they name nobody. They count again inside the whole family name.
const PARTICLES = new Set(
  'van von der den des del della de di da do dos du la le les el al ben bin ter ten te vanden vander op in zu af mc san st'.split(
    ' ',
  ),
);

function holdsName(text: string, name: string): boolean {
  const words = new Set(text.split(/[^\p{L}\p{N}]+/u));
  const parts = name.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length > 1 && !PARTICLES.has(part));
  if (parts.some((part) => words.has(part) || words.has(`${part}s`))) return true;
  // "Van den Berghe" is also written "Vandenberghe" and the other way round. Short names are taken as whole words only: inside
  // squeezed text they would be found in ordinary words.
  const squeezed = squeeze(text);
  return [...name.split(/[,;]/u), ...parts]
    .map(squeeze)
    .some((family) => words.has(family) || (family.length >= 7 && squeezed.includes(family)));
}

const MONTHS: readonly string[] = [
  'january januari janvier januar jan janv',
  'february februari fevrier februar feb fevr febr',
  'march maart mars marz mar mrt',
  'april avril apr avr',
  'may mei mai',
  'june juni juin jun',
  'july juli juillet jul juil',
  'august augustus aout aug',
  'september septembre sept sep',
  'october oktober octobre oct okt',
  'november novembre nov',
  'december decembre dezember dec dez',
];
const MONTH_OF = new Map(MONTHS.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)));
const BORN =
  /(?:\b(?:geboren|geb|born|naissance|nee?|dob|birth)|ne\(e\)|°|\*)\W{0,3}(?:in|en|op|le|on|the|year|jaar|annee)?\W{0,3}(\d{4})\b/gu;

function holdsBirthDate(text: string, birthDate: string): boolean {
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number);
  const isYear = (value: number, typed: string): boolean =>
    value === year || (typed.length === 2 && value === year % 100);
  // "1st", "2de" and "3e" are days too, and a named month may stand on either side of its day.
  const numbered = text.replaceAll(/(\d)(?:st|nd|rd|th|ste|de|er|e)\b/gu, '$1').replaceAll(/\p{L}+/gu, (word) => {
    const named = MONTH_OF.get(word);
    return named === undefined ? word : ` ${named} `;
  });
  const groups = [...numbered.matchAll(/\d+/gu)];
  for (let index = 0; index + 2 < groups.length; index++) {
    const three = groups.slice(index, index + 3);
    const [first, second, third] = three.map((match) => match[0]) as [string, string, string];
    const between = numbered.slice(three[0]!.index, three[2]!.index + third.length).replaceAll(/\d/gu, '');
    if (between.length > 12 || /\p{L}{3}/u.test(between)) continue;
    const [a, b, c] = [Number(first), Number(second), Number(third)];
    const dayAndMonth = (left: number, right: number): boolean =>
      (left === day && right === month) || (left === month && right === day);
    if ((isYear(c, third) && dayAndMonth(a, b)) || (isYear(a, first) && dayAndMonth(b, c))) return true;
  }
  const [yyyy, mm, dd] = birthDate.split('-') as [string, string, string];
  const compact = [`${yyyy}${mm}${dd}`, `${dd}${mm}${yyyy}`, `${mm}${dd}${yyyy}`, `${dd}${mm}${yyyy.slice(2)}`];
  if (groups.some((match) => compact.includes(match[0]))) return true;
  // A birth year beside the age would give the age back to within a day's guess.
  return [...text.matchAll(BORN)].some((match) => Number(match[1]) === year);
}

function holdsFileNumber(text: string, fileNumber: string): boolean {
  const wanted = squeeze(fileNumber);
  // People quote "17888426" for H1-17888426.
  const core = /\d{6,}/u.exec(fileNumber)?.[0] ?? wanted;
  if (core.length >= 5) return squeeze(text).includes(core);
  return text.split(/[^\p{L}\p{N}]+/u).includes(wanted);
}
