// In: how many courses. Out: how long a permit holder's survival question takes, cold and warm, with policy, disclosure control and log on,
// beside one SQL aggregate over the same rows and beside the libraries alone. Throws when a figure lies further from the exact one than the
// answer says it may, or when an answer was only repeated.
import {
  bitmap,
  buildFrame,
  filter,
  type Frame,
  groupBy,
  indexCourses,
  survivalColumns,
  type Where,
} from '@longview/cohort';
import { release } from '@longview/disclosure';
import { Draws, type OutcomeColumns } from '@longview/fixtures';
import { countByDay, kaplanMeier, limits, survivalAt } from '@longview/outcomes';
import { CENTRES, PERMIT } from '../support/trial-registry.ts';
import { type Figure, overRuns, quantile, type Table } from './figures.ts';
import { fill } from './fill.ts';
import { loadNow, residentMegabytes } from './machine.ts';
import { Client, costliest, processorUse, serve } from './served.ts';

const QUESTION = `query Q($permit: ID!, $where: CohortFilter, $by: Stratification, $at: [Days!]) {
  cohort(permit: $permit, purpose: "scientificResearch", where: $where) {
    __typename
    ... on Refusal { code }
    ... on Cohort {
      release
      survival(endpoint: OVERALL, by: $by, at: $at) {
        __typename
        ... on Refusal { code }
        ... on Survival {
          strata { label n events at { day survival exactWithin } curve { day atRisk survival lower upper } median { state days } }
          withheld logRank { chiSquare p } protection { k largestShift answered }
        }
      }
    }
  }
}`;

const BY = {
  PRODUCT: 'product',
  DISEASE: 'disease',
  SEX: 'sex',
  AGE_BAND: 'ageBand',
  INFUSION_YEAR: 'infusionYear',
} as const;
type By = keyof typeof BY;

interface Question {
  readonly where: Where;
  readonly by: By | null;
  readonly at: readonly number[];
}
interface Stratum {
  readonly label: string;
  readonly n: number;
  readonly at: readonly {
    readonly day: number;
    readonly survival: number;
    readonly exactWithin: readonly [number, number];
  }[];
}

const PERMITS = ['permit-a', 'permit-b', 'permit-c'].map((id) => ({
  ...PERMIT,
  id,
  fields: [...PERMIT.fields, 'statusAtInfusion', 'centre'],
}));

/** `questions` is how many warm ones must be answered. */
export async function benchQuestion(options: {
  readonly courses: number;
  readonly questions: number;
  readonly profile?: string | undefined;
}): Promise<Table & { readonly statements: readonly string[] }> {
  const served = await serve({ permits: PERMITS, profile: options.profile });
  try {
    const { trial } = served;
    const columns = await fill(trial, options.courses);
    const cutting = performance.now();
    const cut = await trial.ask(
      'steward@registry',
      'mutation { cutRelease(book: false) { __typename ... on Release { id courses } } }',
    );
    if (cut.data?.cutRelease.__typename !== 'Release') throw new Error(`no release: ${cut.text}`);
    const cutTook = performance.now() - cutting;
    await trial.asAdmin((client) => client.query('vacuum analyze'));
    await costliest(served);

    const token = await trial.token('researcher@university');
    const client = new Client(trial.url, 1);
    const ask = async (permit: string, { where, by, at }: Question) => {
      const started = performance.now();
      const { text } = await client.post(
        JSON.stringify({ query: QUESTION, variables: { permit, where, by, at } }),
        token,
      );
      const took = performance.now() - started;
      const { data, errors } = JSON.parse(text);
      const answer = data?.cohort?.survival;
      if (!answer) throw new Error(`not answered: ${JSON.stringify(errors ?? data)}`);
      return { took, answer, answered: answer.__typename === 'Survival' };
    };

    const questions = drawQuestions(columns);
    const first: Question = { where: {}, by: 'PRODUCT', at: [365] };
    // Each permit's first question loads a frame of its own: what a cold answer takes, three times.
    const cold: number[] = [];
    for (const { id } of PERMITS) {
      const { took, answer } = await ask(id, first);
      cold.push(took);
      checkAgainst(columns, answer.strata);
    }
    const memory = residentMegabytes(served.pid());

    const warm: number[] = [];
    let [refused, asked] = [0, 0];
    const used = await processorUse(served);
    for (const question of questions) {
      if (warm.length >= options.questions) break;
      asked += 1;
      const { took, answered, answer } = await ask('permit-a', question);
      if (!answered) refused += 1;
      else if (Date.now() - Date.parse(answer.protection.answered) > 60_000)
        throw new Error('an answer was only repeated');
      else warm.push(took);
    }
    const processor = used(asked);
    if (warm.length < options.questions) throw new Error(`only ${warm.length} questions were answered`);
    const repeated: number[] = [];
    for (let round = 0; round < 30; round++) repeated.push((await ask('permit-a', first)).took);
    client.close();

    return {
      title: `Survival question within a permit, ${options.courses.toLocaleString('en')} courses`,
      figures: [
        overRuns('cold: the first question of a permit loads its frame', cold, 'ms'),
        { name: 'warm, p50', value: quantile(warm, 0.5), unit: 'ms', note: processor },
        { name: 'warm, p95', value: quantile(warm, 0.95), unit: 'ms', spread: [Math.min(...warm), Math.max(...warm)] },
        { name: '  of the first 50, p50', value: quantile(warm.slice(0, 50), 0.5), unit: 'ms' },
        { name: '  of the last 50, p50', value: quantile(warm.slice(-50), 0.5), unit: 'ms' },
        { name: 'the same question again, p50', value: quantile(repeated, 0.5), unit: 'ms' },
        ...(await floors(trial, columns, questions.slice(0, 30))),
        { name: 'release cut at the door', value: cutTook, unit: 'ms' },
        { name: 'memory of the registry, three frames', value: memory, unit: 'MB' },
      ],
      notes: [
        `${warm.length} different questions answered, ${refused} refused by disclosure control of ${asked}; no two alike in filter, strata and days; load ${loadNow()}.`,
        'Before each figure: rounded counts and S(365 d) of each product are as near to the exact ones, computed here from the columns, as the answer says.',
      ],
      statements: await costliest(served),
    };
  } finally {
    await served.trial.stop();
  }
}

/** Filters on years, sex, ages, products and diseases with every kind of stratum, shuffled; no two alike. */
function drawQuestions({ products, diseases }: OutcomeColumns): Question[] {
  const draws = new Draws(5, 'questions');
  const years = [2019, 2020, 2021, 2022, 2023, 2024].flatMap((from) =>
    [from, from + 1, from + 2].map((to) => ({ infusionYear: { from, to } })),
  );
  const someOf = (values: readonly string[]) => values.map((value) => [value]);
  const filters: Where[] = [
    {},
    ...years,
    ...someOf(products).map((product) => ({ product })),
    ...someOf(diseases).map((disease) => ({ disease })),
    ...['female', 'male'].flatMap((sex) => [{ sex: [sex] }, ...years.map((year) => ({ sex: [sex], ...year }))]),
    ...['18-39', '40-59', '60-69', '70-120'].flatMap((band) => [
      { ageBand: [band] },
      ...years.map((year) => ({ ageBand: [band], ...year })),
    ]),
    ...CENTRES.map((centre) => ({ centre: [centre] })),
  ];
  return draws.shuffled(
    filters.flatMap((where) =>
      [null, 'PRODUCT', 'SEX', 'AGE_BAND', 'INFUSION_YEAR', 'DISEASE'].map((by) => ({
        where,
        by: by as By | null,
        at: [draws.whole(30, 400), draws.whole(401, 1500)],
      })),
    ),
  );
}

/** The exact figures of each product, from the columns that filled the tables. */
function checkAgainst(columns: OutcomeColumns, strata: readonly Stratum[]): void {
  if (strata.length < 3) throw new Error('too few strata were shown to check');
  for (const { label, n, at } of strata) {
    const rows = Int32Array.from(
      [...columns.product.keys()].filter((row) => columns.products[columns.product[row] as number] === label),
    );
    if (Math.abs(rows.length - n) > 4) throw new Error(`${label}: ${n} where ${rows.length} are`);
    const curve = kaplanMeier(countByDay({ days: columns.osDays, events: columns.osEvent, rows }));
    for (const { day, survival, exactWithin } of at) {
      const exact = survivalAt(curve, limits(curve, 'log'), day)?.survival;
      const [low, high] = exactWithin;
      if (exact === undefined || exact < low - 1e-9 || exact > high + 1e-9)
        throw new Error(`${label}: S(${day}) is ${exact}, said to be ${survival} within ${low} to ${high}`);
    }
  }
}

async function floors(
  trial: { asAdmin: Parameters<typeof fill>[0]['asAdmin'] },
  columns: OutcomeColumns,
  questions: readonly Question[],
): Promise<Figure[]> {
  const sql = await trial.asAdmin(async (client) => {
    const times: number[] = [];
    for (const { where, by } of questions) {
      const values: unknown[] = [];
      const holds = Object.entries(where).map(([name, value]) => {
        if (name === 'infusionYear') {
          const { from, to } = value as { from: number; to: number };
          values.push(from, to);
          return `extract(year from day0) between $${values.length - 1} and $${values.length}`;
        }
        values.push(value);
        return `${SQL_OF[name as keyof typeof SQL_OF]} = any($${values.length})`;
      });
      const group = by === null ? `'all'` : SQL_OF[BY[by]];
      const text = `select ${group} as label, count(*), count(*) filter (where os_event), avg(os_days) from registry.release_row
        ${holds.length > 0 ? `where ${holds.join(' and ')}` : ''} group by 1`;
      for (const round of [0, 1]) {
        const started = performance.now();
        await client.query(text, values);
        if (round === 1) times.push(performance.now() - started);
      }
    }
    return times;
  });
  const frame = frameOf(columns);
  const population = bitmap(filter(frame));
  const pure = questions.flatMap((question) => {
    const times = [0, 1].map(() => {
      const started = performance.now();
      compute(frame, population, question);
      return performance.now() - started;
    });
    return times.slice(1);
  });
  return [
    overRuns('floor: one SQL aggregate (n, events, mean) over the same rows', sql, 'ms'),
    overRuns('floor: the libraries alone, nothing told before', pure, 'ms'),
  ];
}

const BAND = `case when age < 18 then '0-17' when age < 40 then '18-39' when age < 60 then '40-59' when age < 70 then '60-69' else '70-120' end`;
const SQL_OF = {
  product: 'product',
  disease: 'disease',
  sex: 'sex',
  ageBand: BAND,
  centre: 'treating_centre',
  infusionYear: 'extract(year from day0)::text',
} as const;

const bandOf = (age: number): string =>
  age < 18 ? '0-17' : age < 40 ? '18-39' : age < 60 ? '40-59' : age < 70 ? '60-69' : '70-120';

const frameOf = (columns: OutcomeColumns): Frame =>
  buildFrame(
    Array.from({ length: columns.count }, (_, row) => ({
      patient: row,
      product: columns.products[columns.product[row] as number] as string,
      disease: columns.diseases[columns.disease[row] as number] as string,
      sex: columns.sex[row] === 1 ? 'male' : 'female',
      ageBand: bandOf(columns.age[row] as number),
      centre: CENTRES[columns.centre[row] as number] as string,
      infusionDay: 365 * (columns.year[row] as number),
      infusionYear: columns.year[row] as number,
      outcomes: { os: [columns.osDays[row] as number, columns.osEvent[row] as 0 | 1] as const },
    })),
  );

function compute(frame: Frame, population: Uint8Array, { where, by }: Question): void {
  const selection = indexCourses(filter(frame, where));
  const groups = by === null ? [selection] : groupBy(selection, BY[by]).members.filter(({ rows }) => rows.length > 0);
  const strata = groups.map((members, index) => {
    const { counted, ...subjects } = survivalColumns(members, 'os');
    return { label: String(index), patients: bitmap(counted), counts: countByDay(subjects), missing: 0 };
  });
  release(
    { measure: 'survival', limits: 'log', strata, compare: by !== null },
    { audience: 'permit', population, told: [] },
  );
}
