// In: a problem as it was found, in English. Out: the same in the language of whoever reads it; what has no translation stays English. What is
// kept (the ledger, the registry's receipts) stays English too: it is said in a language when it is shown.
import { labelIn, LANGUAGES, type Language, RULES } from '@longview/clinical';
import type { Phrase } from './phrase.ts';
import { PHRASES, WORDS } from './phrases.ts';

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

interface Reader {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly phrase: Phrase;
}

const PLACE = /\{(\w+)\}/gu;

function readerOf(phrase: Phrase): Reader {
  const names: string[] = [];
  const source = phrase[0]
    .split(/(\{\w+\})/u)
    .map((part) => {
      const name = /^\{(\w+)\}$/u.exec(part)?.[1];
      if (name === undefined) return part.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
      names.push(name);
      return '(.*?)';
    })
    .join('');
  return { pattern: new RegExp(`^${source}$`, 'su'), names, phrase };
}

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

/** The label of an item, or what else is a word of the language; a code, a number or a heading stays as it is. */
const worded = (word: string, at: 1 | 2 | 3, language: Language): string =>
  wholes.get(word)?.[at] ?? labelIn(language, word) ?? word;

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
