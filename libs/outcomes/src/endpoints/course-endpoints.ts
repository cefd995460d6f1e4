// The treatment and its harm: vein to vein, infusion, CRS and ICANS, B-cell aplasia, second malignancies, ICAHT, days in hospital, quality of life.
import { dayNumber } from '@longview/foundation';
import { indexDates } from '../course/index-dates.ts';
import { onTimeline, ZERO } from './disease-endpoints.ts';
import type { Endpoint, EndpointOption, Population } from './endpoint.ts';
import type { History } from './history.ts';
import { diseaseClock, timed, type Timeline } from './timeline.ts';

const INFUSED: readonly Population[] = ['infused'];
const BOTH: readonly Population[] = ['infused', 'apheresed'];

/** The first of what is asked for, death, or the end of what is known. */
function againstDeath(first: number | undefined, { death, lastAlive }: Timeline, until = Infinity) {
  const end = typeof death === 'number' ? death : lastAlive;
  if (first !== undefined && first <= Math.min(until, end)) return timed(first, 1);
  if (typeof death === 'number' && death <= until) return timed(death, 2);
  return timed(Math.min(until, end), 0, death === 'unsettled' ? true : undefined);
}

const malignancy = (name: string, title: string, tCell: boolean): Endpoint => ({
  name,
  version: 1,
  title,
  kind: 'time',
  timeZero: ZERO,
  event: tCell ? 'first malignancy of T cells' : 'first new malignancy',
  censoring: 'latest evidence of life',
  competing: ['death without it'],
  populations: BOTH,
  options: tCell
    ? []
    : [
        {
          name: 'nonMelanomaSkin',
          meaning: 'Skin cancers other than melanoma count.',
          values: [true, false],
          usual: false,
        },
      ],
  source: 'PRAC 2024; CIBMTR 4100',
  derive: onTimeline((history, timeline, options) => {
    const counted = (history.malignancies ?? []).filter((own) =>
      tCell ? own.tCell : options['nonMelanomaSkin'] === true || !own.nonMelanomaSkin,
    );
    return againstDeath(timeline.firstOf(counted.map(({ date }) => date)), timeline);
  }),
});
export const SPM = malignancy('SPM', 'Second primary malignancy', false);
export const SPM_T = malignancy('SPM_T', 'Second primary malignancy of T cells', true);

const onset = (name: string, title: string, of: (history: History) => readonly string[] | undefined): Endpoint => ({
  name,
  version: 1,
  title,
  kind: 'time',
  timeZero: 'first infusion, which is day 0',
  event: 'day of onset',
  censoring: 'day 30, or the latest evidence of life before it',
  competing: ['death'],
  populations: INFUSED,
  options: [],
  source: 'ASTCT 2019',
  derive: onTimeline((history, timeline) => againstDeath(timeline.firstOf(of(history)), timeline, 30)),
});
export const CRS_ONSET = onset('CRS_ONSET', 'Time to cytokine release syndrome', ({ crsOnsets }) => crsOnsets);
export const ICANS_ONSET = onset('ICANS_ONSET', 'Time to neurotoxicity (ICANS)', ({ icansOnsets }) => icansOnsets);

export const VEIN_TO_VEIN: Endpoint = {
  name: 'VEIN_TO_VEIN',
  version: 1,
  title: 'Vein to vein',
  kind: 'time',
  timeZero: 'first apheresis',
  event: 'first infusion',
  censoring: 'latest evidence of life',
  competing: ['death before infusion'],
  populations: ['apheresed'],
  options: [],
  source: 'of the apheresed: a median of the infused alone leaves out whom the wait killed',
  derive: onTimeline((_, timeline) => againstDeath(timeline.infused, timeline)),
};

/** What lies between two days of the infused alone: beside it stands `INFUSION`, which counts whom the wait kept from it. */
export const WAITING: Endpoint = {
  name: 'WAITING',
  version: 1,
  title: 'Vein to vein of the infused',
  kind: 'amount',
  timeZero: 'first apheresis',
  event: 'each day until the first infusion',
  censoring: 'none: without both days there is no value',
  competing: [],
  populations: INFUSED,
  options: [],
  source: 'as trials and registries report it: a distribution among those infused',
  derive: (history) => {
    const { veinToVeinDays, zero } = indexDates(history, () => undefined);
    if (zero === undefined) return undefined;
    return veinToVeinDays === undefined ? 'unsettled' : { kind: 'amount', amount: veinToVeinDays };
  },
};

export const INFUSION: Endpoint = {
  ...VEIN_TO_VEIN,
  name: 'INFUSION',
  title: 'Infusion rate',
  competing: ['death or progression before infusion'],
  source: 'a cumulative incidence: with open follow-up no simple ratio is right',
  derive: onTimeline((history, timeline, options) => {
    const value = againstDeath(timeline.infused, timeline);
    if (value.event === 1) return value;
    const { days, what } = diseaseClock(history, timeline, options);
    return what === 'relapse' ? timed(days, 2) : value;
  }),
};

export const APLASIA_LOSS: Endpoint = {
  name: 'APLASIA_LOSS',
  version: 1,
  title: 'Loss of B-cell aplasia',
  kind: 'time',
  timeZero: 'first infusion',
  event: 'first loss of an aplasia that was there',
  censoring: 'last sample with aplasia; day 0 when there is none',
  competing: ['relapse', 'death'],
  populations: INFUSED,
  options: [],
  source: 'CIBMTR 4100; products against CD19',
  derive: onTimeline((history, timeline, options) => {
    const there = (history.aplasia ?? []).filter(({ present }) => present).map(({ date }) => date);
    const gone = timeline.firstOf((history.aplasia ?? []).filter(({ present }) => !present).map(({ date }) => date));
    const first = timeline.firstOf(there);
    // Who had none, or of whom nobody looked, has none to lose.
    if (first === undefined) return timed(0, 0);
    const { days, what } = diseaseClock(history, timeline, { ...options, censoredAt: 'lastContact' });
    if (gone !== undefined && gone > first && (what === 'none' || gone <= days)) return timed(gone, 1);
    return what === 'none' ? timed(timeline.lastOf(there) ?? 0, 0) : timed(days, 2);
  }),
};

const icaht = (name: string, title: string, when: string, of: (history: History) => readonly number[]): Endpoint => ({
  name,
  version: 1,
  title,
  kind: 'share',
  timeZero: 'first infusion',
  event: `ICAHT of at least the asked grade, ${when}`,
  censoring: 'none: who has no grade is not evaluable',
  competing: [],
  populations: INFUSED,
  options: [{ name: 'grade', meaning: 'The least grade that counts.', values: [1, 2, 3, 4], usual: 3 }],
  source: 'EHA/EBMT 2023',
  derive: onTimeline((history, _, options) => {
    const grades = of(history);
    return {
      kind: 'share',
      holds: grades.some((own) => own >= Number(options['grade'])),
      evaluable: grades.length > 0,
    };
  }),
});
export const ICAHT = icaht('ICAHT', 'Haematotoxicity', 'early or late', ({ icahtEarly = [], icahtLate = [] }) => [
  ...icahtEarly,
  ...icahtLate,
]);
export const ICAHT_EARLY = icaht(
  'ICAHT_EARLY',
  'Early haematotoxicity',
  'day 0 to 30',
  ({ icahtEarly = [] }) => icahtEarly,
);
export const ICAHT_LATE = icaht(
  'ICAHT_LATE',
  'Late haematotoxicity',
  'after day 30',
  ({ icahtLate = [] }) => icahtLate,
);

/**
 * Whole days in hospital from day 0 to `until`, each once, the day of leaving not counted; who dies is in no bed afterwards. Of a stay that began
 * before day 0 the days from then on count.
 */
function daysInHospital(
  stays: NonNullable<History['stays']>,
  { zero, death, lastAlive }: Timeline,
  until: number,
): number {
  const inside = new Set<number>();
  for (const { from, to } of stays) {
    const began = dayNumber(from);
    if (began === undefined) continue;
    const first = began - zero;
    const left = to === undefined ? undefined : dayNumber(to);
    const last = left === undefined ? (typeof death === 'number' ? death : lastAlive) : left - zero;
    for (let day = Math.max(0, first); day < Math.min(until, Math.max(last, first + 1)); day++) inside.add(day);
  }
  return inside.size;
}

/** Until when a course counts that is asked about its first days: to the end of them, or to its death. Undefined: not followed so far. */
function followedTo({ death, lastAlive }: Timeline, until: number): number | undefined {
  if (death === 'unsettled') return undefined;
  if (death !== undefined) return Math.min(until, death);
  return lastAlive < until ? undefined : until;
}

const DAYS: EndpointOption = {
  name: 'days',
  meaning: 'How many days from day 0 on.',
  values: [30, 100, 365],
  usual: 30,
};

export const DAOH: Endpoint = {
  name: 'DAOH',
  version: 1,
  title: 'Days alive and out of hospital',
  kind: 'amount',
  timeZero: 'first infusion',
  event: 'each day alive and in no hospital',
  censoring: 'none: who is not followed to the end has no value',
  competing: [],
  populations: INFUSED,
  options: [DAYS],
  source: 'death counts as no day from then on',
  derive: onTimeline((history, timeline, options) => {
    const until = Number(options['days']);
    const alive = followedTo(timeline, until);
    if (history.stays === undefined || alive === undefined) return 'unsettled';
    return { kind: 'amount', amount: alive - daysInHospital(history.stays, timeline, alive) };
  }),
};

const stay = (name: string, title: string, intensive: boolean): Endpoint => ({
  ...DAOH,
  name,
  title,
  event: intensive ? 'each day in intensive care' : 'each day of the stay of the infusion and of those after it',
  options: [{ ...DAYS, usual: 100 }],
  source: 'the day of leaving is not counted',
  derive: onTimeline((history, timeline, options) => {
    const alive = followedTo(timeline, Number(options['days']));
    if (history.stays === undefined || alive === undefined) return 'unsettled';
    const counted = intensive ? history.stays.filter((own) => own.intensive) : history.stays;
    return { kind: 'amount', amount: daysInHospital(counted, timeline, alive) };
  }),
});
export const LENGTH_OF_STAY = stay('LENGTH_OF_STAY', 'Days in hospital', false);
export const INTENSIVE_CARE = stay('INTENSIVE_CARE', 'Days in intensive care', true);

export const QUALITY_OF_LIFE: Endpoint = {
  name: 'QUALITY_OF_LIFE',
  version: 1,
  title: 'Change of quality of life',
  kind: 'amount',
  timeZero: 'the last score before or on day 0',
  event: 'the score nearest to the asked day, less the first',
  censoring: 'none: without both scores there is no value',
  competing: ['death: the dead have no score and are counted apart, never carried forward'],
  populations: INFUSED,
  options: [
    {
      name: 'instrument',
      meaning: 'Which score.',
      values: ['EQ-5D-index', 'EQ-VAS', 'QLQ-C30-global'],
      usual: 'EQ-VAS',
    },
    {
      name: 'days',
      meaning: 'The day after infusion, give or take a quarter of it.',
      values: [30, 100, 365],
      usual: 100,
    },
  ],
  source: 'EuroQol; EORTC',
  derive: onTimeline((history, { firstOf, death }, options) => {
    const own = (history.scores ?? []).filter(({ instrument }) => instrument === options['instrument']);
    const day = Number(options['days']);
    if (typeof death === 'number' && death < day) return 'unsettled';
    const after = own
      .flatMap(({ date, score }) => {
        const on = firstOf([date]);
        return on === undefined || on === 0 ? [] : [{ on, score }];
      })
      .filter(({ on }) => Math.abs(on - day) <= day / 4)
      .toSorted((left, right) => Math.abs(left.on - day) - Math.abs(right.on - day) || left.on - right.on)[0];
    const before = own
      .filter(({ date }) => (firstOf([date]) ?? 0) === 0)
      .toSorted((left, right) => (left.date < right.date ? -1 : 1))
      .at(-1);
    return after && before ? { kind: 'amount', amount: after.score - before.score } : 'unsettled';
  }),
};
