// Where processes are ended: every passage that the code tells, three orders each, the last of them twice in a row.
import type { App } from './orders.ts';

export interface Kill {
  readonly app: App;
  readonly at: string;
  readonly after: number;
  readonly times: number;
}

/** How often a passage is reached in one round, so far as an order may count: a command of the agent passes some only once. */
const REACHED: Readonly<Record<App, Readonly<Record<string, readonly [number, number]>>>> = {
  agent: {
    read: [1, 1],
    evaluated: [1, 1],
    pseudonymised: [1, 1],
    queued: [1, 1],
    sending: [1, 3],
    answered: [1, 2],
    ledgered: [1, 3],
    told: [1, 1],
    checked: [1, 2],
    advanced: [1, 2],
    cosigned: [1, 2],
  },
  registry: {
    received: [1, 3],
    placed: [1, 2],
    stored: [1, 3],
    entered: [1, 2],
    committed: [1, 3],
    intent: [1, 3],
    read: [1, 2],
    kept: [1, 2],
    acting: [1, 1],
    acted: [1, 1],
    answered: [2, 9],
    integrating: [1, 4],
    integrated: [1, 4],
    swept: [1, 3],
    checkpointed: [1, 3],
    cosignature: [1, 3],
  },
  pseudonymiser: {
    charged: [1, 1],
    evaluated: [1, 1],
    'in-line': [1, 1],
    logged: [1, 1],
  },
};

export const KILLS: readonly Kill[] = Object.entries(REACHED).flatMap(([app, places]) =>
  Object.entries(places).flatMap(([at, [early, late]]) =>
    [
      { after: early, times: 1 },
      { after: late, times: 1 },
      { after: early, times: 2 },
    ].map((order) => ({ app: app as App, at, ...order })),
  ),
);

const first = (app: App, at: string, times = 1): Kill => ({ app, at, after: REACHED[app][at]?.[0] ?? 1, times });

/** What `npm test` tries of them: one of each kind of harm. */
export const SAMPLE: readonly Kill[] = [
  first('registry', 'stored'),
  first('registry', 'committed', 2),
  first('agent', 'answered'),
  first('registry', 'read'),
  first('pseudonymiser', 'in-line'),
  first('registry', 'integrating'),
  first('agent', 'advanced'),
  first('registry', 'acting'),
];
