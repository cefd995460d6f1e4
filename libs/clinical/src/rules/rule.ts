// In: the records that one centre holds of one course. Out: what does not fit between them, in words of four languages. Every rule here asks;
// none refuses.
import { describe, type Problem } from '@longview/dictionary';
import type { CourseView, PlacedRecord } from '../course-view.ts';
import { recordClass } from '../record-types.ts';

export const LANGUAGES = ['en', 'nl', 'fr', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One sentence in each language. `{name}` stands for a word of the finding. */
export type Sentence = Readonly<Record<Language, string>>;

/** What is said when the rule does not hold, and how it is mended. */
export interface Wording {
  readonly message: Sentence;
  readonly mend: Sentence;
}

export interface Finding extends Problem {
  readonly key: string;
  /** Which of the rule's wordings it is, and the words in it: so that it can be said in another language. */
  readonly wording: string;
  readonly words?: Readonly<Record<string, string | number>>;
}

export interface Rule {
  readonly id: string;
  /** The items it may ask about: `Type.item`, `*.item` of any type, `*:kind` every item of that kind (a partial date is a date). */
  readonly about: readonly string[];
  readonly severity: 'query';
  /** What must hold, in one sentence. */
  readonly statement: string;
  readonly wordings: Readonly<Record<string, Wording>>;
  check(course: CourseView): Finding[];
}

export type Ask<Name extends string> = (
  record: PlacedRecord,
  field: string,
  wording: Name,
  words?: Readonly<Record<string, string | number>>,
) => Finding;

export interface RuleSpec<Name extends string> {
  readonly id: string;
  readonly about: readonly string[];
  readonly statement: string;
  readonly wordings: Readonly<Record<Name, Wording>>;
  /** `ask` makes a finding of this rule. */
  check(course: CourseView, ask: Ask<Name>): Finding[];
}

export const fill = (sentence: string, words: Readonly<Record<string, string | number>> = {}): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(words, name) ? String(words[name]) : whole,
  );

const labelOf = (record: PlacedRecord, field: string): string =>
  describe(recordClass(record.type)).items.find((item) => item.name === field)?.label ?? field;

export function rule<Name extends string>(spec: RuleSpec<Name>): Rule {
  const ask: Ask<Name> = (record, field, wording, words) => {
    const { message, mend } = spec.wordings[wording];
    const all = { item: labelOf(record, field), ...words };
    return {
      rule: spec.id,
      severity: 'query',
      key: record.key,
      field,
      value: record.record[field],
      message: fill(message.en, all),
      mend: fill(mend.en, all),
      wording,
      ...(words && { words }),
    };
  };
  return { ...spec, severity: 'query', check: (course) => spec.check(course, ask) };
}
