// In: a number of synthetic courses, and rules. Out: what a permit holder or the public can ask of them, through the registry's own gradings and the
// library's own audit, without a database: thousands of questions in seconds.
import { bitmap, buildFrame, type CourseRow, filter, type Frame, type Where } from '@longview/cohort';
import { type Answering, type ProtectedAnswer, OverlapAudit, thresholdOf, type ToldBefore } from '@longview/disclosure';
import { answerUnder, EVERY_RULE, type Rules } from '@longview/disclosure/testing';
import { Draws, generateOutcomes } from '@longview/fixtures';
import { canonicalJson } from '@longview/foundation';
import { levelsOf, type Measure } from '@longview/registry';

const BANDS = [
  [70, '70-120'],
  [60, '60-69'],
  [40, '40-59'],
  [18, '18-39'],
  [0, '0-17'],
] as const;

/** One in twelve was never infused; lines of treatment as in practice: most come after two. */
export function courseRows(n: number, seed: number): readonly CourseRow[] {
  const columns = generateOutcomes({ seed, n });
  const draws = new Draws(seed, 'ordinary questions');
  return Array.from({ length: n }, (_, patient): CourseRow => {
    const age = columns.age[patient] as number;
    const infused = !draws.chance(1 / 12);
    const [osDays, pfsDays] = [columns.osDays[patient] as number, columns.pfsDays[patient] as number];
    // Three in a hundred have an endpoint that nobody could derive.
    const [osKnown, pfsKnown] = [!draws.chance(0.01), !draws.chance(0.03)];
    const osEvent = columns.osEvent[patient] as number;
    const later = laterOf(new Draws(seed, `later ${patient}`), infused, patient, osDays, osEvent);
    return {
      patient,
      product: columns.products[columns.product[patient] as number] as string,
      disease: columns.diseases[columns.disease[patient] as number] as string,
      sex: columns.sex[patient] === 0 ? 'female' : 'male',
      ageBand: BANDS.find(([first]) => age >= first)?.[1] as string,
      centre: `centre-${columns.centre[patient]}`,
      priorLines: draws.pick(['1', '2', '2', '2', '3', '3', '4', '5+']),
      ...(infused && { infusionDay: 18_000 + patient, infusionYear: columns.year[patient] as number }),
      ...(infused && { marks: marksOf(new Draws(seed, `marks ${patient}`)) }),
      ...later,
      outcomes: {
        ...later.outcomes,
        ...(infused && osKnown && { os: [osDays, osEvent] as const }),
        ...(infused && pfsKnown && { pfs: [pfsDays, columns.pfsEvent[patient] === 0 ? 0 : 1] as const }),
        ...(infused && pfsKnown && { competing: [pfsDays, columns.pfsEvent[patient] as number] as const }),
      },
    };
  });
}

/** What later derivations add: of a few nobody knows the apheresis or how long they waited, of one in three not when they left the hospital. */
function laterOf(draws: Draws, infused: boolean, patient: number, osDays: number, osEvent: number) {
  const wait = draws.pick([25, 45]) + (patient % 17);
  const [known, malignancy] = [!draws.chance(1 / 80), draws.chance(1 / 15)];
  return {
    ...(known && { apheresisDay: 18_000 + patient - wait }),
    stages: [...(known ? (['apheresed'] as const) : []), ...(infused ? (['infused'] as const) : [])],
    outcomes: {
      ...(known && { apheresedOs: [wait + osDays, osEvent] as const }),
      ...(infused && {
        spm: malignancy ? ([Math.ceil(osDays / 2), 1] as const) : ([osDays, osEvent === 1 ? 2 : 0] as const),
      }),
    },
    amounts: {
      ...(infused && !draws.chance(1 / 100) && { waiting: wait }),
      ...(infused && !draws.chance(1 / 3) && { hospital: 10 + (patient % 23) }),
    },
  };
}

/** Two in three respond, one in fifteen was never looked at; a quarter has no syndrome, one in eight a severe one. */
function marksOf(draws: Draws): NonNullable<CourseRow['marks']> {
  const response = draws.chance(1 / 15) ? undefined : draws.pick([1, 2, 3, 3, 3, 1]);
  return {
    ...(response !== undefined && { response }),
    crs: draws.pick([1, 1, 2, 2, 2, 3, 3, 4]),
    icans: draws.pick([1, 1, 1, 1, 2, 2, 3, 4]),
  };
}

export interface Told {
  readonly answering: Answering;
  /** Undefined: refused. */
  readonly answer?: ProtectedAnswer & { readonly merged?: string };
}

interface Kept extends ToldBefore {
  readonly answer: ProtectedAnswer & { readonly merged?: string };
}

/** Whoever asks, with everything that was told so far. */
export class Asker {
  readonly #told: Kept[] = [];
  readonly #audit: OverlapAudit;
  readonly #own: Uint8Array | undefined;
  #release = 'r1';

  constructor(
    private frame: Frame,
    private readonly rules: Rules = EVERY_RULE,
    private readonly options: {
      readonly audience?: 'permit' | 'public';
      readonly organisation?: string;
      /** Sets of the book, which everybody was told. */
      readonly book?: readonly Uint8Array[];
    } = {},
  ) {
    this.#own =
      options.organisation === undefined ? undefined : bitmap(filter(frame, { centre: [options.organisation] }));
    this.#audit = new OverlapAudit(thresholdOf(this.audience), rules.own ? this.#own : undefined);
    this.#audit.add(options.book ?? []);
  }

  /** Somebody who was told the same. */
  again(): Asker {
    const other = new Asker(this.frame, this.rules, this.options);
    other.#told.push(...this.#told);
    other.#audit.add(this.#told.flatMap(({ sets }) => sets));
    return other;
  }

  get audience(): 'permit' | 'public' {
    return this.options.audience ?? 'permit';
  }

  /** From now on questions are about another release: somebody withdrew, others came. */
  release(name: string, frame: Frame): void {
    this.#release = name;
    this.frame = frame;
  }

  ask(where: Where, measure: Measure): Told {
    const [question, kind] = [{ where, measure }, measure].map((value) =>
      canonicalJson(JSON.parse(JSON.stringify(value))),
    ) as [string, string];
    const k = thresholdOf(this.audience);
    const selection = filter(this.frame, where);
    const answering = answerUnder(
      {
        release: this.#release,
        question,
        measure: kind,
        levels: () => levelsOf(selection, measure, { k, own: this.#own }),
      },
      {
        audience: this.audience,
        population: bitmap(filter(this.frame)),
        ...(this.#own && { own: this.#own }),
      },
      this.#told,
      this.rules,
      this.#audit,
    );
    if (answering.act === 'refuse') return { answering };
    if (answering.act === 'repeat') {
      const kept = this.#told.find(({ id }) => id === answering.id);
      return { answering, ...(kept && { answer: kept.answer }) };
    }
    const answer = {
      ...answering.told.answer.value,
      ...(answering.merged !== undefined && { merged: answering.merged }),
    } as Kept['answer'];
    const sets = answering.told.told;
    this.#told.push({ id: `${this.#told.length}`, release: this.#release, question, measure: kind, sets, answer });
    this.#audit.add(sets);
    return { answering, answer };
  }

  get told(): readonly Kept[] {
    return this.#told;
  }
}

export const frameOf = (rows: readonly CourseRow[], patients?: number): Frame => buildFrame(rows, patients);
