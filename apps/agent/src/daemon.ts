// In: the open agent. Out: its work for as long as it runs: the queue drained, the log witnessed, a page for this machine. Ends on a signal.
import type { Agent } from './agent.ts';
import { ledgerFault } from './ledger/index.ts';
import { Unreachable } from './network/http.ts';
import { LONGEST_PAUSE_MS, sendHead } from './submit/index.ts';
import type { Terminal } from './terminal.ts';
import { logDoor, NoLogAnswer, witnessOnce } from './witness/index.ts';
import { openWorkbench, statusOf } from './workbench/index.ts';

/** How soon a submission that another process queued is found. */
const QUEUE_LOOK_MS = 2_000;

export async function daemon(agent: Agent, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const workbench = await openWorkbench(agent.config.workbenchPort, () => statusOf(agent), agent.config.language);
  terminal.out(`agent of ${agent.config.centre} runs; status at ${workbench.url}`);
  try {
    await Promise.all([
      repeat(agent, signal, () => unlessFull(agent, terminal, () => sendOnce(agent, terminal))),
      repeat(agent, signal, () => unlessFull(agent, terminal, () => watchOnce(agent, terminal))),
      repeat(agent, signal, () => unlessFull(agent, terminal, () => refreshOnce(agent, terminal))),
    ]);
  } finally {
    await workbench.close();
  }
}

/** @param step says in how many milliseconds it wants to be called again. */
async function repeat({ wait }: Agent, signal: AbortSignal, step: () => Promise<number>): Promise<void> {
  while (!signal.aborted) {
    const pause = await step();
    await wait(pause, signal).catch((fault: unknown) => {
      if (!signal.aborted) throw fault;
    });
  }
}

/** How soon a ledger that could not be written is tried again. */
const LEDGER_LOOK_MS = 10_000;

/** A full disk is for a person to mend; when it is mended the work goes on, with the same bytes. */
async function unlessFull(agent: Agent, terminal: Terminal, step: () => Promise<number>): Promise<number> {
  try {
    return await step();
  } catch (fault) {
    const told = ledgerFault(fault, agent.config.stateDir);
    if (told === undefined || told.code === 'LEDGER_DAMAGED') throw fault;
    terminal.err(`${told.code}: ${told.message}`);
    return LEDGER_LOOK_MS;
  }
}

async function sendOnce(agent: Agent, terminal: Terminal): Promise<number> {
  const { ledger, clock } = agent;
  const head = ledger.queue.head();
  if (head === undefined) return QUEUE_LOOK_MS;
  const early = head.nextAttempt.getTime() - clock.now().getTime();
  // A person may drain the queue in between: never sleep past the next look.
  // Nothing is put off for longer: a later time was written by a clock that has been set back since.
  if (early > 0 && early <= LONGEST_PAUSE_MS) return Math.min(early, QUEUE_LOOK_MS);
  const outcome = await sendHead({ ...agent, queue: ledger.queue });
  if (outcome.kind === 'acknowledged') terminal.out(`submission ${outcome.id} acknowledged`);
  if (outcome.kind === 'refused')
    terminal.err(`submission ${outcome.id} refused: ${outcome.refusal.code}: ${outcome.refusal.message}`);
  if (outcome.kind === 'failed')
    terminal.err(`submission ${outcome.id} not sent: ${outcome.trouble} Again at ${outcome.next.toISOString()}.`);
  return 0;
}

async function refreshOnce(agent: Agent, terminal: Terminal): Promise<number> {
  for (const line of await agent.refresh()) terminal.out(line);
  return agent.config.federationSeconds * 1000;
}

async function watchOnce(agent: Agent, terminal: Terminal): Promise<number> {
  const pause = agent.config.witnessSeconds * 1000;
  const { call, federation, clock, logKey, witness: signer, ledger } = agent;
  try {
    const log = logDoor(call, federation.registry);
    const seen = await witnessOnce({ log, logKey, signer, book: ledger.witness, clock });
    if (seen.kind === 'alarm') terminal.err(`ALARM ${seen.refusal.code}: ${seen.refusal.message} Not cosigned.`);
    if (seen.kind === 'cosigned') terminal.out(`log of ${seen.size} entries checked and cosigned`);
    if (seen.kind === 'not taken') terminal.err(`log of ${seen.size} entries checked; the cosignature was not taken`);
  } catch (fault) {
    if (!(fault instanceof Unreachable || fault instanceof NoLogAnswer)) throw fault;
    terminal.err(`the log was not checked: ${fault.message}`);
  }
  return pause;
}
