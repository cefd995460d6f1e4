// In: a trial whose last answer has come. Out: once nothing is in line any more: every entry is in the log, so that it can be read and proved whole.
import { poll } from '@longview/local';
import type { TrialRegistry } from './trial-registry.ts';

/** @throws when it does not come to rest within a minute. */
export async function logAtRest(trial: TrialRegistry): Promise<void> {
  const rested = await trial.asAdmin((client) =>
    poll(60_000, async () =>
      (await client.query('select from log.pending limit 1')).rowCount === 0 ? true : undefined,
    ),
  );
  if (!rested) throw new Error('entries are in line still: nobody takes them into the log');
}
