// In: who asks, about which cohort, which measures. Out: exact figures for a centre's own rows, a Released for everybody else, or a refusal.
// Order: intent from the permit named, policy over every field, release, rows under one seal, pure statistics, disclosure control, log.
import { createHash } from 'node:crypto';
import { filter, patientCount, type Selection } from '@longview/cohort';
import {
  type DistributionAnswer,
  type IncidenceAnswer,
  type ModelAnswer,
  mostDimensions,
  type ProportionAnswer,
  type SizeAnswer,
  type SurvivalAnswer,
  type TableAnswer,
} from '@longview/disclosure';
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import type { Operation } from '../graphql/operation.ts';
import type { Permit } from '../governance/permits.ts';
import type { Policy } from '../governance/policy.service.ts';
import type { Connection } from '../persistence/database.ts';
import type { Releases } from '../releases/releases.service.ts';
import type { Books } from './book.service.ts';
import { coursesPage, type CoursesPage, readOpaque } from './courses-page.ts';
import {
  type ExactBaseline,
  exactBaseline,
  type ExactDistribution,
  exactDistribution,
  type ExactIncidence,
  exactIncidence,
  type ExactShare,
  exactShare,
  type ExactSurvival,
  exactSurvival,
} from './exact-answers.ts';
import { type ExactRatios, exactRatios } from './hazard-ratios.ts';
import { frameOf, type Frames, ownRows } from './frames.ts';
import { answerFrom, hashOf, keyOf, onTheBeat, pageAnswer, whereOf } from './permit-answers.ts';
import {
  asksAfterInfusion,
  type CohortFilterValues,
  columnIn,
  fieldsOf,
  type Measure,
  ofApheresed,
  ROWS,
} from './question.ts';
import { recordVersions, type RecordVersions } from './record-versions.ts';
import type { StoredAnswers } from './stored-answers.ts';
import { indexOf, strataOf } from './strata.ts';
import { FRAME_ROWS, onWarmFrame } from './warm-frame.ts';

export type ResearchCode =
  | 'NOT_ALLOWED'
  | 'BOOK_NOT_PUBLISHED'
  | 'NOT_IN_BOOK'
  | 'ROWS_NOT_IN_BOOK'
  | 'RELEASE_UNKNOWN'
  | 'NO_RELEASE'
  | 'ROWS_NOT_IN_PERMIT'
  | 'PAGE_SIZE'
  | 'CURSOR'
  | 'RECORD_UNKNOWN'
  | 'TOO_MANY_MEASURES'
  | 'AT_INVALID'
  | 'ASKS_AFTER_INFUSION'
  | 'NOT_OF_APHERESED'
  | 'TOO_MANY_FILTERS'
  | 'PAUSED'
  | 'BUDGET_SPENT'
  | 'DISCLOSURE_RISK';

export interface Asked {
  readonly permit?: string | null;
  readonly purpose?: string | null;
  readonly release?: string | null;
  readonly where?: CohortFilterValues | null;
}

/** What a measure is answered with, by the key of the measure. */
export type MeasureAnswer =
  | { readonly kind: 'exactSize'; readonly patients: number; readonly courses: number }
  | ({ readonly kind: 'size'; readonly answer: SizeAnswer } & Kept)
  | { readonly kind: 'exactSurvival'; readonly answer: ExactSurvival }
  | ({ readonly kind: 'survival'; readonly answer: SurvivalAnswer } & Kept)
  | { readonly kind: 'exactBaseline'; readonly answer: ExactBaseline }
  | ({ readonly kind: 'baseline'; readonly answer: TableAnswer } & Kept)
  | { readonly kind: 'exactShare'; readonly answer: ExactShare }
  | ({ readonly kind: 'share'; readonly answer: ProportionAnswer } & Kept)
  | { readonly kind: 'exactIncidence'; readonly answer: ExactIncidence }
  | ({ readonly kind: 'incidence'; readonly answer: IncidenceAnswer } & Kept)
  | { readonly kind: 'exactDistribution'; readonly answer: ExactDistribution }
  | ({ readonly kind: 'distribution'; readonly answer: DistributionAnswer } & Kept)
  | { readonly kind: 'exactRatios'; readonly answer: ExactRatios }
  | ({ readonly kind: 'hazardRatios'; readonly answer: ModelAnswer } & Kept)
  | { readonly kind: 'courses'; readonly page: CoursesPage }
  | { readonly kind: 'record'; readonly record: RecordVersions }
  | { readonly kind: 'refused'; readonly refusal: Refusal<ResearchCode> };

/** What is told beside a protected answer: its name, its day, and whether it is the one to this very question. */
export interface Kept {
  readonly id: string;
  readonly answered: string;
  readonly nature: 'same' | 'older' | 'near';
  readonly merged?: string;
  /** Of the book: which page it is, and what of the question it leaves out. */
  readonly page?: string;
  readonly leftOut?: readonly string[];
}

export interface CohortAnswers {
  readonly release: string | null;
  readonly exact: boolean;
  /** What is left of the permit's answers. */
  readonly left?: number;
  readonly answers: ReadonlyMap<string, MeasureAnswer>;
}

export interface ResearchParts {
  readonly policy: Policy;
  readonly permits: ReadonlyMap<string, Permit>;
  readonly releases: Releases;
  readonly frames: Frames;
  readonly stored: StoredAnswers;
  readonly books: Books;
}

const MOST_MEASURES = 12;
const NOT_ALLOWED = refusal(
  'NOT_ALLOWED',
  'This question is not open to you: see the permit for who, purpose, fields, products and dates.',
);

/** Of another centre or of nobody: which of both is not told. */
const RECORD_UNKNOWN = refusal('RECORD_UNKNOWN', 'No record that your centre sent has this id.', 'record.id');

type Answer = Result<CohortAnswers, Refusal<ResearchCode>>;

export async function askCohort(
  parts: ResearchParts,
  operation: Operation,
  asked: Asked,
  measures: readonly Measure[],
): Promise<Answer> {
  const wrong = wrongMeasure(measures, asked.where ?? {});
  if (wrong) return err(wrong);
  const filters = Object.values(asked.where ?? {}).filter((value) => value != null).length;
  if (asked.permit != null && filters > mostDimensions('permit'))
    return err(refusal('TOO_MANY_FILTERS', `Combine ${mostDimensions('permit')} filters at the most.`, 'where'));
  if (asked.permit != null) return askWithinPermit(parts, operation, asked, asked.permit, measures);
  const { caller } = operation;
  const ownRole =
    caller.kind === 'person' && caller.roles.some((role) => role === 'dataManager' || role === 'clinician');
  if (!ownRole) return askBook(parts, operation, asked, measures);
  return askOwn(parts, operation, asked, caller.organisation, measures);
}

function wrongMeasure(measures: readonly Measure[], where: CohortFilterValues): Refusal<ResearchCode> | undefined {
  if (measures.length > MOST_MEASURES)
    return refusal('TOO_MANY_MEASURES', `Ask for ${MOST_MEASURES} measures at the most in one question.`);
  for (const measure of measures) {
    if (measure.name === 'courses') {
      const { first, records, after } = measure.arguments;
      if (!(first >= 1 && first <= 100 && records >= 0 && records <= 50)) {
        return refusal('PAGE_SIZE', 'A page has 1 to 100 courses with up to 50 records each.', 'courses.first');
      }
      if (after != null && readOpaque(after) === undefined)
        return refusal('CURSOR', 'Give the cursor as it came.', 'courses.after');
    }
    if (asksAfterInfusion(measure, where))
      return refusal(
        'ASKS_AFTER_INFUSION',
        'Among the apheresed nobody can be chosen by the year or the status of an infusion: leave both out.',
        `${measure.name}.by`,
      );
    if (measure.name === 'survival') {
      if (ofApheresed(measure) && measure.arguments.endpoint !== 'OVERALL')
        return refusal(
          'NOT_OF_APHERESED',
          'From the apheresis on overall survival is answered, and how many were infused (share, cumulativeIncidence).',
          'survival.population',
        );
      const at = measure.arguments.at ?? [];
      if (at.length > 20 || at.some((day) => day < 0 || day > 20_000)) {
        return refusal('AT_INVALID', 'Ask for up to 20 days between 0 and 20000.', 'survival.at');
      }
    }
  }
  return undefined;
}

// --- a centre on its own rows: exact, live

async function askOwn(
  parts: ResearchParts,
  operation: Operation,
  asked: Asked,
  centre: string,
  measures: readonly Measure[],
): Promise<Answer> {
  const listed = measures.some(({ name }) => ROWS.has(name));
  const question = {
    purpose: asked.purpose ?? undefined,
    fields: fieldsOf(measures, asked.where ?? {}),
    products: asked.where?.product ?? [],
  };
  const decisions = [
    parts.policy.askOwn(operation.caller, centre, 'askOwn', question),
    ...(listed ? [parts.policy.askOwn(operation.caller, centre, 'listOwn', question)] : []),
  ];
  const allowed = decisions.every(({ decision }) => decision === 'allow');
  const basis = {
    operation: measures.some(({ name }) => name === 'courses') ? 'cohort.courses' : listed ? 'cohort.record' : 'cohort',
    activity: 'own-centre-quality',
    ...(asked.purpose != null && { purpose: asked.purpose }),
    policyHash: parts.policy.hash,
    policyIds: [...new Set(decisions.flatMap(({ policies }) => policies))].sort(),
    decision: allowed ? 'allow' : 'deny',
    fieldsHash: hashOf(question.fields),
  };
  if (!allowed) {
    operation.refuse(basis, 'NOT_ALLOWED');
    return err(NOT_ALLOWED);
  }
  if (asked.release != null) {
    return err(refusal('RELEASE_UNKNOWN', 'Your own rows are answered live; leave the release out.', 'release'));
  }
  const computed = measures.filter(({ name }) => !ROWS.has(name));
  const listing = measures.flatMap((measure) => (measure.name === 'courses' ? [measure] : []));
  const records = measures.flatMap((measure) => (measure.name === 'record' ? [measure] : []));
  const read = async (connection: Connection) => {
    const answers = new Map<string, MeasureAnswer>();
    const subjects = new Set<string>();
    let rows = 0;
    if (computed.length > 0) {
      const found = await ownRows(connection, centre, question.fields);
      rows += found.length;
      const selection = filter(frameOf(found), whereOf(asked.where));
      for (const measure of computed) answers.set(keyOf(measure), exactAnswer(selection, measure));
    }
    for (const measure of listing) {
      const { after } = measure.arguments;
      const page = await coursesPage(
        connection,
        centre,
        measure.arguments,
        after == null ? undefined : readOpaque(after),
      );
      for (const patient of page.patients) subjects.add(patient);
      rows += page.rows;
      answers.set(keyOf(measure), { kind: 'courses', page });
    }
    for (const measure of records) {
      const id = readOpaque(measure.arguments.id);
      const record = id === undefined ? undefined : await recordVersions(connection, id);
      if (record) subjects.add(record.patient);
      rows += record?.rows ?? 0;
      answers.set(keyOf(measure), record ? { kind: 'record', record } : { kind: 'refused', refusal: RECORD_UNKNOWN });
    }
    return {
      value: ok({ release: null, exact: true, answers }),
      told: { rows, outputHash: outputHash(answers), ...(subjects.size > 0 && { subjects: [...subjects] }) },
    };
  };
  // A page is one statement, and nothing else is read beside it.
  const together = computed.length === 0 && listing.length === 1 && records.length === 0;
  return operation.rows(basis, { kind: 'read', scope: 'own', centre }, read, { together });
}

function exactAnswer(selection: Selection, measure: Measure): MeasureAnswer {
  if (measure.name === 'size')
    return { kind: 'exactSize', patients: patientCount(selection), courses: selection.rows.length };
  if (measure.name === 'courses' || measure.name === 'record') throw new Error('rows are listed, not computed');
  const strata = strataOf(indexOf(selection, measure), { column: columnIn(measure), by: measure.arguments.by });
  switch (measure.name) {
    case 'survival':
      return { kind: 'exactSurvival', answer: exactSurvival(strata, measure.arguments).value };
    case 'baseline':
      return { kind: 'exactBaseline', answer: exactBaseline(strata).value };
    case 'share':
      return { kind: 'exactShare', answer: exactShare(strata, measure.arguments.endpoint).value };
    case 'cumulativeIncidence':
      return { kind: 'exactIncidence', answer: exactIncidence(strata, measure.arguments.event).value };
    case 'distribution':
      return { kind: 'exactDistribution', answer: exactDistribution(strata, measure.arguments.of).value };
    case 'hazardRatios':
      return { kind: 'exactRatios', answer: exactRatios(strata, columnIn(measure)).value };
  }
}

// --- anybody: from the book of a release; no row is opened and nothing is computed

async function askBook(
  parts: ResearchParts,
  operation: Operation,
  asked: Asked,
  measures: readonly Measure[],
): Promise<Answer> {
  const question = {
    purpose: asked.purpose ?? undefined,
    fields: fieldsOf(measures, asked.where ?? {}),
    products: asked.where?.product ?? [],
  };
  const { decision, policies } = parts.policy.askBook(operation.caller, question);
  const basis = {
    operation: 'cohort.book',
    activity: 'public-statistics',
    policyHash: parts.policy.hash,
    policyIds: policies,
    decision,
    fieldsHash: hashOf(question.fields),
  };
  if (decision !== 'allow') {
    operation.refuse(basis, 'NOT_ALLOWED');
    return err(NOT_ALLOWED);
  }
  if (measures.some(({ name }) => ROWS.has(name))) {
    operation.refuse(basis, 'ROWS_NOT_IN_BOOK');
    return err(
      refusal(
        'ROWS_NOT_IN_BOOK',
        'The book holds tables and curves, no rows. A centre’s people list their own.',
        'courses',
      ),
    );
  }
  const known = await parts.releases.list();
  if (asked.release != null && !known.some(({ id }) => id === asked.release))
    return err(refusal('RELEASE_UNKNOWN', 'There is no release of this id; see releases.', 'release'));
  const library = known[0] && (await parts.books.library(operation, known[0].id));
  for (const { id } of known.filter((cut) => asked.release == null || cut.id === asked.release)) {
    const book = library?.of(id);
    if (!book) continue;
    const answers = new Map<string, MeasureAnswer>();
    for (const measure of measures) answers.set(keyOf(measure), pageAnswer(book, whereOf(asked.where), measure));
    // The log holds who read what. Of nobody in particular there is nothing to hold: pages are read as a newspaper is.
    if (operation.caller.kind !== 'anyone')
      operation.answer({ ...basis, release: id }, { cells: answers.size, outputHash: outputHash(answers) });
    return ok({ release: id, exact: false, answers });
  }
  return err(
    refusal(
      'BOOK_NOT_PUBLISHED',
      'Questions without a permit are answered from the book of standard tables, and no release has one yet.',
      'permit',
    ),
  );
}

// --- within a permit: protected, on a frozen release

async function askWithinPermit(
  parts: ResearchParts,
  operation: Operation,
  asked: Asked,
  permitId: string,
  measures: readonly Measure[],
): Promise<Answer> {
  const permit = parts.permits.get(permitId);
  const products = asked.where?.product ?? permit?.products ?? [];
  const question = { purpose: asked.purpose ?? undefined, fields: fieldsOf(measures, asked.where ?? {}), products };
  const decision = permit && parts.policy.askPermit(operation.caller, permit, question);
  const basis = {
    operation: 'cohort',
    activity: 'research',
    ...(asked.purpose != null && { purpose: asked.purpose }),
    // Only one that exists: what somebody typed in its place may be a name, and the log forgets nothing.
    ...(permit && { permit: permit.id }),
    policyHash: parts.policy.hash,
    policyIds: decision?.policies ?? [],
    decision: decision?.decision ?? 'deny',
    fieldsHash: hashOf(question.fields),
  };
  // An unknown permit is answered as one that is not the asker's: whether it exists is nobody's business.
  if (!permit || decision?.decision !== 'allow') {
    operation.refuse(basis, 'NOT_ALLOWED');
    return err(NOT_ALLOWED);
  }
  if (measures.some(({ name }) => ROWS.has(name))) {
    operation.refuse(basis, 'ROWS_NOT_IN_PERMIT');
    return err(
      refusal(
        'ROWS_NOT_IN_PERMIT',
        'Rows are shown in a secure processing environment only, which this version does not offer.',
        'courses',
      ),
    );
  }
  const known = await parts.releases.list();
  const cut = asked.release == null ? known[0] : known.find(({ id }) => id === asked.release);
  if (!cut) {
    return err(
      asked.release == null
        ? refusal('NO_RELEASE', 'No release has been cut yet.', 'release')
        : refusal('RELEASE_UNKNOWN', 'There is no release of this id; see releases.', 'release'),
    );
  }

  const begun = performance.now();
  const library = await parts.books.library(operation, (known[0] as { id: string }).id);
  const told = await onWarmFrame(
    { frames: parts.frames, rows: FRAME_ROWS },
    operation,
    { permit, release: cut.id, basis },
    (connection, frame) =>
      answerFrom(parts, connection, {
        permit,
        release: cut.id,
        frame,
        asked,
        measures,
        actor: operation.who.actor,
        library,
      }),
  ).catch((fault: unknown) => {
    parts.stored.forget(permit.id);
    throw fault;
  });
  operation.answer(
    { ...basis, release: cut.id },
    {
      cells: told.cells,
      suppressed: told.suppressed,
      outputHash: outputHash(told.answers),
      subjects: { release: cut.id, bitmap: told.bitmap },
      ...(told.reason !== undefined && { reason: told.reason }),
    },
  );
  await onTheBeat(begun, told.answers);
  return ok({ release: cut.id, exact: false, left: told.left, answers: told.answers });
}

/** Of what is told as it was put together, not of a canonical form of it; of a page, of its rows as they were read. */
const outputHash = (answers: ReadonlyMap<string, MeasureAnswer>): string =>
  createHash('sha256')
    .update(JSON.stringify([...answers].map(([key, answer]) => [key, rowsHashOf(answer) ?? answer])))
    .digest('hex');

const rowsHashOf = (answer: MeasureAnswer): string | undefined =>
  answer.kind === 'courses' ? answer.page.rowsHash : answer.kind === 'record' ? answer.record.rowsHash : undefined;
