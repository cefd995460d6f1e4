// In: nothing (seeded). Out: how 45 ordinary questions fare on 250, 600 and 1,200 courses, within a permit and against the book: which share of the groups
// they ask about is shown as asked, shown coarser, or not at all; as the rows of the table in libs/disclosure/README.md.
// Run: node --conditions=@longview/source --import ./deploy/swc-hook.mjs test/oracle/ordinary-questions.ts
import type { Where } from '@longview/cohort';
import { filter } from '@longview/cohort';
import type { ProtectedAnswer } from '@longview/disclosure';
import { EVERY_RULE } from '@longview/disclosure/testing';
import { type By, makeBook, type Measure, nearestPage, pageName, type PageMeasure } from '@longview/registry';
import { Asker, courseRows, frameOf } from '../attack/disclosure/registry-of.ts';

const size: Measure = { name: 'size' };
const os = (by: By | null = null): Measure => ({
  name: 'survival',
  arguments: { endpoint: 'OVERALL', by, interval: 'LOG' },
});
const pfs = (by: By | null = null): Measure => ({
  name: 'survival',
  arguments: { endpoint: 'PROGRESSION_FREE', by, interval: 'LOG' },
});

/** In the order in which somebody would ask: everybody, then by one field, then within a product, a disease, an age. */
export const ORDINARY: readonly (readonly [Where, Measure])[] = [
  [{}, size],
  [{}, os()],
  [{}, pfs()],
  ...(['PRODUCT', 'DISEASE', 'PRIOR_LINES', 'AGE_BAND', 'SEX', 'INFUSION_YEAR'] as const).flatMap((by) => [
    [{}, os(by)] as const,
    [{}, pfs(by)] as const,
  ]),
  ...['L01XL03', 'L01XL04', 'L01XL05'].flatMap((product) =>
    [size, os(), pfs(), os('SEX'), os('AGE_BAND'), os('PRIOR_LINES')].map(
      (measure) => [{ product: [product] }, measure] as const,
    ),
  ),
  ...['LBCL', 'MM'].flatMap((disease) =>
    [os(), pfs(), os('PRODUCT')].map((measure) => [{ disease: [disease] }, measure] as const),
  ),
  [{ sex: ['female'] }, os()],
  [{ ageBand: ['70-120'] }, os()],
  [{ ageBand: ['70-120'] }, pfs()],
  [{ infusionYear: { from: 2022 } }, os('PRODUCT')],
  [{ disease: ['LBCL'], priorLines: ['3', '4', '5+'] }, os('PRODUCT')],
  [{ product: ['L01XL03'], disease: ['LBCL'], sex: ['female'] }, os()],
];

export interface Share {
  asked: number;
  answered: number;
  coarser: number;
  refused: number;
  /** Refusals that count as probing. */
  probing: number;
  questionsRefused: number;
}

const none = (): Share => ({ asked: 0, answered: 0, coarser: 0, refused: 0, probing: 0, questionsRefused: 0 });

/** A group asked about is one that somebody is in. */
function tally(share: Share, groups: number, answer: (ProtectedAnswer & { merged?: string }) | undefined, as: boolean) {
  share.asked += groups;
  if (answer === undefined) {
    share.refused += groups;
    share.questionsRefused += 1;
    return;
  }
  if (answer.measure !== 'survival') {
    if (as) share.answered += groups;
    else share.coarser += groups;
    return;
  }
  const held = Math.min(groups, answer.withheld.length);
  if (!as || answer.merged !== undefined) {
    share.coarser += groups - held;
    share.refused += held;
    return;
  }
  const other = answer.strata.find(({ of }) => of !== undefined)?.of?.length ?? 0;
  share.answered += groups - held - other;
  share.coarser += other;
  share.refused += held;
}

const FIELD: Readonly<Record<string, 'product' | 'disease' | 'sex' | 'ageBand' | 'priorLines'>> = {
  PRODUCT: 'product',
  DISEASE: 'disease',
  SEX: 'sex',
  AGE_BAND: 'ageBand',
  PRIOR_LINES: 'priorLines',
};

function groupsOf(frame: ReturnType<typeof frameOf>, where: Where, measure: Measure): number {
  const by = measure.name === 'survival' ? measure.arguments.by : null;
  if (!by) return 1;
  const infused = [...filter(frame, where).rows].filter((row) => (frame.infusionYear[row] as number) > 0);
  const values = infused.map((row) =>
    by === 'INFUSION_YEAR' ? frame.infusionYear[row] : frame.categories[FIELD[by] as 'product'].codes[row],
  );
  return new Set(values).size;
}

export function withinPermit(n: number, seed: number): Share {
  const frame = frameOf(courseRows(n, seed));
  const book = makeBook(frame, 'r1', []);
  const pages = new Map(book.map((page) => [page.page, page.answer]));
  const asker = new Asker(frame, EVERY_RULE, { book: book.flatMap(({ sets }) => sets) });
  const share = none();
  for (const [where, measure] of ORDINARY) {
    const { answering, answer } = asker.ask(where, measure);
    const as = answering.act === 'tell' || (answering.act === 'repeat' && answering.why === 'same');
    // Before a refusal, the nearest page of the book: as the registry does.
    tally(share, groupsOf(frame, where, measure), answer ?? fromBook(pages, where, measure)?.answer, as);
    if (answering.act === 'refuse' && answering.probing) share.probing += 1;
  }
  return share;
}

function fromBook(pages: ReadonlyMap<string, string>, where: Where, measure: Measure) {
  const asked: PageMeasure =
    measure.name === 'survival'
      ? {
          name: 'survival',
          endpoint: measure.arguments.endpoint,
          ...(measure.arguments.by && { by: measure.arguments.by }),
        }
      : { name: 'size' };
  const nearest = nearestPage({ where, measure: asked }, (page) => pages.has(page));
  return (
    nearest && {
      answer: JSON.parse(pages.get(nearest.page) as string) as ProtectedAnswer,
      exactly: nearest.page === pageName({ where, measure: asked }),
    }
  );
}

export function againstTheBook(n: number, seed: number): Share & { pages: number } {
  const frame = frameOf(courseRows(n, seed));
  const book = new Map(makeBook(frame, 'r1', []).map(({ page, answer }) => [page, answer]));
  const share = none();
  for (const [where, measure] of ORDINARY) {
    const found = fromBook(book, where, measure);
    tally(share, groupsOf(frame, where, measure), found?.answer, found?.exactly ?? false);
  }
  return { ...share, pages: book.size };
}

export const SIZES = [250, 600, 1200] as const;
const COHORTS = 5;

export function added(shares: readonly Share[]): Share {
  const sum = none();
  for (const share of shares) for (const key of Object.keys(sum) as (keyof Share)[]) sum[key] += share[key];
  return sum;
}

const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

export function row(name: string, share: Share): string {
  const { asked, answered, coarser, refused, probing, questionsRefused } = share;
  return `| ${name} | ${percent(answered, asked)} | ${percent(coarser, asked)} | ${percent(refused, asked)} | ${(questionsRefused / COHORTS).toFixed(1)} of ${ORDINARY.length} | ${(probing / COHORTS).toFixed(1)} |`;
}

if (import.meta.filename === process.argv[1]) {
  console.log(`${ORDINARY.length} questions`);
  for (const n of SIZES) {
    const seeds = Array.from({ length: COHORTS }, (_, index) => index + 1);
    console.log(row(`${n} courses, permit`, added(seeds.map((seed) => withinPermit(n, seed)))));
    const books = seeds.map((seed) => againstTheBook(n, seed));
    const pages = Math.round(books.reduce((sum, book) => sum + book.pages, 0) / COHORTS);
    console.log(row(`${n} courses, book of ${pages} pages`, added(books)));
  }
}
