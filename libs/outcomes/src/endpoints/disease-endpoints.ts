// Survival and the disease: OS, PFS, relapse incidence, NRM, EFS in its variants, DOR and RFS. Each as the table of definitions has it.
import type { Endpoint, EndpointOption, EndpointValue, Options, Population } from './endpoint.ts';
import type { History } from './history.ts';
import { CENSORING, diseaseClock, timed, type Timeline, timelineOf, TRANSPLANT, transplantDay } from './timeline.ts';

const ZERO = 'first infusion; of the apheresed, first apheresis';
const DISEASE = 'last disease assessment, or as `censoredAt` says; a transplant as `transplant` says';
const BOTH: readonly Population[] = ['infused', 'apheresed'];

type Deriving = (history: History, timeline: Timeline, options: Options) => EndpointValue | 'unsettled' | undefined;
const onTimeline =
  (derive: Deriving): Endpoint['derive'] =>
  (history, population, options) => {
    const timeline = timelineOf(history, population);
    return timeline && derive(history, timeline, options);
  };

export const OS: Endpoint = {
  name: 'OS',
  version: 1,
  title: 'Overall survival',
  kind: 'time',
  timeZero: ZERO,
  event: 'death of any cause',
  censoring: 'latest evidence of life',
  competing: [],
  populations: BOTH,
  options: [],
  source: 'EBMT; CIBMTR',
  derive: onTimeline((_, { death, lastAlive }) => {
    if (death === undefined) return timed(lastAlive, 0);
    return death === 'unsettled' ? timed(lastAlive, 0, true) : timed(death, 1);
  }),
};

const onClock = (of: (what: 'relapse' | 'death') => 1 | 2): Endpoint['derive'] =>
  onTimeline((history, timeline, options) => {
    const { days, what, vague } = diseaseClock(history, timeline, options);
    return timed(days, what === 'none' ? 0 : of(what), vague);
  });

export const PFS: Endpoint = {
  name: 'PFS',
  version: 1,
  title: 'Progression-free survival',
  kind: 'time',
  timeZero: ZERO,
  event: 'first relapse or progression, or death of any cause',
  censoring: DISEASE,
  competing: [],
  populations: BOTH,
  options: [CENSORING, TRANSPLANT],
  source: 'CIBMTR: treatment failure is relapse, progression or death',
  derive: onClock(() => 1),
};

export const RELAPSE: Endpoint = {
  ...PFS,
  name: 'RELAPSE',
  title: 'Relapse incidence',
  event: 'first relapse or progression; death of the disease counts as one',
  competing: ['death without relapse'],
  source: 'the clock of PFS, so that 1 − PFS is relapse incidence and non-relapse mortality together',
  derive: onClock((what) => (what === 'relapse' ? 1 : 2)),
};

export const NRM: Endpoint = {
  ...RELAPSE,
  name: 'NRM',
  title: 'Non-relapse mortality',
  event: 'death without relapse or progression before it',
  competing: ['relapse or progression'],
  derive: onClock((what) => (what === 'death' ? 1 : 2)),
};

const COMPLETE: ReadonlySet<string> = new Set(['sCR', 'CR', 'CRi', 'CMR']);
const RESPONDING: ReadonlySet<string> = new Set([...COMPLETE, 'VGPR', 'PR', 'PMR']);

const responseDay = (history: History, { firstOf }: Timeline, codes: ReadonlySet<string>): number | undefined =>
  firstOf(history.assessments.filter(({ response }) => codes.has(response ?? '')).map(({ date }) => date));

/** Trials differ in the day by which a response must have come: the figures do not compare, so the day is part of the endpoint's name. */
const LANDMARK: EndpointOption = {
  name: 'responseBy',
  meaning:
    'The day by which a complete or partial response must have been reached; without it the event is on that day. 0: none asked.',
  values: [0, 63, 84, 100, 150],
  usual: 0,
};

export const EFS: Endpoint = {
  ...PFS,
  name: 'EFS',
  title: 'Event-free survival',
  event: 'progression, death, new treatment of the disease, or no response by the landmark',
  options: [CENSORING, LANDMARK],
  source: 'definitions of trials differ: each landmark is a variant of its own, and none compares with another',
  derive: onTimeline((history, timeline, options) => {
    const clock = diseaseClock(history, timeline, options);
    const therapy = timeline.firstOf(
      history.therapies?.filter(({ kind }) => kind !== 'maintenance').map(({ date }) => date),
    );
    const by = Number(options['responseBy']);
    const failed = by > 0 && !((responseDay(history, timeline, RESPONDING) ?? Infinity) <= by) ? by : undefined;
    const happened = [clock.what === 'none' ? undefined : clock.days, therapy].filter((day) => day !== undefined);
    const end = Math.min(...happened, Infinity);
    // No response by the landmark is only known of who was followed that far without another event.
    if (failed !== undefined && failed < end && Math.max(clock.days, timeline.lastAlive) >= failed)
      return timed(failed, 1);
    return end === Infinity ? timed(clock.days, 0, clock.vague) : timed(end, 1);
  }),
};

/** Among responders, from the first response on. */
function fromResponse(codes: ReadonlySet<string>): Endpoint['derive'] {
  return onTimeline((history, timeline, options) => {
    const start = responseDay(history, timeline, codes);
    if (start === undefined) return undefined;
    const { days, what, vague } = diseaseClock(history, timeline, options);
    const therapy =
      options['therapy'] === 'censors' ? timeline.firstOf(history.therapies?.map(({ date }) => date)) : undefined;
    if (days < start) return 'unsettled';
    if (therapy !== undefined && therapy >= start && therapy < days) return timed(therapy - start, 0);
    return timed(days - start, what === 'none' ? 0 : 1, vague);
  });
}

const THERAPY: EndpointOption = {
  name: 'therapy',
  meaning: 'New treatment of the disease before relapse: goes on, or censors on its day.',
  values: ['ignored', 'censors'],
  usual: 'ignored',
};

export const DOR: Endpoint = {
  ...PFS,
  name: 'DOR',
  title: 'Duration of response',
  timeZero: 'first partial or complete response',
  options: [CENSORING, TRANSPLANT, THERAPY],
  source: 'ELIANA reports both: with and without censoring for later treatment',
  derive: fromResponse(RESPONDING),
};

export const RFS: Endpoint = {
  ...DOR,
  name: 'RFS',
  title: 'Relapse-free survival',
  timeZero: 'first complete response',
  derive: fromResponse(COMPLETE),
};

const WINDOW: EndpointOption = {
  name: 'within',
  meaning: 'Days within which the response must have been reached. 0: ever.',
  values: [0, 100, 183, 365],
  usual: 0,
};

/** Who was not assessed did not respond: intention to treat. The answer gives both denominators. */
function respondedBy(codes: ReadonlySet<string>): Endpoint['derive'] {
  return onTimeline((history, timeline, options) => {
    const day = responseDay(history, timeline, codes);
    const within = Number(options['within']) || Infinity;
    return { kind: 'share', holds: day !== undefined && day <= within, evaluable: timeline.lastAssessed > 0 };
  });
}

export const ORR: Endpoint = {
  name: 'ORR',
  version: 1,
  title: 'Overall response rate',
  kind: 'share',
  timeZero: ZERO,
  event: 'best response at least partial (acute leukaemia: complete, also with incomplete recovery)',
  censoring: 'none: who was not assessed did not respond',
  competing: [],
  populations: BOTH,
  options: [WINDOW],
  source: 'Lugano 2014, IMWG 2016; Clopper-Pearson limits as trials report them',
  derive: respondedBy(RESPONDING),
};

export const CR: Endpoint = {
  ...ORR,
  name: 'CR',
  title: 'Complete response rate',
  event: 'best response complete (myeloma: stringent or complete)',
  derive: respondedBy(COMPLETE),
};

export const MRD_NEGATIVE: Endpoint = {
  ...ORR,
  name: 'MRD_NEGATIVE',
  title: 'Rate of no measurable residual disease',
  event: 'a negative sample at the stated sensitivity or a finer one',
  options: [
    WINDOW,
    { name: 'sensitivity', meaning: 'Power of ten: −5 finds one cell in 100,000.', values: [-4, -5, -6], usual: -5 },
  ],
  source: 'IMWG 2016; both denominators: everybody, and those with such a sample',
  derive: onTimeline((history, { firstOf }, options) => {
    const fine = (history.residualDisease ?? []).filter(
      ({ sensitivity }) => sensitivity <= Number(options['sensitivity']),
    );
    const day = firstOf(fine.filter(({ negative }) => negative).map(({ date }) => date));
    const within = Number(options['within']) || Infinity;
    return {
      kind: 'share',
      holds: day !== undefined && day <= within,
      evaluable: firstOf(fine.map(({ date }) => date)) !== undefined,
    };
  }),
};

export { onTimeline, transplantDay, ZERO };
