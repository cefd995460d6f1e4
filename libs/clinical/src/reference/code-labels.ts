// In: a record type, an item of it, a code and a language. Out: what the code means in that language. What a terminology names is given as its
// publisher writes it, in English or Latin; nothing for a code that stands in no list.
import type { Item } from '@longview/dictionary';
import type { Language } from '../rules/rule.ts';
import { CODE_LABEL_DATA } from './embedded.ts';
import { PRODUCT_LIST } from './product-list.ts';

type Label = Readonly<Record<Language, string>>;

interface CodeLabels {
  readonly labels: readonly Label[];
  readonly of: readonly (Label & { readonly items: readonly string[] })[];
  readonly same: readonly string[];
}

export const CODE_LABELS = CODE_LABEL_DATA as CodeLabels;

const labels = new Map(CODE_LABELS.labels.map((label) => [label.en, label]));
const narrower = new Map(CODE_LABELS.of.flatMap((label) => label.items.map((item) => [`${item} ${label.en}`, label])));
const same = new Set(CODE_LABELS.same);
const products = new Set(PRODUCT_LIST.map(({ code }) => code));

/** Countries are named by a standard and called otherwise in every language. */
const TRANSLATED: ReadonlySet<string | undefined> = new Set(['ISO 3166-1 alpha-2']);

/** Whether a terminology gives the code its name: it has the shape of its system, or it is a product of the list, known by its INN. */
export const isNamedElsewhere = (item: Item, code: string): boolean =>
  (item.kind === 'code' || item.kind === 'codes') &&
  item.system !== undefined &&
  !TRANSLATED.has(item.system) &&
  (item.shape?.test(code) === true || products.has(code));

/** @param type of the record, as `Icans`. */
export function codeLabelIn(language: Language, type: string, item: Item, code: string): string | undefined {
  if (item.kind !== 'code' && item.kind !== 'codes') return undefined;
  const english = Object.hasOwn(item.values, code) ? item.values[code] : undefined;
  if (english === undefined || language === 'en' || same.has(english) || isNamedElsewhere(item, code)) return english;
  return (narrower.get(`${type}.${item.name} ${english}`) ?? labels.get(english))?.[language];
}
