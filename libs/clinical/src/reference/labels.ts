// In: an English label of a record type or an item, and a language. Out: the label in that language, or nothing where nobody translated it.
import { LABEL_DATA } from './embedded.ts';
import type { Language } from '../rules/rule.ts';

type Label = Readonly<Record<Language, string>>;

export const LABELS: readonly Label[] = (LABEL_DATA as { readonly labels: readonly Label[] }).labels;

const labels = new Map(LABELS.map((label) => [label.en, label]));

/** The items of a questionnaire are known by their numbers alone. */
const NUMBERED = { nl: 'vraag', fr: 'question', de: 'Frage' } as const;

export function labelIn(language: Language, label: string): string | undefined {
  if (language === 'en') return label;
  const numbered = /^(QLQ-C30): item (\d+)$/.exec(label);
  if (numbered) return `${numbered[1]}: ${NUMBERED[language]} ${numbered[2]}`;
  return labels.get(label)?.[language];
}
