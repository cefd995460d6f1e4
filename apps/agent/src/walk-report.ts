// In: what each step of the walk did. Out: one report for a person, a machine and the exit code.
import type { Refusal } from '@longview/foundation';
import type { Agent } from './agent.ts';
import type { PlacedTrouble } from './ledger/index.ts';
import type { Pseudonymised, TokenSource } from './pseudonymise/index.ts';
import type { Drained } from './submit/index.ts';
import type { Report } from './validate/index.ts';

export interface WalkReport {
  readonly read: Report;
  /** Numbers evaluated by the pseudonymiser in this run; 0 when the ledger knew them all. */
  readonly evaluated: number;
  /** Records that could not be pseudonymised yet, and why. */
  readonly waiting: { readonly records: number; readonly because?: Refusal };
  /** Patients who went under one key of the pseudonymiser though two are open, and why. All their records are sent. */
  readonly unlinked: { readonly patients: number; readonly because?: Refusal };
  readonly submissions: {
    readonly acknowledged: number;
    readonly refused: readonly { readonly id: string; readonly refusal: Refusal }[];
    /** Still in the queue, and why. */
    readonly queued: number;
    readonly trouble?: string;
  };
  /** Records that the registry refused inside submissions that it took. */
  readonly refusedByRegistry: number;
  /** Records that could not be pseudonymised for good. */
  readonly refusedHere: number;
  /** Files of refused rows that were written. */
  readonly refusedRows: readonly string[];
}

/** 0 everything accepted, 1 something refused, 2 something could not be brought to an end: run it again. */
export function exitCodeOf(report: WalkReport): 0 | 1 | 2 {
  if (report.waiting.records > 0 || report.submissions.queued > 0) return 2;
  return refusedHere(report.read) + report.refusedHere + report.refusedByRegistry + report.submissions.refused.length >
    0
    ? 1
    : 0;
}

export const refusedHere = ({ refused, patientsRefused, linesRefused }: Report): number =>
  refused + patientsRefused + linesRefused;

export class Tally {
  readonly refused: PlacedTrouble[] = [];
  readonly #refusals: { readonly id: string; readonly refusal: Refusal }[] = [];
  #waiting = 0;
  #acknowledged = 0;
  #refusedByRegistry = 0;
  trouble: string | undefined;

  pseudonymised({ refused, waiting }: Pseudonymised): void {
    this.refused.push(...refused);
    this.#waiting += waiting;
  }

  sent({ acknowledged, refusedRecords, refused, trouble }: Drained): void {
    this.#acknowledged += acknowledged;
    this.#refusedByRegistry += refusedRecords;
    this.#refusals.push(...refused.map(({ id, refusal }) => ({ id, refusal })));
    this.trouble ??= trouble;
  }

  report(
    read: Report,
    more: Pick<TokenSource, 'stopped' | 'unlinked' | 'evaluated'> & { files: readonly string[]; agent: Agent },
  ): WalkReport {
    const { queued, sent } = more.agent.ledger.queue.counts();
    return {
      read,
      evaluated: more.evaluated,
      waiting: { records: this.#waiting, ...(more.stopped && { because: plain(more.stopped) }) },
      unlinked: {
        patients: more.unlinked.patients,
        ...(more.unlinked.because && { because: plain(more.unlinked.because) }),
      },
      submissions: {
        acknowledged: this.#acknowledged,
        refused: this.#refusals,
        queued: queued + sent,
        ...(this.trouble !== undefined && { trouble: this.trouble }),
      },
      refusedByRegistry: this.#refusedByRegistry,
      refusedHere: this.refused.length,
      refusedRows: more.files,
    };
  }
}

const plain = ({ code, message }: Refusal): Refusal => ({ code, message });
