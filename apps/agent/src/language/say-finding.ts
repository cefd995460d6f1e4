// In: a sentence of the doctor, which may hold others (whose certificate it is, how a party was reached). Out: the same in another language; what has no
// translation, as what the system itself says, stays as it is.
import { LANGUAGES, type Language } from '@longview/clinical';
import { DOCTOR, DOCTOR_WORDS } from './phrases-of-doctor.ts';
import { type Reader, readerOf } from './reader.ts';

const wholes = new Map([...DOCTOR_WORDS, ...DOCTOR].map((phrase) => [phrase[0], phrase]));

/** The more a phrase says itself, the sooner it is tried: `{name} until {at}` fits much that it does not mean. */
const readers: readonly Reader[] = DOCTOR.filter(([en]) => en.includes('{'))
  .map(readerOf)
  .toSorted((left, right) => said(right) - said(left));

function said({ phrase }: Reader): number {
  return phrase[0].replaceAll(/\{\w+\}/gu, '').length;
}

/** A sentence is in a sentence in a sentence at the most. */
const DEEPEST = 3;

export function sayFinding(text: string, language: Language): string {
  const at = LANGUAGES.indexOf(language);
  return at < 1 ? text : told(text, at as 1 | 2 | 3, DEEPEST);
}

function told(text: string, at: 1 | 2 | 3, deeper: number): string {
  const whole = wholes.get(text);
  if (whole) return whole[at];
  if (deeper === 0) return text;
  // How a party was reached stands behind what was found there.
  const behind = /^(.+) \(([^()]+)\)$/su.exec(text);
  const how = behind && told(behind[2] as string, at, deeper - 1);
  if (behind && how !== behind[2]) return `${told(behind[1] as string, at, deeper - 1)} (${how})`;
  for (const { pattern, names, phrase } of readers) {
    const found = pattern.exec(text);
    if (!found) continue;
    const words = new Map(names.map((name, index) => [name, told(found[index + 1] as string, at, deeper - 1)]));
    return phrase[at].replaceAll(/\{(\w+)\}/gu, (place, name: string) => words.get(name) ?? place);
  }
  return text;
}
