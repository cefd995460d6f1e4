// In: the frame of a release and what earlier books told. Out: its book: standard tables and curves over the published vocabulary, protected together
// once with the public's k. Everybody is told all of it, so every page is audited against every other and against every earlier book.
// A question of the public is answered by its nearest page; nothing is computed for it.
import { bitmap, filter, type Frame, type Selection, type Where } from '@longview/cohort';
import {
  answerQuestion,
  type ProtectedAnswer,
  OverlapAudit,
  type SizeAnswer,
  type SurvivalAnswer,
  thresholdOf,
  type ToldBefore,
} from '@longview/disclosure';
import { canonicalJson } from '@longview/foundation';
import { levelsOf } from './levels.ts';
import type { By, Endpoint, Measure } from './question.ts';
import { FIELD_OF_BY } from './question.ts';

/** What the pages are made of, in the order in which they are made: who comes first is told, who lies too near to it is not. */
const FIELDS = ['product', 'disease', 'infusionYear', 'ageBand', 'sex'] as const;
type BookField = (typeof FIELDS)[number];

const BY_OF_FIELD = Object.fromEntries(
  (Object.entries(FIELD_OF_BY) as [By, BookField][]).map(([by, field]) => [field, by]),
) as Record<BookField, By>;

const ENDPOINTS: readonly Endpoint[] = ['OVERALL', 'PROGRESSION_FREE'];

/** The page of a question, before it is known whether the book has one. */
export interface PageName {
  readonly where: Where;
  readonly measure: PageMeasure;
}
export type PageMeasure =
  { readonly name: 'size' } | { readonly name: 'survival'; readonly endpoint: Endpoint; readonly by?: By };

export interface BookPage {
  /** Canonical JSON of the page's name. */
  readonly page: string;
  /** Of an earlier book: its answer is told again, since one of this release would differ by a few patients. */
  readonly earlier?: string;
  /** Canonical JSON of the answer. */
  readonly answer: string;
  readonly sets: readonly Uint8Array[];
}

export interface EarlierPage extends ToldBefore {
  readonly answer: string;
}

export const pageName = ({ where, measure }: PageName): string =>
  canonicalJson(JSON.parse(JSON.stringify({ where, measure })));

/** @param earlier pages of earlier books, oldest first; their `question` is the page's name. */
export function makeBook(frame: Frame, release: string, earlier: readonly EarlierPage[]): readonly BookPage[] {
  const k = thresholdOf('public');
  const population = bitmap(filter(frame));
  const before: EarlierPage[] = [...earlier];
  const audit = new OverlapAudit(k);
  audit.add(earlier.flatMap(({ sets }) => sets));
  const pages: BookPage[] = [];
  for (const name of names(frame)) {
    const selection: Selection = filter(frame, name.where);
    if (selection.rows.length === 0) continue;
    const page = pageName(name);
    const answered = answerQuestion(
      {
        release,
        question: page,
        measure: canonicalJson(JSON.parse(JSON.stringify(name.measure))),
        levels: () => levelsOf(selection, measureOf(name.measure), { k }),
      },
      { audience: 'public', population },
      before,
      audit,
    );
    if (answered.act === 'refuse') continue;
    if (answered.act === 'repeat') {
      const told = before.find(({ id }) => id === answered.id) as EarlierPage;
      // A page about nearly the same patients of this very book would be the same figures under two names.
      if (answered.why !== 'near') pages.push({ page, earlier: told.release, answer: told.answer, sets: told.sets });
      continue;
    }
    const answer = canonicalJson({
      ...(answered.told.answer.value as ProtectedAnswer),
      ...(answered.merged !== undefined && { merged: answered.merged }),
    });
    pages.push({ page, answer, sets: answered.told.told });
    before.push({ id: page, release, question: page, sets: answered.told.told, answer });
    audit.add(answered.told.told);
  }
  return pages;
}

const measureOf = (measure: PageMeasure): Measure =>
  measure.name === 'size'
    ? measure
    : { name: 'survival', arguments: { endpoint: measure.endpoint, by: measure.by ?? null, interval: 'LOG' } };

/** Everybody; each label of each field; each product with each label of each other field. */
function* names(frame: Frame): Iterable<PageName> {
  const each = FIELDS.flatMap((field) => labelsOf(frame, field).map((where) => ({ field, where })));
  yield* measuresOn({}, FIELDS);
  for (const { field, where } of each)
    yield* measuresOn(
      where,
      FIELDS.filter((other) => other !== field),
    );
  for (const { where } of each.filter(({ field }) => field === 'product'))
    for (const other of each.filter(({ field }) => field !== 'product'))
      yield* measuresOn({ ...where, ...other.where }, []);
}

function* measuresOn(where: Where, by: readonly BookField[]): Iterable<PageName> {
  yield { where, measure: { name: 'size' } };
  for (const endpoint of ENDPOINTS) {
    yield { where, measure: { name: 'survival', endpoint } };
    for (const field of by) yield { where, measure: { name: 'survival', endpoint, by: BY_OF_FIELD[field] } };
  }
}

function labelsOf(frame: Frame, field: BookField): Where[] {
  if (field === 'infusionYear')
    return [...new Set(frame.infusionYear)]
      .filter((year) => year > 0)
      .toSorted((left, right) => left - right)
      .map((year) => ({ infusionYear: { from: year, to: year } }));
  return frame.categories[field].labels
    .filter((label) => label !== '')
    .toSorted()
    .map((label) => ({ [field]: [label] }));
}

export interface NearestPage {
  readonly page: string;
  /** What the question asked for and the page does not say. */
  readonly leftOut: readonly string[];
}

/** The page that answers a question as nearly as the book can: conditions are left out, the last of the fields first, then the strata. */
export function nearestPage({ where, measure }: PageName, has: (page: string) => boolean): NearestPage | undefined {
  const given = FIELDS.filter((field) => where[field] !== undefined);
  const beyond = Object.keys(where).filter((field) => !(FIELDS as readonly string[]).includes(field));
  const subsets = Array.from({ length: 2 ** given.length }, (_, choice) =>
    given.filter((__, index) => (choice & (1 << index)) !== 0),
  ).toSorted((left, right) => right.length - left.length);
  const measures = measure.name === 'survival' && measure.by ? [measure, { ...measure, by: undefined }] : [measure];
  for (const own of measures) {
    for (const kept of subsets) {
      const narrowed = Object.fromEntries(kept.map((field) => [field, where[field]])) as Where;
      const page = pageName({ where: narrowed, measure: own as PageMeasure });
      if (!has(page)) continue;
      const leftOut = [
        ...given.filter((field) => !kept.includes(field)),
        ...beyond,
        ...(own === measure || measure.name !== 'survival' ? [] : [`by ${measure.by}`]),
      ];
      return { page, leftOut };
    }
  }
  return undefined;
}

export type BookAnswer = (SizeAnswer | SurvivalAnswer) & { readonly merged?: string };
