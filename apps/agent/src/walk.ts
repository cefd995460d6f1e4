// In: files of the hospital. Out: receipts in the ledger, and a list of what to mend. The whole agent on one screen.
import { buildSubmissions, drain, type Drained, enqueue } from './submit/index.ts';
import { evaluator, type PatientToSend, pseudonymise, tokenSource } from './pseudonymise/index.ts';
import { type Report, Validation } from './validate/index.ts';
import type { Agent } from './agent.ts';
import type { Language } from './language/index.ts';
import { pass } from './passages.ts';
import { refusedRowsFiles } from './problems/index.ts';
import type { Source } from './source.ts';
import type { Terminal } from './terminal.ts';
import { tellLedger } from './tell-ledger.ts';
import { Tally, type WalkReport } from './walk-report.ts';

export interface WalkOptions {
  readonly source: Source;
  readonly demonstration: boolean;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Why what differs from what was sent before is corrected, where the source does not say it itself. */
  readonly reason?: string;
  /** In which a refused row says why. */
  readonly language?: Language;
}

/** Patients that are pseudonymised at once: one request to the pseudonymiser. */
const SHARE = 100;

export async function walk(
  agent: Agent,
  { source, demonstration, today, reason, language }: WalkOptions,
  terminal: Terminal,
): Promise<WalkReport> {
  const { config, ledger, siteKey, identity } = agent;
  const tally = new Tally();
  const tokens = tokenSource({ ...agent, evaluate: evaluator(agent) });
  const refusedRows = refusedRowsFiles(source.pathOf);
  const validation = new Validation({ today, survey: source.isLarge, refusedRows, ...(language && { language }) });
  const send = async (): Promise<void> => {
    if (tally.trouble === undefined) tally.sent(await sendAll(agent));
  };

  // 1. What an earlier run left goes first, so that an older content never lands after a newer one.
  await send();
  for await (const patients of shares(validation.bundles(source.open), source, reason)) {
    // 2. and 3. read and validate: inside `bundles`.
    pass('read');
    // 4. pseudonymise: identities end here.
    const pseudonymous = await pseudonymise(patients, {
      centre: config.centre,
      siteKey,
      ledger,
      source: tokens,
      today,
    });
    tally.pseudonymised(pseudonymous);
    pass('pseudonymised');
    // 5. queue: the exact bytes and their signature are on the disk before anything leaves.
    const isDemonstration = demonstration || patients.some((patient) => patient.demonstration);
    const options = { centre: config.centre, demonstration: isDemonstration, batch: config.batch, ids: agent.ids };
    await enqueue(buildSubmissions(pseudonymous.ready, options), ledger.queue, identity);
    pass('queued');
    // 6. send: the receipt is checked and kept.
    await send();
    const { done, of } = source.progress();
    terminal.progress('rows', done, of);
  }
  // 7. tell: problems into the ledger, refused rows beside the files.
  const files = await tellLedger(agent, source, validation.report, tally.refused, refusedRows, language);
  const { stopped, unlinked, evaluated } = tokens;
  return tally.report(validation.report, { stopped, unlinked, evaluated, files, agent });
}

/** Reads and validates only: nothing leaves, nothing is kept. */
export async function check(source: Source, today: string): Promise<Report> {
  const validation = new Validation({ today, survey: source.isLarge });
  // Nobody asks for the places: they are let go with their patient.
  for await (const { records } of validation.bundles(source.open))
    for (const { sourceRecordId } of records) source.takePlace(sourceRecordId);
  return validation.report;
}

const sendAll = (agent: Agent): Promise<Drained> =>
  drain({ ...agent, queue: agent.ledger.queue, attempts: agent.config.attempts });

async function* shares(
  bundles: AsyncIterable<
    Omit<PatientToSend, 'records'> & { records: readonly Omit<PatientToSend['records'][number], 'place'>[] }
  >,
  source: Source,
  reason: string | undefined,
): AsyncGenerator<readonly PatientToSend[]> {
  let share: PatientToSend[] = [];
  for await (const bundle of bundles) {
    const records = bundle.records.map((record) => {
      const place = source.takePlace(record.sourceRecordId);
      if (!place) throw new Error('a record was read without a place');
      return { ...(reason !== undefined && !record.withdraw && { reason }), ...record, place };
    });
    share.push({ ...bundle, records });
    if (share.length === SHARE) {
      yield share;
      share = [];
    }
  }
  if (share.length > 0) yield share;
}
