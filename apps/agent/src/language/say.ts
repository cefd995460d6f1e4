// In: a problem as it was found, in English. Out: the same in the language of whoever reads it; what has no translation stays English. What is
// kept (the ledger, the registry's receipts) stays English too: it is said in a language when it is shown.
import {
  codeLabelIn,
  labelIn,
  LANGUAGES,
  type Language,
  RECORD_TYPE_NAMES,
  recordClass,
  RULES,
} from '@longview/clinical';
import { describe } from '@longview/dictionary';
import type { Phrase } from './phrase.ts';
import { PHRASES, WORDS } from './phrases.ts';
import { type Reader, readerOf } from './reader.ts';

export { LANGUAGES, type Language };

/** What is said of a problem. */
export interface Words {
  readonly rule: string;
  readonly message: string;
  readonly mend: string;
}

export const isLanguage = (text: string | undefined): text is Language =>
  (LANGUAGES as readonly (string | undefined)[]).includes(text);

/** Of LC_ALL, LC_MESSAGES and LANG the first that is set, as POSIX has it: `nl_BE.UTF-8` is Dutch. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language | undefined {
  const locale = [environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']].find(
    (one) => one !== undefined && one !== '',
  );
  const code = locale?.slice(0, 2).toLowerCase();
  return isLanguage(code) && !/^[a-z]{3}/iu.test(locale ?? '') ? code : undefined;
}

const PLACE = /\{(\w+)\}/gu;

const wholes = new Map<string, Phrase>();
const readers: Reader[] = [];
for (const phrase of [...PHRASES, ...WORDS])
  if (phrase[0].includes('{') && readerOf(phrase).names.length > 0) readers.push(readerOf(phrase));
  else wholes.set(phrase[0], phrase);

/** The data set's own rules bring their sentences. */
const ofRules = new Map(
  RULES.map(({ id, wordings }) => [
    id,
    Object.values(wordings).flatMap(({ message, mend }) =>
      [message, mend].map((one) => readerOf([one.en, one.nl, one.fr, one.de])),
    ),
  ]),
);

function said(text: string, rule: string, at: 1 | 2 | 3, language: Language): string {
  const whole = wholes.get(text);
  if (whole) return whole[at];
  for (const { pattern, names, phrase } of [...(ofRules.get(rule) ?? []), ...readers]) {
    const found = pattern.exec(text);
    if (!found) continue;
    const words = new Map(names.map((name, index) => [name, worded(found[index + 1] as string, at, language)]));
    return phrase[at].replaceAll(PLACE, (place, name: string) => words.get(name) ?? place);
  }
  return text;
}

/** Longer lists are looked up in the codebook. */
const MOST_CODES_EXPLAINED = 16;

/**
 * A list of codes as a sentence holds it, to the same with what each means. Of two lists of the same codes that mean different things none is
 * explained: which of them is meant the sentence does not say.
 */
function explained(language: Language): ReadonlyMap<string, string> {
  const lists = new Map<string, string | undefined>();
  for (const type of RECORD_TYPE_NAMES)
    for (const item of describe(recordClass(type)).items) {
      if ((item.kind !== 'code' && item.kind !== 'codes') || item.shape !== undefined) continue;
      const codes = Object.keys(item.values);
      if (codes.length === 0 || codes.length > MOST_CODES_EXPLAINED) continue;
      const text = codes
        .map((code) => {
          const label = codeLabelIn(language, type, item, code) ?? code;
          return label === code ? code : `${code} (${label})`;
        })
        .join(', ');
      const key = codes.join(', ');
      lists.set(key, lists.has(key) && lists.get(key) !== text ? undefined : text);
    }
  return new Map([...lists].flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])));
}

const lists = new Map<Language, ReadonlyMap<string, string>>();

function listIn(language: Language, word: string): string | undefined {
  if (!lists.has(language)) lists.set(language, explained(language));
  return lists.get(language)?.get(word);
}

/** The label of an item, a list of codes with their meanings, or what else is a word of the language; a code, a number or a heading stays as it is. */
const worded = (word: string, at: 1 | 2 | 3, language: Language): string =>
  wholes.get(word)?.[at] ?? labelIn(language, word) ?? listIn(language, word) ?? word;

/** What is left out of a sentence that is told of a field stands behind it. */
const LEFT_OUT = '; the field is left out';

export function say<Problem extends Words>(problem: Problem, language: Language): Problem {
  const at = LANGUAGES.indexOf(language);
  if (at < 1) return problem;
  const [message, mend] = [problem.message, problem.mend].map((text) => {
    const plain = said(text, problem.rule, at as 1 | 2 | 3, language);
    if (plain !== text || !text.endsWith(LEFT_OUT)) return plain;
    const short = said(text.slice(0, -LEFT_OUT.length), problem.rule, at as 1 | 2 | 3, language);
    return short === text.slice(0, -LEFT_OUT.length) ? text : `${short}${LEFT_OUT_IN[at]}`;
  }) as [string, string];
  return { ...problem, message, mend };
}

const LEFT_OUT_IN = [
  LEFT_OUT,
  '; het veld wordt weggelaten',
  ' ; le champ est omis',
  '; das Feld wird weggelassen',
] as const;

/** A part of what stands around problems. */
export const framed = (
  phrase: Phrase,
  language: Language,
  words: Readonly<Record<string, string | number>> = {},
): string =>
  phrase[LANGUAGES.indexOf(language) as 0 | 1 | 2 | 3].replaceAll(PLACE, (place, name: string) =>
    String(words[name] ?? place),
  );
