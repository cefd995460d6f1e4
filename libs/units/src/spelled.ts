// In: a unit as a laboratory or a person wrote it. Out: the UCUM code that it plainly means; undefined where it could mean two things.
import { isUcum } from './ucum.ts';

/** Spellings that no rule below reaches, in lower case and without blanks. */
const SPELLED: Readonly<Record<string, string>> = {
  'g/l*': 'g/L',
  'giga/l': '10*9/L',
  'tera/l': '10*12/L',
  'mio/l': '10*6/L',
  'mrd/l': '10*9/L',
  '/mm3': '/uL',
  '/mm³': '/uL',
  '/µl': '/uL',
  '/ul': '/uL',
  '/mcl': '/uL',
  'cells/ul': '/uL',
  'cells/µl': '/uL',
  'cellen/µl': '/uL',
  'cellules/µl': '/uL',
  'k/ul': '10*3/uL',
  'k/µl': '10*3/uL',
  'th/ul': '10*3/uL',
  'mg%': 'mg/dL',
  'g%': 'g/dL',
  '°c': 'Cel',
  '℃': 'Cel',
  c: 'Cel',
  celsius: 'Cel',
  '°f': '[degF]',
  '℉': '[degF]',
  f: '[degF]',
  fahrenheit: '[degF]',
  mmhg: 'mm[Hg]',
  'iu/l': 'U/L',
  'ui/l': 'U/L',
  'ie/l': 'U/L',
  'e/l': 'U/L',
  'iu/ml': '[IU]/mL',
  'ui/ml': '[IU]/mL',
  'ie/ml': '[IU]/mL',
  'ml/min/1,73m2': 'mL/min/{1.73_m2}',
  'ml/min/1.73m2': 'mL/min/{1.73_m2}',
  'ml/min/1,73m²': 'mL/min/{1.73_m2}',
  'ml/min/1.73m²': 'mL/min/{1.73_m2}',
  'ml/min/1.73': 'mL/min/{1.73_m2}',
  in: '[in_i]',
  inch: '[in_i]',
  lb: '[lb_av]',
  lbs: '[lb_av]',
  jaar: 'a',
  jaren: 'a',
  ans: 'a',
  jahre: 'a',
  years: 'a',
  dagen: 'd',
  jours: 'd',
  days: 'd',
  procent: '%',
  percent: '%',
  miljoen: '10*6',
  million: '10*6',
  millions: '10*6',
  millionen: '10*6',
};

/** Letters that a keyboard gives in small or large, to the one of UCUM. The first that makes a known unit is meant. */
const LETTERS: Readonly<Record<string, string>> = {
  g: 'g',
  mg: 'mg',
  ug: 'ug',
  ng: 'ng',
  pg: 'pg',
  kg: 'kg',
  l: 'L',
  dl: 'dL',
  cl: 'cL',
  ml: 'mL',
  ul: 'uL',
  fl: 'fL',
  mol: 'mol',
  mmol: 'mmol',
  umol: 'umol',
  nmol: 'nmol',
  pmol: 'pmol',
  u: 'U',
  ku: 'kU',
  mu: 'mU',
  cm: 'cm',
  mm: 'mm',
  min: 'min',
  h: 'h',
  kat: 'kat',
  ukat: 'ukat',
  m2: 'm2',
};

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '⁰': '0',
  '¹': '1',
  '²': '2',
  '³': '3',
  '⁴': '4',
  '⁵': '5',
  '⁶': '6',
  '⁷': '7',
  '⁸': '8',
  '⁹': '9',
};

const known = new Map<string, string | undefined>();

/** The code itself where it is one; `G/L` is 10^9 per litre and `g/L` a mass, so capitals count before they are given up. */
export function ucumOf(written: string): string | undefined {
  const text = written.trim();
  if (!known.has(text)) {
    if (known.size > 2000) known.clear();
    known.set(text, read(text));
  }
  return known.get(text);
}

function read(text: string): string | undefined {
  if (text === '' || text.length > 40) return undefined;
  if (/^G\s*\/\s*[Ll]$/u.test(text)) return '10*9/L';
  if (/^T\s*\/\s*[Ll]$/u.test(text)) return '10*12/L';
  // A capital M for a small one would be a thousand million times as much: left to a person.
  if (/^M(?:g|mol|l|L)\b/u.test(text)) return undefined;
  if (/^K\s*\/\s*[uμµ][Ll]$/u.test(text)) return '10*3/uL';
  // UCUM has the litre in both letters; one of them is kept.
  const litres = text.replaceAll('10^', '10*').replaceAll(/(^|[./])([dcmunpf]?)l(?=$|[./{])/gu, '$1$2L');
  if (isUcum(litres) && !/^[cfhmd]$/iu.test(text)) return litres;
  const lower = text.toLowerCase().normalize('NFC').replaceAll(/\s+/gu, '');
  if (Object.hasOwn(SPELLED, lower)) return SPELLED[lower];
  const plain = lower
    .replaceAll(/[μµ]/gu, 'u')
    .replaceAll(/mcg/gu, 'ug')
    .replaceAll(/mc(?=l|mol)/gu, 'u')
    .replaceAll(/[⁰¹²³⁴-⁹]/gu, (digit) => SUPERSCRIPTS[digit] ?? digit)
    .replace(/^[x×*·]/u, '');
  if (Object.hasOwn(SPELLED, plain)) return SPELLED[plain];
  const pieces = plain.split('/').map((piece) => {
    const ten = /^10(?:\^|\*{1,2}|e|exp)?([369]|12|8)(?:cells|cellen|cellules)?$/u.exec(piece);
    if (ten) return `10*${ten[1]}`;
    return Object.hasOwn(LETTERS, piece) ? LETTERS[piece] : piece;
  });
  const code = pieces.join('/');
  return isUcum(code) ? code : undefined;
}
