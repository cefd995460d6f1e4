// In: a question within a permit on its frame. Out: each measure's answer: as fine as may be, coarser, older, about nearly the same patients, from the
// book, or refused. And what a page of the book answers. Decided by disclosure control alone; what is new is kept before it is told.
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { bitmap, type Category, filter, type Where } from '@longview/cohort';
import {
  answerQuestion,
  budgetLeft,
  type DistributionAnswer,
  type IncidenceAnswer,
  type ModelAnswer,
  onScale,
  pausedUntil,
  type ProportionAnswer,
  type SizeAnswer,
  type SurvivalAnswer,
  type TableAnswer,
  thresholdOf,
} from '@longview/disclosure';
import { canonicalJson, refusal } from '@longview/foundation';
import type { Permit } from '../governance/permits.ts';
import type { Connection } from '../persistence/database.ts';
import type { PageMeasure } from './book.ts';
import { answerFromBook, type Book, type Library } from './book.service.ts';
import type { PermitFrame } from './frames.ts';
import { levelsOf } from './levels.ts';
import { type CohortFilterValues, type Measure, measureKey, type SurvivalArguments } from './question.ts';
import type { Asked, MeasureAnswer, ResearchParts } from './research.walk.ts';
import type { KeptAnswer } from './stored-answers.ts';

export const whereOf = (where: CohortFilterValues | null | undefined): Where => {
  const { infusionYear, ...lists } = where ?? {};
  const given = Object.entries(lists).flatMap(([name, labels]) => (labels ? [[name, labels] as const] : []));
  return {
    ...(Object.fromEntries(given) as Partial<Record<Category, readonly string[]>>),
    ...(infusionYear && {
      infusionYear: {
        ...(infusionYear.from != null && { from: infusionYear.from }),
        ...(infusionYear.to != null && { to: infusionYear.to }),
      },
    }),
  };
};

export function pageAnswer(book: Parameters<typeof answerFromBook>[0], where: Where, measure: Measure): MeasureAnswer {
  if (measure.name !== 'size' && (measure.name !== 'survival' || !inBook(measure.arguments)))
    return {
      kind: 'refused',
      refusal: refusal(
        'NOT_IN_BOOK',
        'The book holds sizes and curves of overall and progression-free survival of the infused; ask for anything else within a permit.',
      ),
    };
  const asked: PageMeasure =
    measure.name === 'survival'
      ? {
          name: 'survival',
          endpoint: measure.arguments.endpoint,
          ...(measure.arguments.by && { by: measure.arguments.by }),
        }
      : { name: 'size' };
  const found = answerFromBook(book, { where, measure: asked });
  if ('code' in found) return { kind: 'refused', refusal: found };
  const { answer, id, answered, page, leftOut } = found;
  const common = {
    id,
    answered,
    nature: 'same' as const,
    page,
    leftOut,
    ...(answer.merged !== undefined && { merged: answer.merged }),
  };
  if (answer.measure === 'size') return { kind: 'size', answer, ...common };
  const scale = measure.name === 'survival' && measure.arguments.interval === 'LOG_LOG' ? 'logLog' : 'log';
  return { kind: 'survival', answer: onScale(answer, scale), ...common };
}

const inBook = ({ endpoint, population }: SurvivalArguments): boolean =>
  (endpoint === 'OVERALL' || endpoint === 'PROGRESSION_FREE') && population !== 'APHERESED';

export interface Protected {
  readonly answers: ReadonlyMap<string, MeasureAnswer>;
  readonly cells: number;
  readonly suppressed: number;
  readonly bitmap: Uint8Array;
  readonly left: number;
  /** Says to whoever reads the log that somebody is asking around the edges of what was told. */
  readonly reason?: string;
}

export async function answerFrom(
  parts: ResearchParts,
  connection: Connection,
  question: {
    permit: Permit;
    release: string;
    frame: PermitFrame;
    asked: Asked;
    measures: readonly Measure[];
    actor: string;
    library: Library;
  },
): Promise<Protected> {
  const { permit, asked, measures, actor, library } = question;
  const { frame, population, own } = question.frame;
  const selection = filter(frame, whereOf(asked.where));
  const selected = bitmap(selection);
  const [audience, k, now] = ['permit' as const, thresholdOf('permit'), Date.now()];
  const told = await parts.stored.of(connection, permit.id);
  const answers = new Map<string, MeasureAnswer>();
  const waits = pausedUntil(await parts.stored.probes(connection, permit.id, actor), now);
  if (waits !== undefined) {
    const paused = refusal(
      'PAUSED',
      `Too many questions within a day lay a few patients away from earlier ones. Ask again after ${new Date(waits).toISOString()}.`,
    );
    for (const measure of measures) answers.set(keyOf(measure), { kind: 'refused', refusal: paused });
    return { answers, cells: 0, suppressed: measures.length, bitmap: selected, left: 0, reason: 'PAUSED' };
  }
  let [cells, suppressed, left, probing] = [0, 0, budgetLeft(told.map(answeredAt), now), false];
  for (const measure of measures) {
    const where = whereOf(asked.where);
    const asking = {
      release: question.release,
      question: hashOf({ permit: permit.id, where, measure }),
      measure: hashOf({ permit: permit.id, measure }),
    };
    const answered = answerQuestion(
      { ...asking, levels: () => (left > 0 ? levelsOf(selection, measure, { own, k }) : []) },
      { audience, population, ...(own && { own }) },
      told,
      parts.stored.auditOf(question.frame, k, told, library.sets),
    );
    let kept: KeptAnswer | undefined;
    if (answered.act === 'repeat') kept = told.find(({ id }) => id === answered.id);
    if (answered.act === 'tell') {
      kept = await parts.stored.keep(connection, permit.id, {
        ...asking,
        asked: canonicalJson(JSON.parse(JSON.stringify({ where, measure }))),
        answer: canonicalJson({
          ...answered.told.answer.value,
          ...(answered.merged !== undefined && { merged: answered.merged }),
        }),
        sets: answered.told.told,
      });
      left -= 1;
    }
    if (answered.act === 'refuse' && answered.probing) {
      probing = true;
      await parts.stored.probed(connection, permit.id, actor);
    }
    // Coarser before refused: what everybody may read. It was told already, and every answer of the permit is audited against it.
    const book = kept || left <= 0 ? undefined : library.of(question.release);
    const page = book && pageAnswer(book, where, measure);
    if (page && page.kind !== 'refused') {
      answers.set(keyOf(measure), page);
      cells += page.kind === 'survival' ? page.answer.strata.reduce((sum, { rows }) => sum + rows.length, 0) : 1;
      continue;
    }
    if (!kept) {
      suppressed += 1;
      answers.set(keyOf(measure), { kind: 'refused', refusal: left > 0 ? RISK : BUDGET_SPENT });
      continue;
    }
    const nature = answered.act === 'repeat' ? answered.why : 'same';
    const answer = JSON.parse(kept.answer) as Told & { readonly merged?: string };
    const common = { id: kept.id, answered: kept.answered, nature, ...(answer.merged && { merged: answer.merged }) };
    if ('withheld' in answer) suppressed += answer.withheld.length;
    switch (answer.measure) {
      case 'size':
        cells += 1;
        answers.set(keyOf(measure), { kind: 'size', answer, ...common });
        break;
      case 'survival':
        cells += answer.strata.reduce((sum, stratum) => sum + stratum.rows.length, 0);
        answers.set(keyOf(measure), { kind: 'survival', answer, ...common });
        break;
      case 'table':
        cells += answer.cells.length;
        suppressed += answer.cells.filter(({ patients }) => patients === null).length;
        answers.set(keyOf(measure), { kind: 'baseline', answer, ...common });
        break;
      case 'proportion':
        cells += 2 * answer.strata.length;
        answers.set(keyOf(measure), { kind: 'share', answer, ...common });
        break;
      case 'incidence':
        cells += answer.strata.reduce((sum, stratum) => sum + stratum.rows.length, 0);
        answers.set(keyOf(measure), { kind: 'incidence', answer, ...common });
        break;
      case 'distribution':
        cells += answer.strata.reduce((sum, { quantiles }) => sum + 1 + quantiles.length, 0);
        answers.set(keyOf(measure), { kind: 'distribution', answer, ...common });
        break;
      case 'model':
        cells += answer.ratios.length;
        answers.set(keyOf(measure), { kind: 'hazardRatios', answer, ...common });
        break;
    }
  }
  return { answers, cells, suppressed, bitmap: selected, left, ...(probing && { reason: 'PROBING' }) };
}

type Told =
  SizeAnswer | SurvivalAnswer | TableAnswer | ProportionAnswer | IncidenceAnswer | DistributionAnswer | ModelAnswer;

const answeredAt = ({ answered }: KeptAnswer): number => Date.parse(answered);

const BUDGET_SPENT = refusal(
  'BUDGET_SPENT',
  'The permit has had its 500 answers of thirty days; what was told before is still repeated.',
);

/** Milliseconds: longer than any two refusals lie apart for what is in them. */
const BEAT = 50;

/** A refusal, and a page in its place, leave on a beat: how long it took would tell a group that is small from one that lies near to another. */
export async function onTheBeat(begun: number, answers: ReadonlyMap<string, MeasureAnswer>): Promise<void> {
  const held = (answer: MeasureAnswer): boolean =>
    answer.kind === 'refused' || ('page' in answer && answer.kind !== 'courses' && answer.page !== undefined);
  if ([...answers.values()].some(held)) await nextBeat(begun);
}

export const nextBeat = (begun: number): Promise<void> => wait(BEAT - ((performance.now() - begun) % BEAT));

export const RISK = refusal(
  'DISCLOSURE_RISK',
  'These figures could point to single persons. Ask for a larger group, or use the published tables.',
);

export const keyOf = (measure: Measure): string =>
  measure.name === 'size' ? 'size' : measureKey(measure.name, measure.arguments);

export const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(value))))
    .digest('hex');
